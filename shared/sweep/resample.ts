/**
 * Intervals of figures that are pooled over images. Images are put into groups, and groups are drawn with replacement; all variants are drawn together,
 * so that what is common to them cancels. Percentile bootstrap, Efron & Tibshirani (1993), chapter 13; grouping keeps it fast for many images.
 */
import { seedOf, uniform } from '../policy/noise'
import type { Estimate } from '../runs/run'
import { quantileOfSorted } from '../stats/quantile'

/** Values of the same images in the same order for each variant: `[images, width]`, row by row. */
export interface PerImage { images: number; width: number; variants: Float64Array[] }

const mostGroups = 400

/** Sums of the images of each group: `[groups, width]` for each variant. With few images each is a group. */
export function grouped({ images, width, variants }: PerImage, most = mostGroups): PerImage {
  const groups = Math.min(images, most)
  if (groups === images) return { images, width, variants }
  return { images: groups, width, variants: variants.map((values) => {
    const sums = new Float64Array(groups * width)
    for (let i = 0; i < images; i++) for (let k = 0, to = (i % groups) * width, from = i * width; k < width; k++) sums[to + k]! += values[from + k]!
    return sums
  }) }
}

/** All images of a variant added up. */
export function total({ images, width }: PerImage, values: Float64Array, weights?: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(width)
  for (let i = 0; i < images; i++) {
    const w = weights ? weights[i]! : 1
    if (w !== 0) for (let k = 0, from = i * width; k < width; k++) sum[k]! += w * values[from + k]!
  }
  return sum
}

/**
 * @param statistics several numbers from the sums of each variant; one that is NaN for a resample is left out of that interval
 * @returns an estimate for each of them; null where it is not a number
 */
export function intervals(data: PerImage, statistics: (sums: Float64Array[]) => number[], seed = 1, resamples = 1000): (Estimate | null)[] {
  const groups = grouped(data), n = groups.images
  const values = statistics(groups.variants.map((v) => total(groups, v)))
  if (n === 0) return values.map(() => null)
  const random = uniform(seedOf(seed, n)), drawn = values.map(() => [] as number[]), counts = new Uint16Array(n)
  for (let r = 0; r < resamples; r++) {
    counts.fill(0)
    for (let i = 0; i < n; i++) counts[Math.floor(random() * n)]!++
    for (const [k, v] of statistics(groups.variants.map((x) => total(groups, x, counts))).entries()) if (Number.isFinite(v)) drawn[k]!.push(v)
  }
  return values.map((value, k) => {
    const d = Float64Array.from(drawn[k]!).sort()
    return Number.isFinite(value) && d.length > 0 ? { value, low: quantileOfSorted(d, 0.025), high: quantileOfSorted(d, 0.975) } : null
  })
}

/** Standard error of a statistic by the jackknife over at most `most` groups (Efron & Tibshirani, chapter 11); NaN for fewer than two. */
export function jackknifeError(data: PerImage, statistic: (sums: Float64Array[]) => number, most = 50): number {
  const groups = grouped(data, most), n = groups.images, sums = groups.variants.map((v) => total(groups, v))
  if (n < 2) return NaN
  const without = Array.from({ length: n }, (_, g) => statistic(sums.map((s, v) => s.map((x, k) => x - groups.variants[v]![g * groups.width + k]!))))
  const mean = without.reduce((a, b) => a + b, 0) / n
  return Math.sqrt(((n - 1) / n) * without.reduce((a, b) => a + (b - mean) ** 2, 0))
}
