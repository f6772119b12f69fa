/** Power over time from samples, with its flaws told and its energy at hand. Times are seconds since the run's first line. */
import { lowerBound, upperBound } from '../stats/decimate'
import { median } from '../stats/quantile'
import type { Gauge, Source } from '../device/capabilities'
import type { Trace } from './trace'

/** A step longer than this many usual steps is a gap. */
const gapSteps = 5

export interface Flaws {
  /** Samples at a time already told: averaged with it, as meters with coarse clocks need. */
  repeated: number
  /** Samples whose clock went backwards: left out until it has caught up. */
  backward: number
  /** Samples without a value: left out. */
  missing: number
  /** Stretches without samples; energy there is a guess along a straight line. */
  gaps: { from: number; to: number }[]
}

export class PowerTrace {
  /** Seconds, strictly ascending. */
  readonly at: Float64Array
  readonly watts: Float64Array
  readonly flaws: Flaws
  /** Times at which the source told something new. A gauge is read more often than it updates; a meter is new each time. */
  readonly updates: Float64Array
  /** Usual time between samples, seconds; NaN for fewer than two. */
  readonly step: number
  /** Joules from the first sample to each. */
  private readonly joules: Float64Array

  /**
   * @param seconds @param watts of equal length, NaN for a missing value
   * @param reading what the source itself told, by which its updates are counted; left out for a source that is new at each sample
   */
  constructor(seconds: ArrayLike<number>, watts: ArrayLike<number>, reading?: ArrayLike<number>) {
    const at = new Float64Array(seconds.length), power = new Float64Array(seconds.length), updates: number[] = []
    let n = 0, same = 1, repeated = 0, backward = 0, missing = 0, told = NaN
    for (let i = 0; i < seconds.length; i++) {
      const t = seconds[i]!, p = watts[i]!
      if (!Number.isFinite(p) || !Number.isFinite(t)) missing++
      else if (n > 0 && t === at[n - 1]!) {
        repeated++
        power[n - 1]! += (p - power[n - 1]!) / ++same
      }
      else if (n > 0 && t < at[n - 1]!) backward++
      else {
        if (reading && !Number.isNaN(told) && reading[i] !== told) updates.push(t)
        told = reading?.[i] ?? NaN
        same = 1
        at[n] = t
        power[n++] = p
      }
    }
    this.at = at.subarray(0, n)
    this.watts = power.subarray(0, n)
    this.updates = reading ? Float64Array.from(updates) : this.at
    this.joules = new Float64Array(n)
    const steps = new Float64Array(Math.max(0, n - 1))
    for (let i = 1; i < n; i++) {
      steps[i - 1] = at[i]! - at[i - 1]!
      this.joules[i] = this.joules[i - 1]! + (power[i - 1]! + power[i]!) / 2 * steps[i - 1]!
    }
    this.step = median(steps)
    const gaps = [...steps.keys()].filter((i) => steps[i]! > gapSteps * this.step).map((i) => ({ from: at[i]!, to: at[i + 1]! }))
    this.flaws = { repeated, backward, missing, gaps }
  }

  get length(): number {
    return this.at.length
  }

  /** Watts at a time: linear between samples, the nearest sample beyond the ends. NaN for an empty trace. */
  wattsAt(t: number): number {
    const { at, watts } = this, i = lowerBound(at, t)
    if (i === 0) return watts[0] ?? NaN
    if (i === at.length) return watts[i - 1]!
    return watts[i - 1]! + (watts[i]! - watts[i - 1]!) * (t - at[i - 1]!) / (at[i]! - at[i - 1]!)
  }

  /** Usual time between updates of the source, seconds; NaN for fewer than two. */
  get period(): number {
    return median(this.updates.subarray(1).map((t, i) => t - this.updates[i]!))
  }

  /** Joules between two times by the trapezoid rule, edges interpolated. Beyond its ends the trace adds nothing: ask `covered`. */
  energy(from: number, to: number): number {
    return this.energyUntil(to) - this.energyUntil(from)
  }

  /** Share of an interval in which there are samples: not beyond the ends, not in a gap. */
  covered(from: number, to: number): number {
    if (to <= from || this.length === 0) return 0
    let seen = overlap(from, to, this.at[0]!, this.at[this.length - 1]!)
    for (const gap of this.flaws.gaps) seen -= overlap(from, to, gap.from, gap.to)
    return seen / (to - from)
  }

  /** How often the source told something new, after `from` until `to`. */
  updatesIn(from: number, to: number): number {
    return upperBound(this.updates, to) - upperBound(this.updates, from)
  }

  private energyUntil(t: number): number {
    const { at, watts, joules } = this, i = upperBound(at, t)
    if (i === 0) return 0
    if (i === at.length) return joules[i - 1]!
    return joules[i - 1]! + (watts[i - 1]! + this.wattsAt(t)) / 2 * (t - at[i - 1]!)
  }
}

const overlap = (a: number, b: number, c: number, d: number): number => Math.max(0, Math.min(b, d) - Math.max(a, c))

/**
 * The gauge's power: current × voltage, positive for discharge, by the signs and units found when the device was probed; else the one source of kind `power`.
 * Null where there is neither, or where the sign is unknown. One rail only: others may overlap it. The first sample is of before the run and is left out.
 */
export function gaugePower(trace: Trace, sources: readonly Source[], gauge: Gauge | null): PowerTrace | null {
  const column = (id: string | undefined): Float64Array | null => trace.samples.values[trace.sources.indexOf(id ?? '')]?.values.subarray(1) ?? null
  const seconds = trace.samples.at.values.subarray(1).map((ns) => trace.seconds(ns))
  if (gauge) {
    const current = column(gauge.current), voltage = column(gauge.voltage), sign = gauge.dischargeSign
    if (!current || !voltage || sign === null) return null
    return new PowerTrace(seconds, current.map((a, i) => sign * a * voltage[i]!), current)
  }
  const power = column(sources.find((s) => s.kind === 'power')?.id)
  return power && new PowerTrace(seconds, power, power)
}

/** Longest time within an interval, in seconds, in which the source told nothing new. */
export function longestSilence(power: PowerTrace, from: number, to: number): number {
  let longest = 0, before = from
  for (let i = upperBound(power.updates, from); i < power.updates.length && power.updates[i]! < to; i++) {
    longest = Math.max(longest, power.updates[i]! - before)
    before = power.updates[i]!
  }
  return Math.max(longest, to - before)
}
