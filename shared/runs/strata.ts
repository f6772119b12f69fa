/** A run by route: what each mask signature of a variant cost. */
import { medianInterval } from '../stats/bootstrap'
import { mean, median } from '../stats/quantile'
import { meanInterval } from '../stats/student'
import type { Trace } from '../trace/trace'
import type { RunEnergy } from './energy'
import { groupBy, latencies, measuredBy } from './latency'
import type { Stratum } from './run'

/** Variants in the order given; of each, the most frequent route first. */
export function strataOf(trace: Trace, energy: RunEnergy, variants: readonly string[], seed: number): Stratum[] {
  const ms = latencies(trace), measured = measuredBy(trace)
  const route = trace.inferences.route.values, image = trace.inferences.image.values, macs = trace.inferences.macs.values
  return variants.flatMap((variant) => [...groupBy(measured.get(variant) ?? [], (i) => route[i]!)].map(([r, group]): Stratum => ({
    variant, route: trace.routes[r]!, images: new Set(group.map((i) => image[i]!)).size, inferences: group.length, macs: median(group.map((i) => macs[i]!)),
    latencyMs: medianInterval(group.map((i) => ms[i]!), seed), ...stratumEnergy(trace, energy, variant, group, ms, seed)
  })).sort((a, b) => b.inferences - a.inferences))
}

/**
 * By single inferences where the meter resolves them. A gauge cannot; then a slot's energy is shared out by time, which takes the power of a variant to be
 * the same on every route. That is told in `energyFrom`.
 */
function stratumEnergy(trace: Trace, energy: RunEnergy, variant: string, group: readonly number[], ms: Float64Array, seed: number): Pick<Stratum, 'energyJ' | 'energyFrom'> {
  if (energy.refused !== null) return { energyJ: null, energyFrom: null }
  if (energy.each) {
    const joules = group.map((i) => energy.each![i]!).filter((j) => !Number.isNaN(j))
    return joules.length > 0 ? { energyJ: medianInterval(joules, seed), energyFrom: 'inferences' } : { energyJ: null, energyFrom: null }
  }
  const slot = trace.inferences.slot.values, bySlot = groupBy(group, (i) => slot[i]!)
  const perSlot = energy.slots.filter((s) => s.variant === variant && s.refused === null && bySlot.has(s.slot))
    .map((s) => s.watts * mean(bySlot.get(s.slot)!.map((i) => ms[i]! / 1000)))
  const energyJ = meanInterval(perSlot)
  return { energyJ, energyFrom: energyJ && 'time' }
}
