/** What each block is worth per task, in accuracy and in MACs, beside how often the policy ran it. */
import { useEffect, useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import type { Counterfactuals, Forced } from '@shared/sweep/counterfactual'
import type { Estimate } from '@shared/runs/run'
import { Heatmap, type HeatRow } from '../../../charts/heatmap/Heatmap'
import { ProgressBar, Skeleton } from '../../../components/bits'
import { explain, list, macs, macsSigned, num, percent, signed } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Segmented } from '../../../components/Segmented'
import { useSize } from '../../../components/useSize'
import { useLive } from '../live/store'
import { useSweep } from '../result/data'
import { between, blockShort } from '../words'
import { loadWorth, startCounterfactuals, useWorth } from './store'
import views from '../result/views.module.css'

type Way = 'off' | 'on'

export function WorthView() {
  const { sweep, variant } = useSweep(), { data, failure } = useWorth(), { starting } = useLive()
  const made = sweep.plan.purpose === 'counterfactual'
  useEffect(() => { if (made) void loadWorth(sweep.id) }, [made, sweep.id, sweep.rows])
  if (!made) {
    return <Panel className={views.panel} label="Blocks"><div className={views.empty} data-testid="no-worth">
      <h2>What is each block worth?</h2>
      <p>Each block is forced off, then on, for all images of this sweep, with {variant.label} otherwise as it is: what that changes in accuracy and MACs is what the block is worth. Where the policy decided so anyway, nothing is run twice.</p>
      {starting ? <ProgressBar progress={starting.progress} label="Getting ready" onCancel={starting.cancel} /> : <Button variant="filled" disabled={variant.settings.static} onClick={() => startCounterfactuals(sweep, variant)} data-testid="start-worth">Force each block in turn</Button>}
    </div></Panel>
  }
  if (failure) return <Panel className={views.panel} label="Blocks"><div className={views.empty} role="alert"><h2>{failure.message}</h2><p>{explain(failure)}</p></div></Panel>
  return data?.sweep === sweep.id ? <Loaded data={data} /> : <Panel className={views.panel} label="Blocks"><div className={views.empty} aria-busy="true">{Array.from({ length: 6 }, (_, i) => <Skeleton key={i} height={16} width={`${90 - 8 * i}%`} />)}</div></Panel>
}

interface Row { id: string; label: string; color: string; cell(f: Forced): Estimate | null; text(v: number): string; unit: string; /** Beside the row. */ short: string }

function Loaded({ data }: { data: Counterfactuals }) {
  const d = useSweep(), { colors, depths, scale } = d
  const [way, setWay] = useState<Way>('off'), [at, setAt] = useState<{ row: number; column: number } | null>(null)
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const rows = useMemo((): Row[] => [
    ...data.tasks.map((t): Row => ({ id: t.task, label: t.task, color: colors[t.task]?.fill ?? 'var(--run)', cell: (f) => f.tasks[t.task] ?? null, text: (v) => signed(v, 1), unit: t.unit === '%' ? 'points' : t.unit, short: t.unit === '%' ? 'points' : t.unit || t.name })),
    { id: 'macs', label: 'MACs', color: 'var(--run)', cell: (f) => f.macs, text: (v) => macsSigned(v, scale), unit: scale.unit, short: scale.short }
  ], [data, colors, scale])
  const strongest = (r: Row): number => Math.max(1e-9, ...data.blocks.flatMap((b) => { const e = b[way] && r.cell(b[way]); return e ? [Math.abs(e.value)] : [] }))
  const heat = useMemo((): HeatRow[] => [
    ...rows.map((r) => ({ id: r.id, label: r.label, color: r.color, values: data.blocks.map((b) => (b[way] && r.cell(b[way])?.value) ?? NaN), mean: r.short })),
    { id: 'ran', label: 'ran', color: 'var(--adapt)', values: data.blocks.map((b) => b.share), mean: num(data.blocks.reduce((n, b) => n + b.share, 0), 1), union: true }
  ], [rows, data, way])
  const say = (row: number, column: number): string => {
    const b = data.blocks[column]!, name = blockShort(b.block), r = rows[row], forced = b[way]
    if (!r) return `${name} ran on ${percent(b.share)} of ${num(data.images)} images; asked for by ${Object.entries(b.asked).map(([lane, s]) => `${lane} ${percent(s)}`).join(', ')}`
    const e = forced && r.cell(forced)
    if (!e) return `${name}: no figure of ${r.label}`
    const digits = r.id === 'macs' ? scale.digits : 2, by = r.id === 'macs' ? 1 / scale.divide : 1
    return `${name} forced ${way} (on ${num(forced.forced)} images the policy decided otherwise): ${r.label} ${r.id === 'macs' ? macs(e.value, scale) : signed(e.value, digits)} ${between(e, digits, by)} ${r.unit}`
  }
  const less = data.tasks.filter((t) => !t.higherIsBetter).map((t) => t.task)
  return (
    <Panel title={way === 'off' ? 'What changes when a block is forced off' : 'What changes when a block is forced on'} testId="worth" className={views.panel}
      aside={<span className="tx3 f1 ellipsis">{num(data.images)} images, one block at a time; below, how often the policy ran it</span>}
      actions={<Segmented<Way> label="Forced" value={way} onChange={setWay} choices={[{ value: 'off', label: 'Off' }, { value: 'on', label: 'On' }]} testId="worth-way" />}>
      <div className={views.chart} ref={ref}>
        {width > 0 && <Heatmap rows={heat.map((r, k) => ({ ...r, values: r.values.map((v) => (Number.isNaN(v) ? 0 : k < rows.length ? Math.abs(v) / strongest(rows[k]!) : v)) }))} depths={depths} width={width} height={height} label="What each block is worth" meanTitle="in" meanFoot={`of ${data.blocks.length}`}
          text={() => ''} texts={heat.map((r, k) => r.values.map((v) => (Number.isNaN(v) ? '–' : k < rows.length ? rows[k]!.text(v) : percent(v))))} onAt={setAt} describe={say} selected={null} testId="worth-heat" />}
      </div>
      <div className={views.readout} data-testid="worth-readout">{at ? say(at.row, at.column) : `Changes of pooled figures; full colour is the strongest of its row${less.length > 0 ? `; of ${list(less)} less is better` : ''}. Point at one for its 95 % interval`}</div>
    </Panel>
  )
}
