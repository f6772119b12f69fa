/** Predicted latency against what simulated glasses measured: block times, a run, and a sweep, all through the engine's own calls. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { planSchema, presets } from '@shared/device/plan'
import { variantsOf } from '@shared/device/variants'
import { defaultSettings } from '@shared/policy/settings'
import { checkInput, checkOutput } from '@shared/rpc/check'
import type { CallName, Input, OpenedModel, Output } from '@shared/rpc/contract'
import { createEngine, type Engine } from '../../electron/engine/handlers'
import { openLab, type Glasses, type Lab } from './lab'
import { buildRunner } from './runner-process'

const root = path.join(import.meta.dirname, '../..')
let lab: Lab, engine: Engine, glasses: Glasses, model: OpenedModel, images: string[] = []
beforeAll(async () => {
  lab = await openLab()
  const runner = await buildRunner()
  vi.stubEnv('ANDROID_ADB_SERVER_PORT', String(lab.port)).stubEnv('ADAMTL_RUNNER_DIR', path.dirname(runner))
  glasses = await lab.glasses()
  engine = createEngine({ userData: path.join(lab.folder, 'user'), resources: path.join(root, 'resources') })
  const study = await call('study.sample', {})
  model = await call('model.open', { path: study.model })
  images = (await call('images.list', { paths: [study.images] })).images.slice(0, 8).map((i) => i.path)
  return async () => {
    await engine.close()
    vi.unstubAllEnvs()
  }
})
afterAll(() => lab.close())

async function call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> {
  return checkOutput(name, await engine.handlers[name](checkInput(name, input), { signal: new AbortController().signal, progress: () => undefined, event: () => undefined }))
}

it('predicts images of a sweep and the inferences of a run, and says how far it is off', async () => {
  const { serial } = glasses.simulation, { label: _, about: __, ...quick } = presets.quick
  const frugal = { id: 'frugal', label: 'Frugal', model: 0, settings: { ...defaultSettings, blockThreshold: 0.8, tokenThreshold: 0.8 } }
  const variants = [...variantsOf([{ name: 'sample', kind: 'adaptive' }]), frugal]
  const plan = planSchema.parse({ ...quick, preset: 'custom', rounds: 2, slotSeconds: 0.5, slotInferences: 16, idleSeconds: 0, warmUp: { maxSeconds: 1, stableWithin: 0.5 }, markerSeconds: 0, threads: 1, images: 8, variants })
  const run = await call('profile.run', { serial, plan, models: [model.id], images })
  expect(run.state).toBe('finished')
  const times = await call('devices.times', { serial, model: model.id, image: images[0]!, settings: { ...defaultSettings, allOn: true }, threads: 1, runs: 10 })
  expect(times.parts.filter((p) => p.id.includes('.b') && !p.id.includes('/')).every((p) => p.ffnMs! > 0 && p.ffnMs! < p.ms)).toBe(true)

  const sweep = await call('sweep.run', { plan: { dataset: { root: path.join(root, 'resources/sample/validation') }, limit: 10, workers: 1, variants }, models: [model.id] })
  const predicted = await call('sweeps.predict', { sweep: sweep.id, times, run: run.id })
  const [fixed, adaptive, less] = predicted.variants
  expect(new Set(fixed!.latencyMs).size).toBe(1)
  expect(less!.meanMs).toBeLessThan(adaptive!.meanMs!)
  // Images that run more take longer, by what the same times say.
  const { executed } = await call('sweeps.columns', { sweep: sweep.id, variant: 'adaptive' }), order = (v: Float32Array) => Array.from(v, (_, i) => i).sort((a, b) => v[a]! - v[b]!)
  const cheapest = order(executed)[0]!, dearest = order(executed).at(-1)!
  expect(adaptive!.latencyMs[cheapest]).toBeLessThan(adaptive!.latencyMs[dearest]!)

  const held = predicted.run!
  expect(held).toMatchObject({ id: run.id, simulated: true })
  expect(held.raw!.inferences).toBe(run.variants.reduce((n, v) => n + v.inferences, 0))
  expect(held.scaled!.inferences).toBe(run.variants.filter((v) => v.id !== 'static').reduce((n, v) => n + v.inferences, 0))
  console.info(`raw ${JSON.stringify(held.raw)}, factor ${held.factor}, scaled ${JSON.stringify(held.scaled)}; ${JSON.stringify(held.variants.map((v) => [v.variant, v.error.medianError, v.error.bias]))}`)
  // A computer that does other things at the same time measures badly; predictions that follow nothing would be off by far more.
  expect(held.scaled!.medianError).toBeLessThan(0.75)
  if (held.meanW !== null) expect(adaptive!.energyJ).toBeCloseTo((held.meanW * adaptive!.meanMs!) / 1000, 9)
})
