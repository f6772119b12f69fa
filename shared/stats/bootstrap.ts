/** Percentile bootstrap, Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Seeded: the same values give the same interval. */
import { uniform } from '../policy/noise'
import type { Estimate } from '../runs/run'
import { quantileOfSorted, sorted } from './quantile'

const resamples = 2000
/** Beyond this many values the order statistics' own interval takes over: it is what resampling tends to, and costs nothing. */
const manyValues = 1000

/**
 * Median with its 95 % interval. Of one value low and high are that value: its spread is unknown, and whoever shows it tells the count.
 * Many values take ranks n/2 ± 1.96 √n/2 (normal approximation of the binomial; David & Nagaraja, Order Statistics, 7.1).
 * Throws for no values.
 */
export function medianInterval(values: ArrayLike<number>, seed: number): Estimate {
  const n = values.length
  if (n === 0) throw new RangeError('The median of no values')
  const s = sorted(values), value = quantileOfSorted(s, 0.5)
  if (n > manyValues) {
    const reach = 1.959964 * Math.sqrt(n) / 2, middle = (n - 1) / 2
    return { value, low: s[Math.floor(middle - reach)]!, high: s[Math.ceil(middle + reach)]! }
  }
  const random = uniform(seed), medians = new Float64Array(resamples), counts = new Uint16Array(n)
  for (let r = 0; r < resamples; r++) {
    counts.fill(0)
    for (let i = 0; i < n; i++) counts[Math.floor(random() * n)]!++
    medians[r] = medianOfCounts(s, counts)
  }
  medians.sort()
  return { value, low: quantileOfSorted(medians, 0.025), high: quantileOfSorted(medians, 0.975) }
}

/** Median of a resample told as how often each sorted value was drawn. */
function medianOfCounts(s: Float64Array, counts: Uint16Array): number {
  const n = s.length, lower = (n - 1) >> 1, upper = n >> 1
  let seen = 0, i = 0
  while (seen + counts[i]! <= lower) seen += counts[i++]!
  const low = s[i]!
  while (seen + counts[i]! <= upper) seen += counts[i++]!
  return (low + s[i]!) / 2
}

/**
 * Ratio of two variants measured on the same images: Σ of `a` ÷ Σ of `b`, resampling images, so that what is common to both sides of an image cancels.
 * @param a @param b positive, one value per image, in the same order. Throws for no images and for lists of different length.
 */
export function pairedRatio(a: ArrayLike<number>, b: ArrayLike<number>, seed: number): Estimate {
  const n = a.length
  if (n === 0 || b.length !== n) throw new RangeError(`Pairs of ${n} and ${b.length} values`)
  const random = uniform(seed), ratios = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    let sumA = 0, sumB = 0
    for (let i = 0; i < n; i++) {
      const j = Math.floor(random() * n)
      sumA += a[j]!
      sumB += b[j]!
    }
    ratios[r] = sumA / sumB
  }
  ratios.sort()
  let sumA = 0, sumB = 0
  for (let i = 0; i < n; i++) {
    sumA += a[i]!
    sumB += b[i]!
  }
  return { value: sumA / sumB, low: quantileOfSorted(ratios, 0.025), high: quantileOfSorted(ratios, 0.975) }
}

/**
 * 95 % interval of any statistic of `n` items under resampling them.
 * @param statistic of a resample, told as how often each item was drawn; a resample where it is not a number is left out
 * @param value the statistic of the items themselves
 */
export function bootstrapInterval(n: number, seed: number, statistic: (counts: Uint32Array) => number, value: number): Estimate {
  if (n === 0) throw new RangeError('A statistic of no items')
  const random = uniform(seed), counts = new Uint32Array(n), found = new Float64Array(resamples)
  let many = 0
  for (let r = 0; r < resamples; r++) {
    counts.fill(0)
    for (let i = 0; i < n; i++) counts[Math.floor(random() * n)]!++
    const s = statistic(counts)
    if (Number.isFinite(s)) found[many++] = s
  }
  if (many === 0) return { value, low: value, high: value }
  const kept = found.subarray(0, many).sort()
  return { value, low: quantileOfSorted(kept, 0.025), high: quantileOfSorted(kept, 0.975) }
}
