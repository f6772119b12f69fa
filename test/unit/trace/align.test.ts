import { describe, expect, it } from 'vitest'
import { uniform } from '@shared/policy/noise'
import { align, alignedByHand, ontoRun } from '@shared/trace/align'
import { gaugePower, PowerTrace } from '@shared/trace/power'
import { capabilities, syntheticRun, traceOf, twoVariants, world, type SyntheticRun } from '../../support/synthetic-run'

/** What a meter with its own clock saw: meter time = run time · (1 + drift) + offset. */
function meterOf(run: SyntheticRun, { offset = 0, ppm = 0, hz = 1000, noise = 0.1, before = 20, after = 15, seed = 1 }): PowerTrace {
  const u = uniform(seed), from = offset - before, n = Math.floor((run.seconds * (1 + ppm * 1e-6) + before + after) * hz), at = Float64Array.from({ length: n }, (_, i) => from + i / hz)
  // A sum of four uniform draws is nearly normal.
  return new PowerTrace(at, at.map((t) => run.wattsAt((t - offset) / (1 + ppm * 1e-6)) + noise * (u() + u() + u() + u() - 2)))
}
const run = syntheticRun(world()), trace = traceOf(run.lines)

describe('alignment by bursts', () => {
  it.each([
    { offset: 12.345, ppm: 0, noise: 0.1 }, { offset: -7.89, ppm: 50, noise: 0.3 }, { offset: 3600.5, ppm: -80, noise: 0.5 }, { offset: 0.0123, ppm: 120, noise: 0 }
  ])('finds an offset of $offset s and a drift of $ppm ppm in noise of $noise W', ({ offset, ppm, noise }) => {
    const a = align(trace, meterOf(run, { offset, ppm, noise, hz: 5000 }))
    // At both ends of the run the clocks agree to a few milliseconds.
    for (const t of [0, run.seconds]) expect(Math.abs(a.offsetS + t * a.driftPpm * 1e-6 - offset - t * ppm * 1e-6)).toBeLessThan(0.003)
    expect(a.confidence).toBeGreaterThan(0.8)
    expect(a.byHand).toBe(false)
  })
  it('holds for other runs and other noise', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const u = uniform(seed), other = syntheticRun(world({ plan: twoVariants({ seed, rounds: 3, slotSeconds: 5 }), busyW: { static: 1.8 + u(), adaptive: 1.6 + u() } }))
      const offset = 200 * (u() - 0.5), ppm = 100 * (u() - 0.5), a = align(traceOf(other.lines), meterOf(other, { offset, ppm, seed, noise: 0.3 }))
      expect(Math.abs(a.offsetS - offset)).toBeLessThan(0.004)
      expect(Math.abs(a.driftPpm - ppm)).toBeLessThan(90)
    }
  })
  it('works with a slow meter, less finely', () => {
    const a = align(trace, meterOf(run, { offset: 4.2, hz: 50 }))
    expect(Math.abs(a.offsetS - 4.2)).toBeLessThan(0.02)
  })
  it('finds the gauge on the clock it shares with the inferences, but for its own lag', () => {
    const gauge = gaugePower(trace, capabilities().sources, capabilities().gauge)!, a = align(trace, gauge)
    // A reading is the mean of the fifth of a second before it, and is held for as long.
    expect(a.offsetS).toBeGreaterThan(0)
    expect(a.offsetS).toBeLessThan(0.3)
    expect(a.confidence).toBeGreaterThan(0.8)
  })
  it('has no confidence in a trace of noise, whatever it is laid on', () => {
    const u = uniform(9), at = Float64Array.from({ length: 150_000 }, (_, i) => i / 1000)
    expect(align(trace, new PowerTrace(at, at.map(() => 2 + u()))).confidence).toBeLessThan(0.1)
  })
  it('finds nothing in a trace that never changes, where a variance is made of rounding errors', () => {
    const flat = Float64Array.from({ length: 20_000 }, (_, i) => i / 200)
    expect(() => align(trace, new PowerTrace(flat, flat.map(() => 0.4)))).toThrow(/holds none of the run's bursts/)
    expect(alignedByHand(trace, new PowerTrace(flat, flat.map(() => 0.4)), 5).confidence).toBe(0)
  })
  it('uses one burst where the meter stopped early, and trusts it less', () => {
    const whole = meterOf(run, { offset: 5 }), half = new PowerTrace(whole.at.subarray(0, whole.length / 2), whole.watts.subarray(0, whole.length / 2))
    const a = align(trace, half)
    expect(Math.abs(a.offsetS - 5)).toBeLessThan(0.003)
    expect(a.driftPpm).toBe(0)
    expect(a.confidence).toBeLessThan(align(trace, whole).confidence)
  })
  it('is refused without bursts and without a trace', () => {
    const bare = syntheticRun(world({ plan: twoVariants({ markerSeconds: 0 }) }))
    expect(() => align(traceOf(bare.lines), meterOf(bare, {}))).toThrow('no bursts')
    expect(() => align(trace, new PowerTrace([0, 1], [1, 1]))).toThrow('shorter than a burst')
  })
})

describe('by hand', () => {
  it('a right offset fits, a wrong one does not', () => {
    const meter = meterOf(run, { offset: 2 })
    expect(alignedByHand(trace, meter, 2).confidence).toBeGreaterThan(0.9)
    expect(alignedByHand(trace, meter, 30).confidence).toBeLessThan(0.3)
    expect(alignedByHand(trace, meter, 2).byHand).toBe(true)
  })
  it('the meter\'s samples land on the run\'s clock', () => {
    const on = ontoRun(new PowerTrace([10, 11], [1, 2]), { offsetS: 10, driftPpm: 0, confidence: 1, byHand: true })
    expect([...on.at]).toEqual([0, 1])
    expect([...on.watts]).toEqual([1, 2])
  })
})
