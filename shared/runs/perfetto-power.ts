/** Power from what perfetto recorded beside a run. One source alone: rails overlap each other, and all of them the battery. */
import type { Capabilities } from '../device/capabilities'
import { batteryCounters, counterInfo, isWholeRail } from '../device/counters'
import { PowerTrace } from '../trace/power'
import { RailTrace } from '../trace/rail'
import type { Counted, Trace } from '../trace/trace'

/** Null where the device counts the energy of no rail that feeds all of it. */
export function wholeRailPower(trace: Trace): { power: PowerTrace; id: string; label: string } | null {
  const id = [...trace.counters.keys()].find(isWholeRail), rail = id === undefined ? undefined : trace.counters.get(id)
  return id !== undefined && rail ? { id, label: counterInfo(id).label, power: RailTrace.of(secondsOf(trace, rail), rail.values.values) } : null
}

/** How the battery's current, as perfetto tells it, is to be read; null where nobody knows which sign discharge has. */
export function batteryReading({ perfetto, gauge }: Pick<Capabilities, 'perfetto' | 'gauge'>): { sign: 1 | -1; factor: number } | null {
  // Without a trial of its own, the gauge's: both come from the battery's driver.
  const sign = perfetto ? perfetto.dischargeSign : gauge?.dischargeSign ?? null
  return sign === null ? null : { sign, factor: perfetto?.currentFactor ?? 1 }
}

/** Current × voltage, positive for discharge. The voltage is perfetto's own, or the gauge's at that time where perfetto is too old to tell it. Null where one of them is missing, or the sign is unknown. */
export function batteryPower(trace: Trace, capabilities: Pick<Capabilities, 'perfetto' | 'gauge'>): PowerTrace | null {
  const current = trace.counters.get(batteryCounters.current), reading = batteryReading(capabilities), voltage = voltageOf(trace, capabilities)
  if (!current || !reading || !voltage || voltage.length === 0) return null
  const seconds = secondsOf(trace, current), amps = current.values.values
  return new PowerTrace(seconds, seconds.map((t, i) => reading.sign * reading.factor * amps[i]! * voltage.wattsAt(t)), amps)
}

/** As a trace of volts: interpolated between readings. */
function voltageOf(trace: Trace, { gauge }: Pick<Capabilities, 'gauge'>): PowerTrace | null {
  const own = trace.counters.get(batteryCounters.voltage)
  if (own) return new PowerTrace(secondsOf(trace, own), own.values.values)
  const sampled = trace.samples.values[trace.sources.indexOf(gauge?.voltage ?? '')]
  return sampled ? new PowerTrace(trace.samples.at.values.map((ns) => trace.seconds(ns)), sampled.values) : null
}

const secondsOf = (trace: Trace, { at }: Counted): Float64Array => at.values.map((ns) => trace.seconds(ns))
