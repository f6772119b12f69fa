/** How true the energy of a trace is, and an external meter's alignment: against integrals, offsets and drifts that are known. */
import { seedOf, uniform } from '../../shared/policy/noise'
import { quantile } from '../../shared/stats/quantile'
import { align } from '../../shared/trace/align'
import { PowerTrace } from '../../shared/trace/power'
import { syntheticRun, traceOf, twoVariants, world } from '../support/synthetic-run'

export interface EnergyError { hz: number; intervals: number; /** Share of the true energy. */ median: number; worst: number }

/** A slow swing, a fast one and a ramp, sampled at uneven steps; intervals as long as slots, 6 to 30 s, whose edges lie between samples. */
export function benchEnergy(rates: readonly number[] = [20, 50, 200], intervals = 2000): EnergyError[] {
  const watts = (t: number) => 2 + Math.sin(2 * Math.PI * t / 7) + 0.3 * Math.cos(2 * Math.PI * t / 0.9) + t / 100
  const joules = (t: number) => 2 * t - 7 / (2 * Math.PI) * Math.cos(2 * Math.PI * t / 7) + 0.3 * 0.9 / (2 * Math.PI) * Math.sin(2 * Math.PI * t / 0.9) + t * t / 200
  return rates.map((hz) => {
    const u = uniform(seedOf(hz)), times = [0]
    while (times.at(-1)! < 130) times.push(times.at(-1)! + (0.5 + u()) / hz)
    const power = new PowerTrace(times, times.map(watts))
    const errors = Array.from({ length: intervals }, () => {
      const from = 100 * u(), to = from + 6 + 24 * u()
      return Math.abs(power.energy(from, to) / (joules(to) - joules(from)) - 1)
    })
    return { hz, intervals, median: quantile(errors, 0.5), worst: Math.max(...errors) }
  })
}

export interface AlignmentError { hz: number; noiseW: number; runs: number; /** Between the true and the found clock at the run's ends, ms. */ medianMs: number; worstMs: number; /** Lowest of all. */ confidence: number }

/** Runs of some two minutes, offsets within ten minutes, drifts within 100 ppm, noise on every sample of the meter. */
export function benchAlignment(cases: readonly { hz: number; noiseW: number }[] = [{ hz: 5000, noiseW: 0.1 }, { hz: 5000, noiseW: 0.5 }, { hz: 1000, noiseW: 0.3 }, { hz: 100, noiseW: 0.1 }], runs = 12): AlignmentError[] {
  return cases.map(({ hz, noiseW }) => {
    const errors: number[] = []
    let confidence = 1
    for (let seed = 0; seed < runs; seed++) {
      const u = uniform(seedOf(seed, hz)), run = syntheticRun(world({ plan: twoVariants({ seed }) })), offset = 1200 * (u() - 0.5), drift = 200e-6 * (u() - 0.5)
      const at = Float64Array.from({ length: Math.floor((run.seconds + 40) * hz) }, (_, i) => offset - 20 + i / hz)
      const found = align(traceOf(run.lines), new PowerTrace(at, at.map((t) => run.wattsAt((t - offset) / (1 + drift)) + noiseW * (u() + u() + u() + u() - 2))))
      for (const t of [0, run.seconds]) errors.push(1000 * Math.abs(found.offsetS + t * found.driftPpm * 1e-6 - offset - t * drift))
      confidence = Math.min(confidence, found.confidence)
    }
    return { hz, noiseW, runs, medianMs: quantile(errors, 0.5), worstMs: Math.max(...errors), confidence }
  })
}
