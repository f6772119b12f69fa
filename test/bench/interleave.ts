/** Timing on noisy machines: variants take turns in random order, and medians of ratios are reported, never single times. */
import { performance } from 'node:perf_hooks'
import { uniform } from '../../shared/policy/noise'

export type Variants = Record<string, () => Promise<unknown>>

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q, low = Math.floor(at)
  return sorted[low]! + (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!) * (at - low)
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Milliseconds of each variant, one value per round; `warm` rounds are not counted. */
export async function interleave(variants: Variants, rounds: number, warm = 3, seed = 1): Promise<Record<string, number[]>> {
  const names = Object.keys(variants), random = uniform(seed)
  const times: Record<string, number[]> = Object.fromEntries(names.map((n) => [n, []]))
  for (let round = -warm; round < rounds; round++) {
    const order = [...names]
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    for (const name of order) {
      const start = performance.now()
      await variants[name]!()
      if (round >= 0) times[name]!.push(performance.now() - start)
    }
  }
  return times
}

export interface Ratio { median: number; p25: number; p75: number }

/** Ratio of two variants, round by round, so that a slow phase of the machine hits both sides. */
export function ratio(times: Record<string, number[]>, name: string, base: string): Ratio {
  const ratios = times[name]!.map((t, i) => t / times[base]![i]!)
  return { median: median(ratios), p25: quantile(ratios, 0.25), p75: quantile(ratios, 0.75) }
}
