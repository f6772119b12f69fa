/**
 * Power from a rail's energy counter. The counter integrates in hardware, so the energy of a stretch is the difference of two readings, interpolated between
 * them; nothing between readings is lost, as it is where a gauge is sampled.
 */
import { upperBound } from '../stats/decimate'
import { PowerTrace } from './power'

export class RailTrace extends PowerTrace {
  private constructor(seconds: Float64Array, watts: Float64Array, private readonly counted: Float64Array) {
    super(seconds, watts, counted)
  }

  /**
   * @param seconds ascending @param joules since some beginning, of equal length. A reading equal to the one before tells nothing new and is left out, as is one that
   * goes back in time. Where the count falls, the counter began anew: what it counted meanwhile is unknown, and the stretch is a gap.
   */
  static of(seconds: ArrayLike<number>, joules: ArrayLike<number>): RailTrace {
    const at: number[] = [], counted: number[] = [], watts: number[] = [], resets: { from: number; to: number }[] = []
    let before = 0
    for (let i = 0, last = seconds.length - 1; i <= last; i++) {
      const t = seconds[i]!, value = joules[i]!, n = at.length
      if (n > 0 && (t <= at[n - 1]! || (value === before && i < last))) continue
      const step = n === 0 ? 0 : value - before
      before = value
      if (step < 0) resets.push({ from: at[n - 1]!, to: t })
      at.push(t)
      counted.push((counted[n - 1] ?? 0) + Math.max(0, step))
      watts.push(n === 0 ? 0 : Math.max(0, step) / (t - at[n - 1]!))
    }
    // The mean over a step belongs to all of it: the first reading has none of its own.
    if (watts.length > 1) watts[0] = watts[1]!
    const trace = new RailTrace(Float64Array.from(at), Float64Array.from(watts), Float64Array.from(counted))
    trace.flaws.gaps.push(...resets.filter((r) => !trace.flaws.gaps.some((g) => g.from === r.from)))
    return trace
  }

  override energy(from: number, to: number): number {
    return this.countedAt(to) - this.countedAt(from)
  }

  /** Linear between readings, level beyond the ends. */
  private countedAt(t: number): number {
    const { at, counted } = this, i = upperBound(at, t)
    if (i === 0) return counted[0] ?? 0
    if (i === at.length) return counted[i - 1]!
    return counted[i - 1]! + (counted[i]! - counted[i - 1]!) * (t - at[i - 1]!) / (at[i]! - at[i - 1]!)
  }
}
