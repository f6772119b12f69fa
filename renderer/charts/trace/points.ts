/** Points of a series: where in time they lie, and which of them a screen can show. */
import { upperBound } from '@shared/stats/decimate'
import { quantileOfSorted, sorted } from '@shared/stats/quantile'

export interface Points { t: readonly number[]; v: readonly (number | null)[] }

export const noPoints: Points = { t: [], v: [] }

/** The value that a gauge holds at an instant: its last one; null before the first. */
export function heldAt(p: Points, at: number): number | null {
  for (let i = upperBound(p.t, at) - 1; i >= 0; i--) if (p.v[i] !== null) return p.v[i]!
  return null
}

/** The point nearest to an instant, no farther than `within` seconds. */
export function nearest(p: Points, at: number, within: number): { t: number; v: number } | null {
  const i = upperBound(p.t, at)
  let best: { t: number; v: number } | null = null
  for (const k of [i - 1, i]) {
    const t = p.t[k]
    const v = p.v[k]
    if (t === undefined || v === null || v === undefined || Math.abs(t - at) > within) continue
    if (!best || Math.abs(t - at) < Math.abs(best.t - at)) best = { t, v }
  }
  return best
}

/**
 * The range in which points are drawn where they lie. Those beyond it are pinned to its edge and marked: one hiccup must not
 * flatten a whole track. Fences are three interquartile ranges from the quartiles of each group.
 */
export function robustRange(groups: Iterable<ArrayLike<number>>): { low: number; high: number } | null {
  let low = Infinity
  let high = -Infinity
  for (const group of groups) {
    if (group.length === 0) continue
    const ascending = sorted(group)
    const q1 = quantileOfSorted(ascending, 0.25)
    const q3 = quantileOfSorted(ascending, 0.75)
    const reach = Math.max(3 * (q3 - q1), 0.02 * Math.abs(q3))
    const first = ascending.find((x) => x >= q1 - reach)
    const last = ascending.findLast((x) => x <= q3 + reach)
    if (first !== undefined) low = Math.min(low, first)
    if (last !== undefined) high = Math.max(high, last)
  }
  return low <= high ? { low, high } : null
}
