/** A variant against the baseline. An image counts once, by its median, however often it ran: repeats are not independent. */
import { pairedRatio } from '../stats/bootstrap'
import { mannWhitney } from '../stats/mann-whitney'
import { median } from '../stats/quantile'
import { ratioInterval } from '../stats/student'
import type { Trace } from '../trace/trace'
import type { RunEnergy } from './energy'
import { groupBy, latencies, measuredBy } from './latency'
import type { Comparison, Estimate } from './run'

/** Medians of the images that both variants took, in the same order. */
interface Pairs { variant: number[]; baseline: number[] }

/** @param values per inference of the trace; NaN is left out. */
function pairsByImage(trace: Trace, values: ArrayLike<number>, variant: string, baseline: string): Pairs {
  const measured = measuredBy(trace), image = trace.inferences.image.values
  const medians = (id: string): Map<number, number> => {
    const kept = (measured.get(id) ?? []).filter((i) => !Number.isNaN(values[i]!))
    return new Map([...groupBy(kept, (i) => image[i]!)].map(([k, group]) => [k, median(group.map((i) => values[i]!))]))
  }
  const a = medians(variant), b = medians(baseline)
  const common = [...a.keys()].filter((k) => b.has(k)).sort((x, y) => x - y)
  return { variant: common.map((k) => a.get(k)!), baseline: common.map((k) => b.get(k)!) }
}

const ratioOf = (pairs: Pairs, seed: number): Estimate | null => (pairs.variant.length > 0 ? pairedRatio(pairs.variant, pairs.baseline, seed) : null)

export function compare(trace: Trace, energy: RunEnergy, variant: string, baseline: string, seed: number): Comparison {
  const pairs = pairsByImage(trace, latencies(trace), variant, baseline), ranks = mannWhitney(pairs.variant, pairs.baseline)
  return {
    variant, baseline, images: pairs.variant.length, latency: ratioOf(pairs, seed), energy: energyRatio(trace, energy, variant, baseline, seed),
    pMannWhitney: ranks?.p ?? null, cliffsDelta: ranks?.delta ?? null
  }
}

/** By image where inferences are resolved, else by round: slots of one round took the same images close to each other in time. */
function energyRatio(trace: Trace, energy: RunEnergy, variant: string, baseline: string, seed: number): Estimate | null {
  if (energy.refused !== null) return null
  if (energy.each) return ratioOf(pairsByImage(trace, energy.each, variant, baseline), seed)
  const perRound = (id: string) => new Map(energy.slots.filter((s) => s.variant === id && s.refused === null && s.joules > 0).map((s) => [s.round, s.joules / s.inferences]))
  const a = perRound(variant), b = perRound(baseline)
  return ratioInterval([...a.keys()].filter((r) => b.has(r)).map((r) => a.get(r)! / b.get(r)!))
}
