/** Means of few values, such as one per slot, by Student's t: unlike a bootstrap it does not make two slots look sure. */
import type { Estimate } from '../runs/run'
import { mean } from './quantile'

/** 97.5 % points for 1 to 10 degrees of freedom. */
const few = [12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.3060041, 2.2621572, 2.2281389]

/** 97.5 % point of Student's t; beyond the table the expansion of Abramowitz & Stegun 26.7.5, true to 10⁻⁵. */
export function t975(freedom: number): number {
  const tabled = few[freedom - 1]
  if (tabled !== undefined) return tabled
  const z = 1.959963985, z3 = z ** 3, z5 = z ** 5, z7 = z ** 7, z9 = z ** 9
  return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom ** 2) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom ** 3)
    + (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92160 * freedom ** 4)
}

/** Mean with its 95 % interval; null for fewer than two values, which have no spread. */
export function meanInterval(values: ArrayLike<number>): Estimate | null {
  const n = values.length
  if (n < 2) return null
  const value = mean(values)
  let squares = 0
  for (let i = 0; i < n; i++) squares += (values[i]! - value) ** 2
  const reach = t975(n - 1) * Math.sqrt(squares / (n - 1) / n)
  return { value, low: value - reach, high: value + reach }
}

/** Geometric mean of positive ratios with its 95 % interval: the mean of their logarithms. Null for fewer than two. */
export function ratioInterval(ratios: readonly number[]): Estimate | null {
  const e = meanInterval(ratios.map(Math.log))
  return e && { value: Math.exp(e.value), low: Math.exp(e.low), high: Math.exp(e.high) }
}
