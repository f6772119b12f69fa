/** The tracks of a stored run, with a brush over its whole length. */
import { useEffect, useMemo } from 'react'
import { Button } from '@mantine/core'
import type { RunDetail } from '@shared/runs/run'
import { Brush } from '../../../charts/trace/Brush'
import { instant } from '../../../charts/trace/axis'
import { TraceChart } from '../../../charts/trace/TraceChart'
import { useTheme } from '../../../app/useTheme'
import { ms, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useSize } from '../../../components/useSize'
import { Key } from '../Key'
import { phaseBand } from '../tracks'
import { looks } from '../variants'
import { ratioText } from '../words'
import { RunSource } from './source'
import { setColumns, setRange, useRun } from './store'
import page from '../device.module.css'
import styles from './run.module.css'

export function RunTraces({ detail }: { detail: RunDetail }) {
  const whole = useRun((s) => s.whole)
  const points = useRun((s) => s.part?.points ?? null)
  const range = useRun((s) => s.range)
  const theme = useTheme()
  // Only the plan and what could be read matter; figures may change under it.
  const source = useMemo(() => new RunSource(detail), [detail])
  const look = useMemo(() => looks(detail.plan.variants), [detail.plan])
  const bands = useMemo(() => (whole?.phases ?? []).map((p) => phaseBand(p, look)), [whole, look])
  const [ref, { width }] = useSize<HTMLDivElement>()
  useEffect(() => { if (width > 200) setColumns((width - 130) * Math.min(2, window.devicePixelRatio || 1)) }, [width])
  const all = { from: whole?.from ?? 0, to: whole?.to ?? Math.max(1, detail.durationS) }
  const ratio = detail.comparisons[0]?.latency
  return (
    <Panel className={page.charts} label="Traces" testId="run-traces">
      <header className={page.chartHead}>
        {detail.variants.map((v) => { const l = look.get(v.id); return l && <span key={v.id} className="row f1"><Key look={l} /><b>{v.label}</b><span className="num nw">{v.latencyMs ? ms(v.latencyMs.p50) : '\u2013'}</span></span> })}
        {ratio && <span className="f1 nw hide-narrow num"><span className="tx2">latency ratio</span> {ratioText(ratio)}</span>}
        <span className="sp" />
        <span className="tx3 f0 num nw hide-small" data-testid="points">{points === null ? 'reading' : plural(points, 'point')}{range ? `, ${instant(range.from)} to ${instant(range.to)}` : ''}</span>
        <Button size="xs" variant="subtle" disabled={range === null} onClick={() => setRange(null)} data-testid="show-all">Show all</Button>
      </header>
      <div ref={ref} className={styles.traces}>
        <TraceChart source={source} theme={theme} range={range} whole={all} onRange={setRange} label="Time of the run" testId="run-trace" onChoice={(track, id) => useRun.setState((s) => ({ choices: { ...s.choices, [track]: id }, version: s.version + 1 }))} />
      </div>
      <Brush whole={all} range={range} bands={bands} onRange={setRange} />
      <span className="sr-only" role="status">{range ? `Shows ${num(range.from, 2)} to ${num(range.to, 2)} s` : 'Shows the whole run'}</span>
    </Panel>
  )
}
