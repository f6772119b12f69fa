/** What a gauge's readings say about the gauge: how often it changes, in which steps, in which unit, and which sign discharge has. */

/** One reading; `current` and `voltage` as the files have them. */
export interface GaugeReading { phase: 'idle' | 'burst'; seconds: number; current: number; voltage: number }

export interface GaugeFacts {
  /** Changes of the current per second; null where it never changed. */
  refreshHz: number | null
  /** Readings per second: the refresh rate cannot be told beyond it. */
  readingsHz: number
  /** Smallest difference between two values, in the file's unit. */
  step: number | null
  /** Medians in the file's unit. */
  idle: number | null; burst: number | null
  dischargeSign: 1 | -1 | null
  /** Amperes per unit of the file. */
  scale: number
  unit: 'µA' | 'mA' | 'unknown'
}

/** A processor's burst needs some time until a gauge that averages shows it. */
const settlingSeconds = 0.8
/** Standard errors by which idle and burst must differ, that the sign may be believed. */
const sureness = 4

export function analyseGauge(readings: readonly GaugeReading[]): GaugeFacts {
  const changes = readings.filter((r, i) => i > 0 && r.current !== readings[i - 1]!.current)
  const first = readings[0], last = readings.at(-1)
  const span = first && last ? last.seconds - first.seconds : 0
  const changing = changes.length > 1 ? changes.at(-1)!.seconds - changes[0]!.seconds : 0
  const burstBegin = readings.find((r) => r.phase === 'burst')?.seconds ?? 0
  // A value counts once for each time the gauge was renewed, however often it was read.
  const idle = changes.filter((r) => r.phase === 'idle').map((r) => r.current)
  const burst = changes.filter((r) => r.phase === 'burst' && r.seconds - burstBegin > settlingSeconds).map((r) => r.current)
  const step = smallestStep(readings.map((r) => r.current))
  const { scale, unit } = unitOf(readings.map((r) => r.current))
  return {
    refreshHz: changing > 0 ? (changes.length - 1) / changing : null, readingsHz: span > 0 ? (readings.length - 1) / span : 0,
    step, idle: median(idle), burst: median(burst), dischargeSign: signOf(idle, burst, step ?? 0), scale, unit
  }
}

function smallestStep(values: readonly number[]): number | null {
  const sorted = [...new Set(values)].sort((a, b) => a - b)
  const steps = sorted.slice(1).map((v, i) => v - sorted[i]!)
  return steps.length > 0 ? Math.min(...steps) : null
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** More work makes a discharge larger: the direction of the change is the direction of discharge, also while the battery is charged. Welch's standard error. */
function signOf(idle: readonly number[], burst: readonly number[], step: number): 1 | -1 | null {
  if (idle.length < 2 || burst.length < 2) return null
  const a = moments(idle), b = moments(burst), difference = b.mean - a.mean
  const error = Math.sqrt(a.variance / idle.length + b.variance / burst.length)
  if (Math.abs(difference) <= Math.max(sureness * error, 2 * step)) return null
  return difference > 0 ? 1 : -1
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((s, v) => s + v, 0) / values.length
  return { mean, variance: values.reduce((s, v) => s + (v - mean) ** 2, 0) / (values.length - 1) }
}

/** Glasses that run draw between 20 mA and 4 A: readings of a few thousand at most are milliamperes, of more than that microamperes, as the kernel's documentation has it. */
function unitOf(currents: readonly number[]): { scale: number; unit: GaugeFacts['unit'] } {
  const largest = currents.reduce((most, c) => Math.max(most, Math.abs(c)), 0)
  if (largest > 4000) return { scale: 1e-6, unit: 'µA' }
  if (largest >= 20) return { scale: 1e-3, unit: 'mA' }
  return { scale: 1e-6, unit: 'unknown' }
}
