/** The distribution of latencies as a curve: which share of inferences took at most so long. */
import { quantileOfSorted, sorted } from '@shared/stats/quantile'

export interface EcdfPoint { ms: number; [variant: `share ${string}`]: number }

/**
 * Quantiles of each variant on one list, ascending in latency, as a line chart wants them.
 * @param steps how many quantiles per variant: a curve, not each of thousands of values
 */
export function ecdf(latencies: Readonly<Record<string, readonly number[]>>, steps = 160): EcdfPoint[] {
  const points: EcdfPoint[] = []
  for (const [id, values] of Object.entries(latencies)) {
    if (values.length === 0) continue
    const ascending = sorted(values)
    const n = Math.min(steps, values.length)
    for (let i = 0; i <= n; i++) points.push({ ms: quantileOfSorted(ascending, i / n), [`share ${id}`]: i / n })
  }
  return points.sort((a, b) => a.ms - b.ms)
}

/** Where the axis of the distribution lies: up to the slowest 99.5 % of all variants; beyond it nothing could be told apart. */
export function ecdfDomain(latencies: Readonly<Record<string, readonly number[]>>): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (const values of Object.values(latencies)) {
    if (values.length === 0) continue
    const ascending = sorted(values)
    low = Math.min(low, ascending[0]!)
    high = Math.max(high, quantileOfSorted(ascending, 0.995))
  }
  return low < high ? [low, high] : [0, 1]
}
