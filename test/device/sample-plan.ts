/** The sample model and images as a plan on disk, the way a device gets them: what the runner's tests run. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { defaultSettings } from '@shared/policy/settings'
import type { RunnerPlan } from '@shared/trace/stream'
import { loadInput } from '../../electron/engine/inference/input'
import { ModelRunner } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { openModel } from '../../electron/engine/model/open'

const sample = path.join(import.meta.dirname, '../../resources/sample')

export interface SamplePlan { folder: string; plan: RunnerPlan; desktop: ModelRunner; prepared: Float32Array[] }

/** Writes `model/`, `images/` and `plan.json` into `folder`. Two variants, static and adaptive, one slot each in two rounds; everything else is as short as can be. */
export async function writeSamplePlan(folder: string, images: number, changes: Partial<RunnerPlan> = {}): Promise<SamplePlan> {
  const cache = path.join(folder, 'cache'), model = path.join(folder, 'model')
  const opened = await openModel(path.join(sample, 'model', 'adamtl_taw_permute.pth'), { cache })
  if (opened.kind === 'plain') throw new Error('the sample is an adaptive model')
  await fs.rename(opened.folder, model)
  await fs.rm(cache, { recursive: true })
  await fs.mkdir(path.join(folder, 'images'), { recursive: true })
  const names = (await fs.readdir(path.join(sample, 'images'))).sort().slice(0, images)
  const size = opened.manifest.input.size, prepared: Float32Array[] = []
  for (const name of names) {
    const { tensor } = await loadInput(path.join(sample, 'images', name), opened.manifest)
    prepared.push(tensor)
    await fs.writeFile(path.join(folder, 'images', `${name}.f32`), tensor)
  }
  const order = names.map((_, i) => i), variants = [{ id: 'static', model: 'sample', settings: { ...defaultSettings, static: true } }, { id: 'adaptive', model: 'sample', settings: defaultSettings }]
  const plan: RunnerPlan = {
    version: 1, models: [{ id: 'sample', folder: 'model' }], variants,
    images: names.map((name) => ({ id: name, files: { [size]: `images/${name}.f32` } })),
    slots: [0, 1].flatMap((round) => variants.map((v, i) => ({ slot: 2 * round + i, round, variant: v.id, images: order }))),
    slotSeconds: 0.5, slotInferences: names.length, idleSeconds: 0.2, warmUp: { maxSeconds: 0, stableWithin: 0.05 }, coolDown: null, markerSeconds: 0,
    threads: 1, sampleHz: 20, sources: [], profileRuns: 0, ...changes
  }
  await fs.writeFile(path.join(folder, 'plan.json'), JSON.stringify(plan))
  return { folder, plan, desktop: new ModelRunner(new ModelSessions(model, opened.manifest)), prepared }
}
