/**
 * The simulator's power model, recovered: real inferences on simulated glasses through adb, their load recorded. What the analysis makes of the sampled
 * gauge is compared with what the model's own formula makes of that load.
 */
import fs from 'node:fs'
import path from 'node:path'
import { defaultSettings } from '../../shared/policy/settings'
import { lowerBound } from '../../shared/stats/decimate'
import { mean, median } from '../../shared/stats/quantile'
import { slotEnergy, slotTimes } from '../../shared/trace/energy'
import { gaugePower, type PowerTrace } from '../../shared/trace/power'
import type { RunnerPlan } from '../../shared/trace/stream'
import { Trace } from '../../shared/trace/trace'
import { probe } from '../../electron/engine/device/capabilities'
import { deploy, imageFile, modelFiles } from '../../electron/engine/device/deploy'
import { bundlePlaces, findBundle } from '../../electron/engine/device/deploy-bundle'
import { imagePath, inPlan, modelPath } from '../../electron/engine/device/deploy-places'
import { startRun } from '../../electron/engine/device/deploy-run'
import type { Load } from '../../electron/engine/simulator/load-trace'
import { atRest, constants, step } from '../../electron/engine/simulator/physics'
import { openLab, type Glasses } from '../device/lab'
import { buildRunner } from '../device/runner-process'
import { writeSamplePlan } from '../device/sample-plan'

/** `error` and `noise` are shares: of the energy that is told from the true one, and what the model's noise alone may do to it (one standard deviation). */
interface EnergyCheck { seconds: number; trueJ: number; joules: number; error: number; noise: number }
/** A line through power and busy cores, one point per reading of the gauge; `se` are what the model's noise alone leaves open. */
interface Fit { points: number; busiest: number; idleW: number; idleSe: number; coreW: number; coreSe: number; residualW: number }
export interface PowerFigure { whole: EnergyCheck; slots: EnergyCheck[]; fit: Fit; model: { idleW: number; coreW: number; noiseW: number } }

/** A step of the model on the run's clock: its mean power without noise, shown by the gauge from `to` on. */
interface Step { from: number; to: number; watts: number; busyCores: number }

/** Seconds. */
const tick = 0.01

export async function benchPower(scratch: string): Promise<PowerFigure> {
  const built = await buildRunner(), lab = await openLab()
  try {
    const bundle = await findBundle('x86_64', bundlePlaces(null, { ADAMTL_RUNNER_DIR: path.dirname(built) })), folder = path.join(scratch, 'power')
    fs.mkdirSync(folder)
    const { plan, desktop } = await writeSamplePlan(folder, 6, { slotSeconds: 6, idleSeconds: 5, markerSeconds: 3 })
    const glasses = await lab.glasses(), { transport, device, simulation } = glasses
    const { sources, gauge } = await probe(transport, device)
    const names = plan.images.map(({ id }) => id), size = String(desktop.manifest.input.size)
    const images = await Promise.all(names.map((name) => imageFile(name, path.join(folder, 'images', `${name}.f32`))))
    await deploy(transport, bundle, [...(await modelFiles('sample', path.join(folder, 'model'), desktop.manifest)), ...images])
    const onDevice: RunnerPlan = {
      ...plan, sources, models: [{ id: 'sample', folder: inPlan(modelPath('sample')) }], images: names.map((name) => ({ id: name, files: { [size]: inPlan(imagePath(name)) } })),
      variants: plan.variants.map((v) => ({ ...v, settings: { ...defaultSettings, ...v.settings } }))
    }
    const trace = new Trace(), recorded = simulation.recordLoad()
    const run = await startRun(transport, bundle.manifest, onDevice)
    for await (const line of run.lines) trace.add(line)
    const { reason, message } = await run.end
    if (reason !== 'done') throw new Error(message)
    // Taken together, with no step of the simulation in between.
    const end = lastStep(glasses), steps = stepsOn(trace, recorded(), end)
    const power = gaugePower(trace, sources, gauge)
    if (!power) throw new Error('the probe found no gauge')
    return figures(trace, power, steps)
  } finally {
    await lab.close()
  }
}

/** Nanoseconds of the monotonic clock, which the simulated glasses share with this computer, at which the gauge last told something new. */
function lastStep({ simulation }: Glasses): number {
  const written = ['current_now', 'voltage_now'].map((name) => fs.statSync(path.join(simulation.root, 'sys/class/power_supply/battery', name)).mtimeMs)
  return Number(process.hrtime.bigint()) - (Date.now() - Math.max(...written)) * 1e6
}

function stepsOn(trace: Trace, loads: readonly Load[], endNs: number): Step[] {
  const length = loads.reduce((sum, l) => sum + l.seconds, 0)
  let state = atRest(0.8), at = trace.seconds(endNs) - length
  return loads.map((load) => {
    const next = step(state, load, { charging: false, hot: false }, 0), from = at
    state = next.state
    at += load.seconds
    return { from, to: at, watts: next.reading.powerW, busyCores: next.reading.busyCores }
  })
}

function figures(trace: Trace, power: PowerTrace, steps: readonly Step[]): PowerFigure {
  const check = (from: number, to: number, joules: number): EnergyCheck => {
    const parts = steps.map((s) => ({ watts: s.watts, seconds: Math.max(0, Math.min(to, s.to) - Math.max(from, s.from)) }))
    const trueJ = parts.reduce((sum, p) => sum + p.watts * p.seconds, 0)
    return { seconds: to - from, trueJ, joules, error: joules / trueJ - 1, noise: constants.noiseW * Math.hypot(...parts.map((p) => p.seconds)) / trueJ }
  }
  // Both ends are quiet: what the gauge tells a moment late is the same as before.
  const idle = trace.spans.find((s) => s.phase === 'idle')!, from = trace.seconds(idle.from) + 1, to = power.at[power.length - 1]! - 0.5
  const { idleW, coreW, noiseW } = constants
  return {
    whole: check(from, to, power.energy(from, to)),
    slots: slotTimes(trace).map((slot) => check(slot.from, slot.to, slotEnergy(power, slot, 20).joules)),
    fit: fit(readings(power, steps)),
    model: { idleW, coreW, noiseW }
  }
}

/** What the gauge showed of each step, and the load of that step. */
function readings(power: PowerTrace, steps: readonly Step[]): { watts: number; busyCores: number }[] {
  return steps.slice(0, -1).flatMap(({ to, busyCores }, i) => {
    // A file's time stamp is that of the kernel's last tick, so close to a change it is not known which of the two was read.
    const seen = power.watts.subarray(lowerBound(power.at, to + tick), lowerBound(power.at, steps[i + 1]!.to - tick))
    return seen.length > 0 ? [{ watts: median(seen), busyCores }] : []
  })
}

/** Least squares. */
function fit(points: readonly { watts: number; busyCores: number }[]): Fit {
  const n = points.length, x = points.map((p) => p.busyCores), y = points.map((p) => p.watts), meanX = mean(x), meanY = mean(y)
  const sxx = x.reduce((sum, v) => sum + (v - meanX) ** 2, 0), coreW = x.reduce((sum, v, i) => sum + (v - meanX) * (y[i]! - meanY), 0) / sxx, idleW = meanY - coreW * meanX
  return {
    points: n, busiest: Math.max(...x), idleW, idleSe: constants.noiseW * Math.sqrt(1 / n + meanX ** 2 / sxx), coreW, coreSe: constants.noiseW / Math.sqrt(sxx),
    residualW: Math.sqrt(y.reduce((sum, v, i) => sum + (v - idleW - coreW * x[i]!) ** 2, 0) / (n - 2))
  }
}
