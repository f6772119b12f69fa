/** From what was recorded to what is shown. */
import type { Capabilities } from '../device/capabilities'
import type { Plan } from '../device/plan'
import { mean, median } from '../stats/quantile'
import { slotTimes } from '../trace/energy'
import type { Trace } from '../trace/trace'
import { compare } from './compare'
import { runEnergy, variantEnergy, type Metered } from './energy'
import { groupBy, latencies, latencySummary, measuredBy, outlierFlags } from './latency'
import type { Run, RunDetail } from './run'
import { strataOf } from './strata'
import { judge, samplerShare } from './validity'

export interface Recorded {
  trace: Trace
  plan: Plan
  capabilities: Capabilities
  state: Run['state']
  /** Why it ended early, in words. */
  ending: string | null
  /** Takes the gauge's place. */
  meter?: Metered | null
  /** Images that were offered and could not be read. */
  skipped?: RunDetail['skipped']
}
export type Analysis = Pick<RunDetail, 'slots' | 'variants' | 'comparisons' | 'strata' | 'validity' | 'idleW' | 'energySource' | 'sampler'>

/** Pure and seeded by the plan: the same lines give the same figures. Also of a run that is not over. */
export function analyse({ trace, plan, capabilities, state, ending, meter = null, skipped = [] }: Recorded): Analysis {
  const ms = latencies(trace), measured = measuredBy(trace), flags = outlierFlags(trace, ms), macs = trace.inferences.macs.values
  const energy = runEnergy(trace, plan, capabilities, meter), baseline = baselineOf(plan)
  const variants = plan.variants.map(({ id, label }) => {
    const indices = measured.get(id) ?? []
    return {
      id, label, inferences: indices.length, latencyMs: latencySummary(indices.map((i) => ms[i]!), plan.seed), outliers: indices.filter((i) => flags[i] === 1).length,
      macs: indices.length > 0 ? mean(indices.map((i) => macs[i]!)) : null, energy: variantEnergy(energy, id, plan)
    }
  })
  const comparisons = plan.variants.filter((v) => v.id !== baseline).map((v) => compare(trace, energy, v.id, baseline, plan.seed))
  const images = comparisons.length > 0 ? Math.min(...comparisons.map((c) => c.images)) : 0
  const share = samplerShare(trace)
  const slot = trace.inferences.slot.values, bySlot = groupBy([...ms.keys()], (i) => slot[i]!)
  const slots = slotTimes(trace).map(({ slot, round, variant }) => ({ slot, round, variant, medianMs: median((bySlot.get(slot) ?? []).map((i) => ms[i]!)) }))
  return {
    slots, variants, comparisons, strata: strataOf(trace, energy, plan.variants.map((v) => v.id), plan.seed),
    validity: judge({ trace, plan, capabilities, state, ending, energy, images, variants, comparisons, skipped }), idleW: energy.idleW, energySource: energy.refused === null ? energy.name : null,
    sampler: trace.sampler && share !== null ? { samples: trace.sampler.samples, cpuShare: share, medianUs: trace.sampler.medianNs / 1000 } : null
  }
}

/** The variant that the others are compared with. */
export const baselineOf = (plan: Plan): string => plan.variants.find((v) => v.id === 'static')?.id ?? plan.variants[0]!.id
