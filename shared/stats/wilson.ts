/** Interval of a share: Wilson (1927), which stays within 0…1 and is right near both ends, unlike the normal approximation. */
import type { Estimate } from '../runs/run'

const z = 1.959963984540054

/** 95 % interval of `count` of `n`. The share of none of nothing is unknown: 0 with the interval 0…1. */
export function wilson(count: number, n: number): Estimate {
  if (n === 0) return { value: 0, low: 0, high: 1 }
  const p = count / n, z2 = z * z, scale = 1 + z2 / n
  const centre = (p + z2 / (2 * n)) / scale, reach = (z / scale) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  return { value: p, low: count === 0 ? 0 : Math.max(0, centre - reach), high: count === n ? 1 : Math.min(1, centre + reach) }
}
