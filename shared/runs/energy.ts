/**
 * Energy of a run: from a meter where one was imported, else from one of the device's own sources, else refused with the reason. The device's sources are
 * never added up: the first of them that is not refused, in the order that the plan asks for, tells all of it.
 */
import type { Capabilities } from '../device/capabilities'
import type { Plan } from '../device/plan'
import { median } from '../stats/quantile'
import { meanInterval } from '../stats/student'
import { ontoRun, type Alignment } from '../trace/align'
import { inferenceEnergies, meanPower, resolvesInferences, slotEnergy, slotTimes, type SlotEnergy } from '../trace/energy'
import { gaugePower, type PowerTrace } from '../trace/power'
import type { Trace } from '../trace/trace'
import { latencies } from './latency'
import { limits } from './limits'
import { batteryPower, wholeRailPower } from './perfetto-power'
import type { VariantSummary } from './run'

/** An external meter's trace on its own clock, and how the two clocks stand to each other. */
export interface Metered { power: PowerTrace; alignment: Alignment }

export interface RunEnergy {
  from: 'meter' | 'gauge' | 'rail' | 'battery' | 'none'
  /** The source in a sentence: `the gauge`, `the rail …`. */
  name: string
  /** Null where there is no source. */
  power: PowerTrace | null
  alignment: Alignment | null
  slots: SlotEnergy[]
  /** Joules of each inference of the trace, where the source resolves them. */
  each: Float64Array | null
  /** Mean power of the idle baseline. */
  idleW: number | null
  /** Why no energy of the run is told; null where it is. */
  refused: string | null
}

/** A source and what speaks against it. */
interface Candidate { from: RunEnergy['from']; name: string; power: PowerTrace; refuse: (slots: readonly SlotEnergy[]) => string | null }

export function runEnergy(trace: Trace, plan: Plan, capabilities: Capabilities, meter: Metered | null): RunEnergy {
  const judged = candidates(trace, plan, capabilities, meter).map((c) => judgeSource(trace, plan, c, meter))
  const none: RunEnergy = { from: 'none', name: 'no source', power: null, alignment: null, slots: [], each: null, idleW: null, refused: capabilities.energy.reason }
  const told = judged.filter((e) => e.refused === null)
  return told.find((e) => e.slots.some((s) => s.refused === null)) ?? told[0] ?? judged[0] ?? none
}

function candidates(trace: Trace, plan: Plan, capabilities: Capabilities, meter: Metered | null): Candidate[] {
  // A person who imports a meter's file wants it looked at, and no other source in its place.
  if (meter) {
    const power = ontoRun(meter.power, meter.alignment)
    return power.length < 2 ? [] : [{ from: 'meter', name: 'the meter', power, refuse: () => meterRefusal(meter.alignment) }]
  }
  const gauge = gaugePower(trace, capabilities.sources, capabilities.gauge), rail = wholeRailPower(trace), battery = batteryPower(trace, capabilities)
  const own: Candidate[] = [
    ...(gauge ? [{ from: 'gauge' as const, name: 'the gauge', power: gauge, refuse: (slots: readonly SlotEnergy[]) => gaugeRefusal(gauge, slots, capabilities) }] : []),
    // Behind the battery: a charger changes nothing for it.
    ...(rail ? [{ from: 'rail' as const, name: `the ${rail.label}`, power: rail.power, refuse: () => (rail.power.updates.length === 0 ? 'The rail\'s counter never moved.' : null) }] : []),
    ...(battery ? [{ from: 'battery' as const, name: 'the battery counters', power: battery, refuse: (slots: readonly SlotEnergy[]) => chargerRefusal(battery, slots, capabilities) }] : [])
  ].filter((c) => c.power.length >= 2)
  return plan.energyFrom === 'perfetto' ? [...own.filter((c) => c.from !== 'gauge'), ...own.filter((c) => c.from === 'gauge')] : own
}

function judgeSource(trace: Trace, plan: Plan, { from, name, power, refuse }: Candidate, meter: Metered | null): RunEnergy {
  const slots = slotTimes(trace).map((s) => slotEnergy(power, s, plan.gaugeUpdates))
  const idle = trace.spans.find((s) => s.phase === 'idle' && s.to !== null)
  const taken = trace.inferences.slot.values, measured = latencies(trace).filter((_, i) => taken[i]! >= 0).map((ms) => ms / 1000)
  return {
    from, name, power, alignment: meter?.alignment ?? null, slots,
    each: meter && resolvesInferences(power, measured) ? inferenceEnergies(trace, power) : null,
    idleW: idle ? meanPower(power, trace.seconds(idle.from), trace.seconds(idle.to!)) : null,
    refused: refuse(slots)
  }
}

/** What a person set by hand is theirs to answer for. */
function meterRefusal({ byHand, confidence }: Alignment): string | null {
  if (byHand || confidence >= limits.confidence.refuse) return null
  return `The meter's trace does not fit the run's bursts (confidence ${confidence.toFixed(2)}). Check that it is of this run, or set the offset by hand.`
}

/** What the probe said of it, and what the run itself shows. */
function gaugeRefusal(power: PowerTrace, slots: readonly SlotEnergy[], capabilities: Capabilities): string | null {
  const { source, standing, reason } = capabilities.energy
  // Where the probe turned to perfetto, it had refused the gauge.
  return source !== 'gauge' || standing === 'refused' ? reason : chargerRefusal(power, slots, capabilities)
}

/** A gauge that sees the charger does not see the load. */
function chargerRefusal(power: PowerTrace, slots: readonly SlotEnergy[], { battery }: Capabilities): string | null {
  if (power.updates.length === 0) return 'The gauge never changed its reading. Measure with an external meter.'
  if (battery?.charging) return 'The battery was charging: the gauge shows the charger, not the load. Unplug it, or measure with an external meter.'
  if (slots.some((s) => s.watts <= 0)) return 'Current flowed into the battery during a slot: it was charging, and the gauge does not show the load. Unplug the charger, or measure with an external meter.'
  return null
}

/** One variant's joules per inference: the mean over its slots with Student's interval. */
export function variantEnergy(energy: RunEnergy, variant: string, plan: Plan): VariantSummary['energy'] {
  const slots = energy.slots.filter((s) => s.variant === variant), used = slots.filter((s) => s.refused === null)
  const updatesPerSlot = slots.length > 0 ? median(slots.map((s) => s.updates)) : null
  const refused = energy.refused ?? slotsRefusal(slots, used, plan)
  if (refused !== null) return { grossJ: null, netJ: null, meanW: null, updatesPerSlot, refused }
  const { idleW } = energy
  return {
    grossJ: meanInterval(used.map((s) => s.joules / s.inferences)),
    netJ: idleW === null ? null : meanInterval(used.map((s) => (s.joules - idleW * s.seconds) / s.inferences)),
    meanW: used.reduce((sum, s) => sum + s.joules, 0) / used.reduce((sum, s) => sum + s.seconds, 0), updatesPerSlot, refused: null
  }
}

function slotsRefusal(slots: readonly SlotEnergy[], used: readonly SlotEnergy[], plan: Plan): string | null {
  if (slots.length === 0) return 'No slot of this variant was taken.'
  if (used.length >= 2) return null
  const slow = slots.filter((s) => s.updates < plan.gaugeUpdates)
  if (slow.length > 0) return `${tooFewUpdates(slow, plan)} ${used.length === 1 ? 'One slot alone has no spread.' : ''}`.trim()
  return used.length === 1 ? 'One slot alone has no spread: take two rounds or more.' : `Power was not seen throughout: ${slots[0]!.refused}.`
}

/** @param slots with fewer updates than the plan asks for, at least one */
export function tooFewUpdates(slots: readonly SlotEnergy[], plan: Plan): string {
  const told = median(slots.map((s) => s.updates)), rate = told / median(slots.map((s) => s.seconds))
  const longer = rate > 0 ? `Make slots at least ${Math.ceil(1.1 * plan.gaugeUpdates / rate)} s long, or measure with an external meter.` : 'Measure with an external meter.'
  return `The gauge told something new ${Math.round(told)} times in a slot, and ${plan.gaugeUpdates} are needed. ${longer}`
}
