/** A budget from the question to the stored answer: real threads, real weights. The threads' program is the last build's. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { defaultSettings, settingsSchema } from '@shared/policy/settings'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import { counterfactualVariants } from '@shared/sweep/counterfactual'
import { datasetRefSchema } from '@shared/sweep/dataset'
import { tuneResult } from '@shared/sweep/tune/result'
import { findDataset } from '../../../electron/engine/dataset/layout'
import { loadInput } from '../../../electron/engine/inference/input'
import { ModelRunner } from '../../../electron/engine/inference/runner'
import { ModelSessions } from '../../../electron/engine/inference/sessions'
import { tuneCalls } from '../../../electron/engine/calls/tune'
import { OpenModels } from '../../../electron/engine/model/open-models'
import type { Store } from '../../../electron/engine/store/store'
import { StudyFile } from '../../../electron/engine/store/study-file'
import type { SessionOptions } from '../../../electron/engine/sweep/session'
import { RunningSweeps } from '../../../electron/engine/sweep/running'
import { Trials } from '../../../electron/engine/sweep/tune/trial'
import { tune, type TuneOptions } from '../../../electron/engine/sweep/tune/tune'
import type { TuneStep } from '../../../electron/engine/sweep/tune/progress'
import { planFor, sampleModel, scratchFolder, session, validation } from './support'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })
const scratch = scratchFolder(), ref = datasetRefSchema.parse({ root: validation })
let study: StudyFile, store: Store, model: SessionOptions['models'][number]
beforeAll(async () => {
  study = new StudyFile(path.join(scratch, 'study.duckdb'))
  store = await study.open()
  model = await sampleModel(scratch)
})
afterAll(() => study.close())

const calls = () => tuneCalls(study, new OpenModels(path.join(scratch, 'models')), new RunningSweeps())
const context = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined }

async function options(more: Partial<TuneOptions> = {}): Promise<TuneOptions> {
  const found = await findDataset(ref, context.signal, () => undefined)
  return { ...found, model, ref, budget: 0.65, limit: 20, workers: 2, sweeps: store.sweeps, signal: context.signal, onStep: () => undefined, onEvent: () => undefined, ...more }
}

it('reaches its budget on the images it saw, is no worse there than one threshold, and keeps what it found', async () => {
  const steps: TuneStep[] = [], events: SweepEvent[] = []
  const sweep = await (await tune(await options({ onStep: (s) => steps.push(s), onEvent: (e) => events.push(e) }))).run()
  expect(sweep).toMatchObject({ state: 'complete', images: 20, rows: 80, plan: { purpose: 'tune', tuned: { budget: 0.65 } } })
  expect(events[0]).toEqual({ k: 'started', sweep: sweep.id })
  expect(steps.map((s) => s.share).every((s) => s >= 0 && s <= 1)).toBe(true)
  expect(new Set(steps.map((s) => s.stage)).size).toBeGreaterThan(5)

  const result = await calls()['tune.result']({ sweep: sweep.id }, context), { calibration, heldOut } = result
  expect(result).toEqual(tuneResult(sweep, await store.sweeps.sums(sweep.id)))
  expect([calibration.images, heldOut.images]).toEqual([10, 10])
  const of = (side: typeof calibration, id: string) => side.variants.find((v) => v.variant === id)!
  for (const id of ['plain', 'tuned']) expect(Math.abs(of(calibration, id).share! / 0.65 - 1), id).toBeLessThan(0.005)
  expect(of(calibration, 'tuned').gain).toBeGreaterThanOrEqual(of(calibration, 'plain').gain!)
  expect(of(calibration, 'plain').gain).toBeCloseTo(sweep.plan.tuned!.plainGain, 9)
  expect(of(calibration, 'tuned').gain).toBeCloseTo(sweep.plan.tuned!.rounds.at(-1)!, 9)
  expect(of(heldOut, 'static')).toMatchObject({ share: 1, gain: 0 })
  // Settings that came back from the study are settings like any other.
  expect(Object.keys(settingsSchema.parse(JSON.parse(JSON.stringify(result.settings))).thresholds)).toEqual(['s0', 's1', 's2', 's3'])
  expect(await calls()['tune.saved']({}, context)).toMatchObject([{ sweep: sweep.id, label: 'Tuned to 65 %', budget: 0.65, settings: result.settings }])
})

it('says which budgets can be reached, stops when told to, and stores nothing then', async () => {
  const before = (await store.sweeps.list()).length
  await expect(tune(await options({ budget: 0.2 }))).rejects.toThrow(/cannot reach 20.0 %/)
  const stop = new AbortController()
  await expect(tune(await options({ signal: stop.signal, onStep: (s) => { if (s.stage.startsWith('Round')) stop.abort() } }))).rejects.toThrow('abort')
  await expect(tune(await options({ limit: 8 }))).rejects.toThrow('8 images are too few')
  expect(await store.sweeps.list()).toHaveLength(before)
})

it('takes a result over only where a run would have gone the same way', async () => {
  const { samples } = await options(), trials = new Trials(model), base = settingsSchema.parse({ blockThreshold: 0.5, tokenThreshold: 0.5 })
  const settings = [base, ...['s0', 's1', 's2', 's3'].flatMap((s) => ['semseg', 'sal'].map((lane) => settingsSchema.parse({ thresholds: { [s]: { [lane]: { block: 0.35, token: 0.6 } } } })))]
  const runner = new ModelRunner(new ModelSessions(model.folder, model.manifest))
  let same = 0
  for (const [image, { path: file, truth }] of samples.slice(0, 4).entries()) {
    const truths = Object.fromEntries(model.manifest.tasks.map((t) => [`${t.id} ${t.kind} ${t.channels}`, truth(t)]))
    const done = await trials.run({ image, path: file, truths, settings, wanted: 'figures' }), { tensor } = await loadInput(file, model.manifest)
    for (const [i, s] of settings.entries()) expect(done[i]!.executed).toBe((await runner.decide(tensor, s)).decision.macs.executed)
    same += done.filter((t) => t === done[0]).length - 1
  }
  expect(same).toBeGreaterThan(0)
  runner.release()
})

it('tells what blocks are worth, exactly as forcing them says', async () => {
  const variants = counterfactualVariants(model.manifest.architecture, defaultSettings).filter((v) => v.id === 'base' || v.id.endsWith('s0-b0') || v.id.endsWith('s2-b1'))
  const { session: sweep } = await session(store, model, { plan: planFor({ purpose: 'counterfactual', limit: 10, variants }) })
  const { id } = await sweep.run()
  const found = await calls()['sweeps.counterfactuals']({ sweep: id }, context), pooled = await store.sweeps.pooled(id, ['base', 'off-s0-b0'], null)
  expect(found.blocks.filter((b) => b.off).map((b) => b.block)).toEqual(['s0.b0', 's2.b1'])
  const { off, on, share } = found.blocks[0]!, columns = await store.sweeps.columns(id, 'base')
  expect(share).toBeCloseTo(Array.from(columns.route, (r) => Number(columns.routes[r]![0])).reduce((a, b) => a + b, 0) / 10, 12)
  expect(off!.forced + on!.forced).toBe(10)
  expect(off!.macs!.value).toBeCloseTo(pooled[1]!.executed! - pooled[0]!.executed!, 3)
  for (const { task, figures } of pooled[0]!.tasks) expect(off!.tasks[task]!.value).toBeCloseTo(pooled[1]!.tasks.find((t) => t.task === task)!.figures[0]!.value - figures[0]!.value, 9)
})
