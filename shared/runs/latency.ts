/** Latencies of a run by variant: summary and outliers. Warm-up inferences, and those of a slot that was cut and taken again, enter no figure. */
import { medianInterval } from '../stats/bootstrap'
import { quantileOfSorted, sorted } from '../stats/quantile'
import { isOutside, tukeyFences } from '../stats/tukey'
import { droppedSlots } from '../trace/takes'
import type { Trace } from '../trace/trace'
import type { VariantSummary } from './run'

/** Measured inferences by variant: indices into the trace's columns. */
export function measuredBy(trace: Trace): Map<string, number[]> {
  const slot = trace.inferences.slot.values, variant = trace.inferences.variant.values, dropped = droppedSlots(trace)
  const groups = new Map<string, number[]>(trace.variants.map((v) => [v, []]))
  for (let i = 0; i < slot.length; i++) if (slot[i]! >= 0 && !dropped.has(slot[i]!)) groups.get(trace.variants[variant[i]!]!)!.push(i)
  return groups
}

/** Milliseconds of every inference, warm-ups too. */
export function latencies(trace: Trace): Float64Array {
  const end = trace.inferences.end.values
  return trace.inferences.start.values.map((start, i) => (end[i]! - start) / 1e6)
}

/** Null for no inferences. */
export function latencySummary(ms: ArrayLike<number>, seed: number): VariantSummary['latencyMs'] {
  if (ms.length === 0) return null
  const s = sorted(ms), at = (q: number) => quantileOfSorted(s, q)
  return { median: medianInterval(s, seed), p50: at(0.5), p90: at(0.9), p99: at(0.99), min: s[0]!, max: s[s.length - 1]! }
}

/**
 * 1 for each measured inference beyond Tukey's fences of its variant and route. An adaptive model's routes have latencies of their own, which are no outliers.
 */
export function outlierFlags(trace: Trace, ms = latencies(trace)): Uint8Array {
  const flags = new Uint8Array(ms.length), route = trace.inferences.route.values
  for (const indices of measuredBy(trace).values()) {
    for (const group of groupBy(indices, (i) => route[i]!).values()) {
      const fences = tukeyFences(group.map((i) => ms[i]!))
      for (const i of group) flags[i] = Number(isOutside(ms[i]!, fences))
    }
  }
  return flags
}

export function groupBy<K>(indices: readonly number[], key: (i: number) => K): Map<K, number[]> {
  const groups = new Map<K, number[]>()
  for (const i of indices) {
    const k = key(i), group = groups.get(k)
    if (group) group.push(i)
    else groups.set(k, [i])
  }
  return groups
}
