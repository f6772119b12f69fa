/** When a battery was charged within a run. What its gauge tells then is the charger, not the load, also where the two together still look like a discharge. */
import type { Source } from '../device/capabilities'
import { median } from '../stats/quantile'
import type { SlotTime } from '../trace/energy'
import type { PowerTrace } from '../trace/power'
import type { Trace } from '../trace/trace'
import { limits } from './limits'

/** Seconds since the run's first line. */
export interface Stretch { from: number; to: number }

/** By the current's direction and by the status that the device told. Apart from each other, in order. */
export function chargingStretches(power: PowerTrace, trace: Trace, sources: readonly Source[]): Stretch[] {
  return joined([...inflow(power), ...sources.filter((s) => s.kind === 'status').flatMap((s) => byStatus(trace, s))])
}

/** Power against the discharge, by more than what may be the gauge's noise about zero. A reading is the mean since the one before: charging may have begun as early. */
function inflow(power: PowerTrace): Stretch[] {
  const noise = limits.inflow * median(power.watts.map(Math.abs)), reach = Number.isNaN(power.period) ? 0 : power.period
  return stretches(power.at, (i) => power.watts[i]! < -noise).map(({ from, to }) => ({ from: from - reach, to: to + reach }))
}

/** While it says so; and where it changes, whatever is not a discharge: a supply came or went. */
function byStatus(trace: Trace, { id, words = [] }: Source): Stretch[] {
  const values = trace.samples.values[trace.sources.indexOf(id)]?.values, place = (word: string): number => words.indexOf(word)
  if (!values) return []
  const charging = place('Charging'), discharging = place('Discharging'), unknown = place('Unknown'), changes = values.includes(discharging)
  const fed = (v: number): boolean => v === charging || (changes && !Number.isNaN(v) && v !== discharging && v !== unknown)
  return stretches(trace.samples.at.values.map((ns) => trace.seconds(ns)), (i) => fed(values[i]!))
}

/** Each from its first to its last sample. */
function stretches(at: Float64Array, holds: (i: number) => boolean): Stretch[] {
  const found: Stretch[] = []
  for (let i = 0, within = false; i < at.length; i++) {
    const now = holds(i)
    if (now && within) found.at(-1)!.to = at[i]!
    else if (now) found.push({ from: at[i]!, to: at[i]! })
    within = now
  }
  return found
}

function joined(all: readonly Stretch[]): Stretch[] {
  const list: Stretch[] = []
  for (const s of [...all].sort((a, b) => a.from - b.from)) {
    const last = list.at(-1)
    if (last && s.from <= last.to) last.to = Math.max(last.to, s.to)
    else list.push({ ...s })
  }
  return list
}

export const touches = (stretches: readonly Stretch[], from: number, to: number): boolean => stretches.some((s) => s.from < to && s.to > from)
export const chargedDuring = (stretches: readonly Stretch[], { pieces }: Pick<SlotTime, 'pieces'>): boolean => pieces.some(({ from, to }) => touches(stretches, from, to))

/** `at 12.1–13.4 s and 20.0–21.3 s`; of many the first three. */
export function whenCharging(stretches: readonly Stretch[]): string {
  const told = stretches.slice(0, 3).map(({ from, to }) => `${Math.max(0, from).toFixed(1)}–${to.toFixed(1)} s`)
  return `at ${told.join(', ')}${stretches.length > told.length ? ` and ${stretches.length - told.length} more times` : ''}`
}
