/** A curve through scattered points: the median of those in bins of equal width. */
import { median } from './quantile'

export interface CurvePoint { x: number; y: number; n: number }

/** @param least points that a bin needs to be drawn; x of a bin is the mean of its points. Pairs with NaN are left out. */
export function runningMedian(x: ArrayLike<number>, y: ArrayLike<number>, bins: number, least = 5): CurvePoint[] {
  let low = Infinity, high = -Infinity
  for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i]!) && !Number.isNaN(y[i]!)) { low = Math.min(low, x[i]!); high = Math.max(high, x[i]!) }
  if (!(low < high)) return []
  const at: number[][] = Array.from({ length: bins }, () => []), sums = new Float64Array(bins)
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) continue
    const bin = Math.min(bins - 1, Math.floor(((x[i]! - low) / (high - low)) * bins))
    at[bin]!.push(y[i]!)
    sums[bin]! += x[i]!
  }
  return at.flatMap((ys, bin) => (ys.length < least ? [] : [{ x: sums[bin]! / ys.length, y: median(ys), n: ys.length }]))
}
