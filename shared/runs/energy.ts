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
import { chargedDuring, chargingStretches, touches, whenCharging, type Stretch } from './charging'
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
  /** When the battery was charged, where the source is the battery. */
  charging: Stretch[]
  /** Why no energy of the run is told; null where it is. */
  refused: string | null
}

/** A source and what speaks against it. */
interface Candidate { from: RunEnergy['from']; name: string; power: PowerTrace; charging: Stretch[]; refuse: (slots: readonly SlotEnergy[]) => string | null }

export function runEnergy(trace: Trace, plan: Plan, capabilities: Capabilities, meter: Metered | null): RunEnergy {
  const judged = candidates(trace, plan, capabilities, meter).map((c) => judgeSource(trace, plan, c, meter))
  const none: RunEnergy = { from: 'none', name: 'no source', power: null, alignment: null, slots: [], each: null, idleW: null, charging: [], refused: capabilities.energy.reason }
  const told = judged.filter((e) => e.refused === null)
  return told.find((e) => e.slots.some((s) => s.refused === null)) ?? told[0] ?? judged[0] ?? none
}

function candidates(trace: Trace, plan: Plan, capabilities: Capabilities, meter: Metered | null): Candidate[] {
  // A person who imports a meter's file wants it looked at, and no other source in its place.
  if (meter) {
    const power = ontoRun(meter.power, meter.alignment)
    return power.length < 2 ? [] : [{ from: 'meter', name: 'the meter', power, charging: [], refuse: () => meterRefusal(meter.alignment) }]
  }
  const gauge = gaugePower(trace, capabilities.sources, capabilities.gauge), rail = wholeRailPower(trace), battery = batteryPower(trace, capabilities)
  const ofBattery = (from: 'gauge' | 'battery', name: string, power: PowerTrace, refuse: typeof gaugeRefusal): Candidate => {
    const charging = chargingStretches(power, trace, capabilities.sources)
    return { from, name, power, charging, refuse: (slots) => refuse(power, charging, slots, capabilities) }
  }
  const own: Candidate[] = [
    ...(gauge ? [ofBattery('gauge', 'the gauge', gauge, gaugeRefusal)] : []),
    // Behind the battery: a charger changes nothing for it.
    ...(rail ? [{ from: 'rail' as const, name: `the ${rail.label}`, power: rail.power, charging: [], refuse: () => (rail.power.updates.length === 0 ? 'The rail\'s counter never moved.' : null) }] : []),
    ...(battery ? [ofBattery('battery', 'the battery counters', battery, chargerRefusal)] : [])
  ].filter((c) => c.power.length >= 2)
  return plan.energyFrom === 'perfetto' ? [...own.filter((c) => c.from !== 'gauge'), ...own.filter((c) => c.from === 'gauge')] : own
}

function judgeSource(trace: Trace, plan: Plan, { from, name, power, charging, refuse }: Candidate, meter: Metered | null): RunEnergy {
  const slots = slotTimes(trace).map((s) => slotEnergy(power, s, plan.gaugeUpdates)).map((s) => (chargedDuring(charging, s) ? { ...s, refused: 'the battery was charging' } : s))
  const idle = idleTime(trace)
  const taken = trace.inferences.slot.values, measured = latencies(trace).filter((_, i) => taken[i]! >= 0).map((ms) => ms / 1000)
  return {
    from, name, power, alignment: meter?.alignment ?? null, slots,
    each: meter && resolvesInferences(power, measured) ? inferenceEnergies(trace, power) : null,
    idleW: idle && !touches(charging, idle.from, idle.to) ? meanPower(power, idle.from, idle.to) : null,
    charging, refused: refuse(slots)
  }
}

/** The idle baseline, in seconds of the run; null where there is none, or it did not end. */
export function idleTime(trace: Trace): Stretch | null {
  const idle = trace.spans.find((s) => s.phase === 'idle' && s.to !== null)
  return idle ? { from: trace.seconds(idle.from), to: trace.seconds(idle.to!) } : null
}

/** What a person set by hand is theirs to answer for. */
function meterRefusal({ byHand, confidence }: Alignment): string | null {
  if (byHand || confidence >= limits.confidence.refuse) return null
  return `The meter's trace does not fit the run's bursts (confidence ${confidence.toFixed(2)}). Check that it is of this run, or set the offset by hand.`
}

/** What the probe said of it, and what the run itself shows. */
function gaugeRefusal(power: PowerTrace, charging: readonly Stretch[], slots: readonly SlotEnergy[], capabilities: Capabilities): string | null {
  const { source, standing, reason } = capabilities.energy
  // Where the probe turned to perfetto, it had refused the gauge.
  return source !== 'gauge' || standing === 'refused' ? reason : chargerRefusal(power, charging, slots, capabilities)
}

const unplugIt = 'The gauge shows the charger then, not the load. Unplug it, or measure with an external meter.'

/** A gauge that sees the charger does not see the load. */
function chargerRefusal(power: PowerTrace, charging: readonly Stretch[], slots: readonly SlotEnergy[], { battery }: Capabilities): string | null {
  if (power.updates.length === 0) return 'The gauge never changed its reading. Measure with an external meter.'
  if (battery?.charging) return `The battery was charging when the run began. ${unplugIt}`
  if (slots.length > 0 && slots.every((s) => chargedDuring(charging, s))) return `The battery was charging in every slot (${whenCharging(charging)}). ${unplugIt}`
  return null
}

/** One variant's joules per inference: the mean over its slots with Student's interval. */
export function variantEnergy(energy: RunEnergy, variant: string, plan: Plan): VariantSummary['energy'] {
  const slots = energy.slots.filter((s) => s.variant === variant), used = slots.filter((s) => s.refused === null)
  const updatesPerSlot = slots.length > 0 ? median(slots.map((s) => s.updates)) : null
  const refused = energy.refused ?? slotsRefusal(slots, used, energy, plan)
  if (refused !== null) return { grossJ: null, netJ: null, netRefused: null, meanW: null, updatesPerSlot, refused }
  const { idleW } = energy
  const netJ = idleW === null ? null : meanInterval(used.map((s) => (s.joules - idleW * s.seconds) / s.inferences)), impossible = netJ !== null && netJ.value < 0
  return {
    grossJ: meanInterval(used.map((s) => s.joules / s.inferences)), netJ: impossible ? null : netJ,
    netRefused: impossible ? `Its slots drew less power than the idle baseline (${idleW!.toFixed(2)} W), which cannot be of the load: something else drew power at rest, or fed the device in the slots.` : null,
    meanW: used.reduce((sum, s) => sum + s.joules, 0) / used.reduce((sum, s) => sum + s.seconds, 0), updatesPerSlot, refused: null
  }
}

function slotsRefusal(slots: readonly SlotEnergy[], used: readonly SlotEnergy[], { charging }: RunEnergy, plan: Plan): string | null {
  if (slots.length === 0) return 'No slot of this variant was taken.'
  if (used.length >= 2) return null
  const charged = slots.filter((s) => chargedDuring(charging, s)), slow = slots.filter((s) => s.updates < plan.gaugeUpdates && !charged.includes(s))
  if (charged.length > slow.length) return `The battery was charging in ${charged.length} of its ${slots.length} slots (${whenCharging(charging)}). ${unplugIt}`
  if (slow.length > 0) return `${tooFewUpdates(slow, plan)} ${used.length === 1 ? 'One slot alone has no spread.' : ''}`.trim()
  return used.length === 1 ? 'One slot alone has no spread: take two rounds or more.' : `Power was not seen throughout: ${slots.find((s) => s.refused !== null)!.refused}.`
}

/** @param slots with fewer updates than the plan asks for, at least one */
export function tooFewUpdates(slots: readonly SlotEnergy[], plan: Plan): string {
  const told = median(slots.map((s) => s.updates)), rate = told / median(slots.map((s) => s.seconds))
  const longer = rate > 0 ? `Make slots at least ${Math.ceil(1.1 * plan.gaugeUpdates / rate)} s long, or measure with an external meter.` : 'Measure with an external meter.'
  return `The gauge told something new ${Math.round(told)} times in a slot, and ${plan.gaugeUpdates} are needed. ${longer}`
}
