/** What each slot, and where the meter is fast enough each inference, cost in joules. */
import { lowerBound } from '../stats/decimate'
import { median } from '../stats/quantile'
import { longestSilence, type PowerTrace } from './power'
import { droppedSlots } from './takes'
import type { Trace } from './trace'

/** Less than this share of a slot seen by the source, and the slot is left out. */
const coverage = 0.95
/** A gauge that tells nothing new for longer than this share of a slot has stalled. */
const stalled = 0.25
/** A meter resolves single inferences when it takes this many samples in the usual one. */
const samplesPerInference = 10

/**
 * One variant in one round. Each piece is from its first inference to its last: a pause, or a lost connection, cuts a slot into pieces of the same number.
 * Seconds since the run's first line; `seconds` is that of the pieces.
 */
export interface SlotTime { slot: number; round: number; variant: string; from: number; to: number; seconds: number; inferences: number; pieces: { from: number; to: number }[] }

export interface SlotEnergy extends SlotTime {
  joules: number
  /** Mean power of the slot. */
  watts: number
  /** How often the source told something new within the slot. */
  updates: number
  /** Why the slot's energy is not used; null where it is. */
  refused: string | null
}

/** Slots in the order in which they began; a cut one that was taken again is left out. */
export function slotTimes(trace: Trace): SlotTime[] {
  const c = trace.inferences, start = c.start.values, end = c.end.values, slot = c.slot.values
  const slots = new Map<number, SlotTime>(), dropped = droppedSlots(trace)
  for (const span of trace.spans) {
    if (span.phase !== 'slot' || span.slot === null || dropped.has(span.slot)) continue
    const limit = span.to ?? Infinity
    let first = -1, last = -1, inferences = 0
    for (let i = lowerBound(start, span.from); i < start.length && end[i]! <= limit; i++) {
      if (slot[i] !== span.slot) continue
      if (first < 0) first = i
      last = i
      inferences++
    }
    if (first < 0) continue
    const from = trace.seconds(start[first]!), to = trace.seconds(end[last]!), begun = slots.get(span.slot)
    if (begun) Object.assign(begun, { to, seconds: begun.seconds + to - from, inferences: begun.inferences + inferences, pieces: [...begun.pieces, { from, to }] })
    else slots.set(span.slot, { slot: span.slot, round: c.round.values[first]!, variant: trace.variants[c.variant.values[first]!]!, from, to, seconds: to - from, inferences, pieces: [{ from, to }] })
  }
  return [...slots.values()]
}

/**
 * Energy of a slot: its mean power times its seconds. Until its first update a gauge still tells of what ran before, so the mean is taken from there on.
 * @param updates needed for a figure
 */
export function slotEnergy(power: PowerTrace, slot: SlotTime, updates: number): SlotEnergy {
  let joules = 0, seen = 0, told = 0, seconds = 0, silence = 0
  for (const { from, to } of slot.pieces) {
    const begin = firstUpdate(power, from, to)
    told += power.updatesIn(from, to)
    silence = Math.max(silence, longestSilence(power, from, to))
    joules += power.energy(begin, to)
    seconds += to - begin
    seen += power.covered(begin, to) * (to - begin)
  }
  // A slot that the source saw nothing of has no power, which is not the same as none.
  const watts = seen > 0 ? joules / seconds : NaN
  const refused = told < updates ? `${told} gauge updates in the slot; ${updates} are needed`
    : seen < coverage * seconds ? `power was seen in ${Math.floor(100 * seen / seconds)} % of the slot only`
      : silence > stalled * slot.seconds ? `the gauge stalled for ${silence.toFixed(1)} s` : null
  return { ...slot, joules: watts * slot.seconds, watts, updates: told, refused }
}

/** Mean power over an interval, from its first update on; null where the source saw less than most of it. */
export function meanPower(power: PowerTrace, from: number, to: number): number | null {
  const begin = firstUpdate(power, from, to)
  return power.covered(begin, to) >= coverage ? power.energy(begin, to) / (to - begin) : null
}

function firstUpdate(power: PowerTrace, from: number, to: number): number {
  const t = power.updates[lowerBound(power.updates, from)]
  return t !== undefined && t < to ? t : from
}

/** Whether the source is fast enough to tell one inference from the next. */
export function resolvesInferences(power: PowerTrace, latencySeconds: ArrayLike<number>): boolean {
  return latencySeconds.length > 0 && median(latencySeconds) >= samplesPerInference * power.period
}

/** Joules of every inference of a trace, by its start and end; NaN where the source did not see it. Only for a source that resolves them. */
export function inferenceEnergies(trace: Trace, power: PowerTrace): Float64Array {
  const end = trace.inferences.end.values
  return trace.inferences.start.values.map((ns, i) => {
    const from = trace.seconds(ns), to = trace.seconds(end[i]!)
    return power.covered(from, to) >= coverage ? power.energy(from, to) : NaN
  })
}
