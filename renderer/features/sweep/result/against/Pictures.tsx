/** What both variants predicted on an image, beside the truth. */
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import { settingsOf } from '@shared/sweep/noise'
import type { Inspection } from '@shared/rpc/contract'
import { Swatch } from '../../../../components/bits'
import { explain, macs, metricDelta, metricValue, saving, stem } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { Picture } from '../../../../components/Picture'
import { useSize } from '../../../../components/useSize'
import { call } from '../../../../state/engine'
import { useSession } from '../../../../state/session'
import { useThumbnail } from '../../../../state/thumbnails'
import { useSweep } from '../data'
import { handleOf, openInInspect, openModelOf } from '../open'
import { showSweep } from '../../view'
import styles from '../views.module.css'

export function Pictures({ image, row, at }: { image: number; row: number; at: number; total: number }) {
  const d = useSweep(), { sweep, variant, base, names, paths, c, against, scale, b } = d
  const model = useSession((s) => s.model)
  const handle = handleOf(sweep, variant, model), baseHandle = handleOf(sweep, base, model)
  const [shown, setShown] = useState<{ ours: Inspection; theirs: Inspection | null } | null>(null)
  const [failure, setFailure] = useState<ErrorValue | null>(null)
  useEffect(() => {
    if (handle === null) return
    const abort = new AbortController()
    const run = (m: string, settings: typeof variant.settings) => call('inspect.run', { model: m, image: paths[image]!, settings: settingsOf(settings, image), outputs: true }, { signal: abort.signal })
    // A list that is scrolled through is not worth running.
    const timer = window.setTimeout(() => {
      Promise.all([run(handle, variant.settings), baseHandle === null ? null : run(baseHandle, base.settings)]).then(([ours, theirs]) => { if (!abort.signal.aborted) setShown({ ours, theirs }) }, (e: unknown) => { const value = toErrorValue(e); if (!abort.signal.aborted && value.code !== 'engine-lost') setFailure(value) })
    }, 120)
    return () => { window.clearTimeout(timer); abort.abort() }
  }, [handle, baseHandle, variant, base, paths, image])
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const tasks = useMemo(() => (shown ? Object.keys(shown.ours.outputs) : against.tasks), [shown, against])
  const side = Math.max(56, Math.min(200, Math.floor((width - 24 - 128) / 4) - 8, Math.floor((height - 32) / Math.max(1, tasks.length)) - 8))
  const url = useThumbnail(paths[image]!, 256)
  return (
    <Panel testId="pictures" className={styles.panel} label="Predictions" title={<h2>{stem(names[image]!)}</h2>} aside={<span className="tx3 f1 num">{macs(c.executed[row]!, scale)} {scale.unit}, {saving(c.executed[row]!, b.staticMacs)}</span>}
      actions={<Button size="xs" onClick={() => void openInInspect(d, image)} data-testid="open-in-inspect">Open in Inspect</Button>}>
      {handle === null ? <div className={styles.empty}><p>Pictures are computed when they are looked at, by the model of this sweep, which is not open.</p><Button variant="filled" onClick={() => void openModelOf(sweep, variant).then((ok) => { if (ok) showSweep({ at: 'sweep', sweep: sweep.id }) })}>Open {sweep.models[variant.model]!.name}</Button></div>
        : failure ? <p className={styles.note} role="alert">{failure.message}. {explain(failure)}</p>
        : <div ref={ref} className={styles.pictures} style={{ gridTemplateColumns: `120px repeat(4, ${side}px)` }} data-ready={shown !== null}>
            <span /><span className={styles.cap}>Image</span><span className={styles.cap}>Truth</span><span className={styles.cap}>{base.label}</span><span className={styles.cap}>{variant.label}</span>
            {tasks.map((task, i) => {
              const ours = shown?.ours.outputs[task], theirs = shown?.theirs?.outputs[task], k = against.tasks.indexOf(task), change = k < 0 ? NaN : against.deltas[k]![at]!
              const cell = (view: typeof ours, which: 'prediction' | 'truth', what: string) => { const p = view?.[which]; return p ? <Picture pixels={p} width={side} height={side} label={`${task}, ${what}`} /> : <span style={{ width: side, height: side, background: 'var(--well)', borderRadius: 2 }} /> }
              return <RowOf key={task} first={i === 0 && url ? <img src={url} alt={names[image]} width={side} height={side} /> : <span />} side={<span className={styles.side}><span className="row"><Swatch color={d.colors[task]?.fill ?? 'var(--neutral)'} /><span className="m ellipsis">{task}</span></span>
                {ours?.metric && <span className="tx2 f0">{metricValue(ours.metric.value, ours.metric.unit)}</span>}{!Number.isNaN(change) && <span className="f0">{metricDelta(change, c.metrics.find((m) => m.task === task)?.unit ?? '')}</span>}</span>}>
                {cell(ours, 'truth', 'ground truth')}{cell(theirs, 'prediction', base.label)}{cell(ours, 'prediction', variant.label)}
              </RowOf>
            })}
          </div>}
    </Panel>
  )
}

const RowOf = ({ side, first, children }: { side: React.ReactNode; first: React.ReactNode; children: React.ReactNode }) => <>{side}{first}{children}</>
