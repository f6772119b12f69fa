/** How often each block is asked for by each task, and runs. */
import { useDeferredValue, useMemo, useState } from 'react'
import { frequency } from '@shared/sweep/analysis/frequency'
import type { Estimate } from '@shared/runs/run'
import { fillOf } from '../../../../charts/heatmap/shade'
import { Heatmap, type HeatRow } from '../../../../charts/heatmap/Heatmap'
import { num, percent } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { between, blockShort } from '../../words'
import { useSweep } from '../data'
import { toggleBlock, useResult } from '../store'
import styles from './overview.module.css'

export function FrequencyPanel() {
  const d = useDeferredValue(useSweep()), { c, rows, lanes, depths, filtered } = d
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const block = useResult((s) => s.filter.block)
  const [at, setAt] = useState<{ row: number; column: number } | null>(null)
  const f = useMemo(() => frequency(c, rows), [c, rows])
  const NL = lanes.length
  const heat = useMemo((): HeatRow[] => [
    ...lanes.map((l, k) => ({ id: l.id, label: l.id, color: l.color.fill, values: f.asked[k]!.map((e) => e.value), mean: num(f.meanAsked[k]!, 1) })),
    { id: 'ran', label: 'ran (union)', color: 'var(--run)', values: f.ran.map((e) => e.value), mean: num(f.meanRan, 1), union: true }
  ], [lanes, f])
  const of = (row: number, column: number): Estimate => (row < NL ? f.asked[row]![column]! : f.ran[column]!)
  const describe = (row: number, column: number): string => {
    const e = of(row, column), name = blockShort(c.blocks[column]!)
    return `${row < NL ? `${lanes[row]!.id} asked for ${name}` : `${name} ran`} on ${num(Math.round(e.value * f.images))} of ${num(f.images)} images, ${percent(e.value)} ${between(e, 0, 100)}`
  }
  return (
    <Panel title="How often each block is asked for" testId="frequency" aside={<span className="tx3 f1 hide-narrow">% of {filtered ? 'the filtered' : 'images'}</span>} className={styles.heat} actions={<Legend />}>
      <div className={styles.chart} ref={ref}>
        {width > 0 && <Heatmap rows={heat} depths={depths} width={width} height={height} label="How often each block is asked for, by task" meanTitle="mean" meanFoot={`of ${c.blocks.length}`} text={(v) => num(100 * v)} onAt={setAt} describe={describe} testId="heatmap"
          selected={block ? { row: block.lane ?? NL, column: block.block } : null} onPick={(row, column) => toggleBlock(column, row < NL ? row : null)} />}
      </div>
      <div className={styles.readout} data-testid="heat-readout">{at ? describe(at.row, at.column) : block ? `Filtered by ${blockShort(c.blocks[block.block]!)}; click it again to release` : 'Point at a block for its interval; click to filter by it'}</div>
    </Panel>
  )
}

const Legend = () => (
  <span className={styles.legend}>0 %<svg width={72} height={8} aria-hidden="true">{Array.from({ length: 12 }, (_, i) => <rect key={i} x={i * 6} width={6} height={8} style={{ fill: fillOf(i / 11, 'var(--run)') }} />)}</svg>100 %</span>
)
