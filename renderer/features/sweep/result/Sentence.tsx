/** The sweep in one sentence: how many images, what was saved, and what that did to accuracy. */
import { useMemo } from 'react'
import { meanInterval } from '@shared/stats/student'
import { pick } from '@shared/sweep/analysis/rows'
import { MINUS, metricValue, num, signed } from '../../../components/format'
import { between } from '../words'
import type { SweepData } from './data'
import { mainOf, usePooled } from './pooled'
import styles from './result.module.css'

export function Sentence({ d }: { d: SweepData }) {
  const { c, b, rows, sweep, variant, base, filtered } = d
  const change = useMemo(() => {
    const picked = pick(c, c.executed, rows)
    return picked.length === 0 ? null : meanInterval(Float64Array.from(picked, (v) => v / b.staticMacs - 1)) ?? { value: picked[0]! / b.staticMacs - 1, low: NaN, high: NaN }
  }, [c, b, rows])
  const { figures, stale } = usePooled(sweep.id, [variant.id, base.id], useMemo(() => [{ c, rows }], [c, rows]))
  const task = c.metrics[0]?.task, [own, other] = figures[0] ?? []
  const ours = task === undefined ? null : mainOf(own, task), theirs = task === undefined ? null : mainOf(other, task)
  const n = rows?.length ?? c.rows
  return (
    <span className={styles.sentence} data-testid="sweep-sentence">
      <b>{num(n)}</b>{filtered ? ` of ${num(c.rows)}` : ''} {(filtered ? c.rows : n) === 1 ? 'image' : 'images'}
      {change && <>, <span className="hide-small">mean </span><b className={styles.saving}>{change.value === 0 ? '±0' : signed(100 * change.value)}{'\u00a0'}%</b> MACs {Number.isFinite(change.low) && <span className="tx3">{between(change, 0, 100).replaceAll('-', MINUS)}</span>}</>}
      {ours && <>, <span data-stale={stale}><b>{metricValue(ours.value, ours.unit)}</b> {ours.name}</span><span className="hide-narrow">{c.metrics.length > 1 ? ` ${task}` : ''}{theirs && variant.id !== base.id ? ` (${base.label.toLowerCase()} ${metricValue(theirs.value, theirs.unit)})` : ''}</span></>}
    </span>
  )
}
