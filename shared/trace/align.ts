/**
 * An external meter's trace on the run's clock. The runner burns the processor before the first and after the last slot; these bursts and the phases between
 * are a template of the power, and where it correlates best with what the meter saw lies the offset. Levels are fitted at each lag, so the square of the
 * normalised cross-correlation is the share of the variance that the template explains (R² of one-way classification).
 */
import type { z } from 'zod'
import { StudioError } from '../errors'
import type { alignmentSchema } from '../rpc/device-calls'
import { slotTimes } from './energy'
import { PowerTrace } from './power'
import type { Trace } from './trace'

export type Alignment = z.infer<typeof alignmentSchema>
/** A stretch of the run, in its seconds, that draws power of one class. */
interface Stretch { from: number; to: number; level: number }
const quiet = 0, busy = 1, burst = 2

/** Clocks of crystals differ by less than this, parts per million; beyond it an alignment loses its confidence. */
const plausibleDrift = 300
/** The grid on which the meter is looked at; far below the length of a burst. */
const finestGrid = 1e-3

/** Meter time = run time · (1 + drift) + offset. Throws `incomplete` for a run without bursts, `unsupported` for a meter trace too short to hold one, `mismatch` for one that holds none. */
export function align(trace: Trace, meter: PowerTrace): Alignment {
  const template = templateOf(trace), grid = new Grid(meter)
  const bursts = template.filter((s) => s.level === burst)
  if (bursts.length === 0) throw new StudioError('incomplete', 'This run has no bursts to align by', { fix: 'Give the offset by hand, or profile again with bursts before and after the run.' })
  const length = Math.min(...bursts.map((b) => b.to - b.from)), from = template[0]!.from, to = Math.max(...template.map((s) => s.to))
  if (grid.to - grid.from < length) throw new StudioError('unsupported', 'The meter\'s trace is shorter than a burst', { fix: 'Start the meter before the run and stop it after.' })

  const step = Math.min(0.5, Math.max(0.01, length / 10))
  const rough = best(grid, template, grid.from - to, grid.to - from, step).lag
  // Around each burst alone, since drift moves the later one.
  const reach = 4 * step + plausibleDrift * 1e-6 * (to - from)
  const seen = bursts.filter((b) => b.from + rough >= grid.from && b.to + rough <= grid.to)
  if (seen.length === 0) throw new StudioError('mismatch', 'The meter\'s trace holds none of the run\'s bursts', { fix: 'Check that it is of this run, or give the offset by hand.' })
  const found = seen.map((b) => ({ at: (b.from + b.to) / 2, ...refined(grid, around(b), rough, reach, step / 10) }))
  const { offsetS, drift } = line(found, Math.max(finestGrid, meter.period), length / 10)
  const doubt = found.length < 2 ? 0.7 : Math.min(1, plausibleDrift / Math.max(1, Math.abs(drift) * 1e6))
  return { offsetS, driftPpm: drift * 1e6, confidence: Math.min(...found.map((f) => f.r2)) * doubt, byHand: false }
}

/** An offset given by a person, with how well it fits the bursts; 0 where there are none. */
export function alignedByHand(trace: Trace, meter: PowerTrace, offsetS: number): Alignment {
  const bursts = templateOf(trace).filter((s) => s.level === burst), grid = new Grid(meter)
  return { offsetS, driftPpm: 0, confidence: bursts.length === 0 ? 0 : Math.min(...bursts.map((b) => explained(grid, around(b), offsetS))), byHand: true }
}

/** The meter's trace on the run's clock. */
export function ontoRun(meter: PowerTrace, { offsetS, driftPpm }: Alignment): PowerTrace {
  return new PowerTrace(meter.at.map((t) => (t - offsetS) / (1 + driftPpm * 1e-6)), meter.watts)
}

function templateOf(trace: Trace): Stretch[] {
  const levels: Record<string, number> = { idle: quiet, 'cool-down': quiet, paused: quiet, 'warm-up': busy, marker: burst }
  const phases = trace.spans.flatMap((s): Stretch[] => {
    const level = levels[s.phase]
    return level === undefined || s.to === null ? [] : [{ from: trace.seconds(s.from), to: trace.seconds(s.to), level }]
  })
  const slots = slotTimes(trace).flatMap((s) => s.pieces.map((p): Stretch => ({ ...p, level: busy })))
  return [...phases, ...slots].filter((s) => s.to > s.from).sort((a, b) => a.from - b.from)
}

/** A burst and half its length on either side, each of which may have a level of its own. */
function around({ from, to }: Stretch): Stretch[] {
  const side = (to - from) / 2
  return [{ from: from - side, to: from, level: quiet }, { from, to, level: burst }, { from: to, to: to + side, level: busy }]
}

/** Share of the meter's variance over the template, moved by `lag`, that its levels explain, times the share of the template that the meter saw. */
function explained(grid: Grid, template: readonly Stretch[], lag: number): number {
  const seconds = [0, 0, 0], joules = [0, 0, 0]
  let asked = 0, squares = 0
  for (const s of template) {
    const from = Math.max(grid.from, s.from + lag), to = Math.min(grid.to, s.to + lag)
    asked += s.to - s.from
    if (to <= from) continue
    seconds[s.level]! += to - from
    joules[s.level]! += grid.integral(from, to)
    squares += grid.squares(from, to)
  }
  const all = seconds.reduce((a, b) => a + b, 0), sum = joules.reduce((a, b) => a + b, 0)
  const level = (k: number) => joules[k]! / seconds[k]!
  // A burst draws more than what surrounds it.
  if (seconds[burst] === 0 || level(burst) <= sum / all) return 0
  const total = squares - sum ** 2 / all
  const between = [quiet, busy, burst].reduce((b, k) => b + (seconds[k]! > 0 ? joules[k]! ** 2 / seconds[k]! : 0), 0) - sum ** 2 / all
  // A trace that never changes has a variance of rounding errors only.
  return total > 1e-9 * squares ? Math.max(0, between / total) * all / asked : 0
}

function best(grid: Grid, template: readonly Stretch[], from: number, to: number, step: number): { lag: number; r2: number } {
  let lag = from, r2 = -1
  for (let i = 0, n = Math.ceil((to - from) / step); i <= n; i++) {
    const here = from + i * step, value = explained(grid, template, here)
    if (value > r2) [lag, r2] = [here, value]
  }
  return { lag, r2 }
}

/** Ever finer around the best, down to a tenth of the grid: edges between its points are interpolated. */
function refined(grid: Grid, template: readonly Stretch[], lag: number, reach: number, step: number): { lag: number; r2: number } {
  const found = best(grid, template, lag - reach, lag + reach, step)
  return step <= finestGrid / 10 ? found : refined(grid, template, found.lag, 2 * step, step / 5)
}

/**
 * Least squares through the lag of each burst. Lags that differ by less than the source can tell are one lag: they tell no drift.
 * Nor do lags that would need an implausible drift, where they differ by no more than the edge of a burst can: a short run tells the edges, not the clocks.
 * @param period seconds between updates of the source
 * @param edge seconds by which the edges of a burst may be blurred, as by a slow gauge
 */
function line(found: readonly { at: number; lag: number }[], period: number, edge: number): { offsetS: number; drift: number } {
  const n = found.length, at = found.reduce((s, f) => s + f.at, 0) / n, lag = found.reduce((s, f) => s + f.lag, 0) / n, lags = found.map((f) => f.lag)
  const apart = Math.max(...lags) - Math.min(...lags)
  if (apart <= period) return { offsetS: lag, drift: 0 }
  const drift = found.reduce((s, f) => s + (f.at - at) * (f.lag - lag), 0) / found.reduce((s, f) => s + (f.at - at) ** 2, 0)
  if (Math.abs(drift) * 1e6 > plausibleDrift && apart <= edge) return { offsetS: lag, drift: 0 }
  return { offsetS: lag - drift * at, drift }
}

/** Running sums of power and of its square on an even grid: any interval's in constant time. */
class Grid {
  readonly from: number
  readonly to: number
  private readonly step: number
  private readonly sum: Float64Array
  private readonly sumOfSquares: Float64Array

  constructor(meter: PowerTrace) {
    const first = meter.at[0] ?? 0, last = meter.at[meter.length - 1] ?? 0
    this.step = Math.max(finestGrid, meter.length > 1 ? meter.step : 0)
    const n = Math.floor((last - first) / this.step) + 1
    // Around the samples: of a slow meter each stands for its own step, since a line between two would smear an edge over both.
    this.from = first - this.step / 2
    this.to = this.from + n * this.step
    this.sum = new Float64Array(n + 1)
    this.sumOfSquares = new Float64Array(n + 1)
    for (let i = 0; i < n; i++) {
      const t = first + i * this.step, joules = this.step > finestGrid ? meter.wattsAt(t) * this.step : meter.energy(t - this.step / 2, t + this.step / 2)
      this.sum[i + 1] = this.sum[i]! + joules
      this.sumOfSquares[i + 1] = this.sumOfSquares[i]! + joules ** 2 / this.step
    }
  }

  integral(from: number, to: number): number {
    return this.until(this.sum, to) - this.until(this.sum, from)
  }

  squares(from: number, to: number): number {
    return this.until(this.sumOfSquares, to) - this.until(this.sumOfSquares, from)
  }

  private until(sums: Float64Array, t: number): number {
    const at = Math.min(Math.max(0, (t - this.from) / this.step), sums.length - 1), i = Math.min(Math.floor(at), sums.length - 2)
    return sums[i]! + (sums[i + 1]! - sums[i]!) * (at - i)
  }
}
