/** Outliers by Tukey's fences (Exploratory Data Analysis, 1977): beyond 1.5 interquartile ranges from the quartiles. They are flagged, never left out. */
import { quantileOfSorted, sorted } from './quantile'

export interface Fences { low: number; high: number }

/** No values have no fences: nothing is outside. */
export function tukeyFences(values: ArrayLike<number>): Fences {
  if (values.length === 0) return { low: -Infinity, high: Infinity }
  const s = sorted(values), q1 = quantileOfSorted(s, 0.25), q3 = quantileOfSorted(s, 0.75), reach = 1.5 * (q3 - q1)
  return { low: q1 - reach, high: q3 + reach }
}

export const isOutside = (value: number, { low, high }: Fences): boolean => value < low || value > high
