/** On which images do two variants differ in quality, and where is one of them worst? */
import type { SweepColumns } from '../columns'

export interface Disagreement {
  /** Images that both have rows of, ascending; what follows is in this order. */
  images: Uint32Array
  rows: Uint32Array
  baseRows: Uint32Array
  tasks: string[]
  /** `[tasks][images]`: figure of the variant minus that of the baseline, NaN where either is missing. */
  deltas: Float32Array[]
  /**
   * `[images]`: mean over the tasks of how much worse the variant is (positive is worse), each as a share of the baseline's mean over all images,
   * so that tasks with different units count alike. NaN without a figure.
   */
  loss: Float32Array
}

export function disagreement(variant: SweepColumns, base: SweepColumns): Disagreement {
  const rows: number[] = [], baseRows: number[] = []
  for (let a = 0, b = 0; a < variant.rows && b < base.rows;) {
    const x = variant.image[a]!, y = base.image[b]!
    if (x === y) { rows.push(a++); baseRows.push(b++) }
    else if (x < y) a++
    else b++
  }
  const n = rows.length, sum = new Float32Array(n), count = new Uint8Array(n)
  const compared = variant.metrics.flatMap((m) => { const other = base.metrics.find((o) => o.task === m.task); return other ? [{ m, other }] : [] })
  const deltas = compared.map(({ m, other }) => {
    const delta = new Float32Array(n)
    let total = 0, known = 0
    for (let i = 0; i < n; i++) {
      const was = other.values[baseRows[i]!]!
      delta[i] = m.values[rows[i]!]! - was
      if (!Number.isNaN(was)) { total += was; known++ }
    }
    const scale = (m.higherIsBetter ? -1 : 1) / (Math.abs(total / known) || 1)
    for (let i = 0; i < n; i++) if (!Number.isNaN(delta[i]!)) { sum[i]! += delta[i]! * scale; count[i]!++ }
    return delta
  })
  return {
    images: Uint32Array.from(rows, (r) => variant.image[r]!), rows: Uint32Array.from(rows), baseRows: Uint32Array.from(baseRows),
    tasks: compared.map(({ m }) => m.task), deltas, loss: sum.map((s, i) => (count[i]! > 0 ? s / count[i]! : NaN))
  }
}
