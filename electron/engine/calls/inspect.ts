/** Running a model on images and telling what its policy decided. */
import path from 'node:path'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import { differencePicture, predictionPicture, truthPicture } from '@shared/model/colour'
import type { Manifest } from '@shared/model/manifest'
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import type { Decision } from '@shared/policy/decision'
import { termMacs } from '@shared/policy/cost'
import type { Inspection, Picture, Route, TaskView } from '@shared/rpc/contract'
import { imageMetric } from '@shared/sweep/pooled'
import { readTruth } from '../dataset/truth'
import type { Handlers } from '../host/serve'
import type { ImageCache } from '../inference/image-cache'
import type { SeenImage } from '../inference/input'
import { stability } from '../inference/stability'
import { blockTimes } from '../inference/times'
import type { OpenModels } from '../model/open-models'

type InspectCalls = Pick<Handlers, 'inspect.run' | 'inspect.routes' | 'inspect.stability' | 'inspect.times'>

export function inspectCalls(models: OpenModels, images: ImageCache): InspectCalls {
  return {
    'inspect.run': async ({ model, image, settings, outputs }) => {
      const { manifest } = models.get(model), runner = models.runner(model)
      const seen = await images.get(image, manifest)
      const result = await runner.run(seen.tensor, settings)
      const tokens: Inspection['tokens'] = Object.fromEntries(result.tokens)
      return { image, decision: result.decision, tokens, outputs: outputs ? await taskViews(manifest, image, seen, result.maps) : {} }
    },
    'inspect.routes': async ({ model, images: files, settings }, { signal, progress, event }) => {
      const { manifest } = models.get(model), runner = models.runner(model)
      const failed: { image: string; message: string }[] = []
      for (const [i, image] of files.entries()) {
        signal.throwIfAborted()
        try {
          // Not through the cache: a long scan would push out the images in use.
          const seen = await images.once(image, manifest)
          event(routeOf(image, (await runner.decide(seen.tensor, settings)).decision))
        } catch (error) {
          failed.push({ image, message: toErrorValue(error).message })
        }
        progress({ stage: 'Running the policy', done: i + 1, total: files.length, unit: 'images' })
      }
      return { failed }
    },
    'inspect.stability': async ({ model, image, settings, draws, seed }, { signal, progress }) => {
      const { manifest } = models.get(model)
      const { tensor } = await images.get(image, manifest)
      return stability(models.runner(model), { prepared: tensor, settings, draws, seed }, signal, (done) => progress({ stage: 'Drawing noise', done, total: draws, unit: 'draws' }))
    },
    'inspect.times': async ({ model, image, settings, runs }, { signal, progress }) => {
      const { manifest, folder } = models.get(model)
      const { tensor } = await images.get(image, manifest)
      return blockTimes({ folder, manifest, sessions: models.runner(model).sessions.settings, prepared: tensor, settings, runs }, signal, (done) => progress({ stage: 'Measuring block times', done, total: runs, unit: 'runs' }))
    }
  }
}

function routeOf(image: string, d: Decision): Route {
  return {
    image, ran: d.blocks.map((b) => b.ran), executed: d.macs.executed, static: d.macs.static,
    asked: Object.fromEntries(d.lanes.map((lane) => [lane, d.blocks.map((b) => b.tasks[lane]?.active ?? false)]))
  }
}

async function taskViews(manifest: Manifest, image: string, seen: SeenImage, maps: ReadonlyMap<string, Float32Array>): Promise<Inspection['outputs']> {
  const views: Record<string, TaskView> = {}
  const size = manifest.input.size
  for (const task of manifest.tasks) {
    const map = maps.get(task.id)
    if (!map) continue
    const prediction = predictionPicture(task, map, size, size)
    const { truth, problem } = await truthOf(image, task, size)
    const difference = truth && seen.rgb ? differencePicture(task, map, truth, seen.rgb) : null
    const decoder = manifest.cost.terms.find((t) => t.group === 'decoders' && t.tasks?.includes(task.id))
    views[task.id] = {
      prediction: bare(prediction),
      truth: truth && bare(truthPicture(task, truth, prediction.range)),
      difference: difference && bare(difference),
      truthProblem: problem,
      metric: truth && imageMetric(task, map, truth),
      macs: decoder ? termMacs(decoder, new Map(), new Set([task.id])) : 0
    }
  }
  return views
}

/** Ground truth that cannot be used must not hide what the model said. */
async function truthOf(image: string, task: Task, size: number): Promise<{ truth: Truth | null; problem: string | null }> {
  try {
    return { truth: await readTruth(image, task, size), problem: null }
  } catch (error) {
    if (error instanceof StudioError) return { truth: null, problem: errorLine({ ...error.value, file: error.value.file && path.basename(error.value.file) }) }
    throw error
  }
}

const bare = ({ width, height, rgba }: Picture): Picture => ({ width, height, rgba })
