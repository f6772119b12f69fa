/** `inspect <model> <image>…`: what each task asked for, what ran, what it cost, and what came out. */
import os from 'node:os'
import type { InspectDocument, InspectedImage } from '@shared/cli/schema'
import { errorLine, StudioError, toErrorValue, type ErrorValue } from '@shared/errors'
import { allBlockIds, limitsOf } from '@shared/policy/thresholds'
import { thresholdForAll } from '@shared/policy/own-thresholds'
import { settingsSchema, type Settings, type Switch } from '@shared/policy/settings'
import type { Task } from '@shared/model/tasks'
import type { TaskMetric } from '@shared/model/metric'
import { loadInput, listInputs } from '../engine/inference/input'
import { measure } from '../engine/inference/measure'
import { OutputWriter } from '../engine/inference/output-writer'
import { imageInput, runPlain } from '../engine/inference/plain'
import { ModelRunner } from '../engine/inference/runner'
import { defaultThreads, ModelSessions } from '../engine/inference/sessions'
import { openModel, type Opened } from '../engine/model/open'
import { defaultUserData, importCache } from '../engine/user-data'
import { imageTable, plainTable } from './inspect-table'
import { readSettings } from './settings-file'
import { interruption, note, print, printJson, resolvePath } from './terminal'

export interface InspectArguments {
  config?: string; tasks?: string[]; blockThreshold?: number; tokenThreshold?: number; force?: 'all-on'; block?: Record<string, Switch>
  static?: boolean; noise?: number; outputs?: string; metrics?: boolean; threads?: number; settings?: string; json?: boolean
}

export async function inspectCommand(modelPath: string, imagePaths: string[], args: InspectArguments): Promise<void> {
  const settings = settingsOf(args, await readSettings(args.settings)), signal = interruption()
  const opened = await openModel(resolvePath(modelPath), { cache: importCache(defaultUserData()), config: args.config === undefined ? undefined : resolvePath(args.config), signal })
  requireMeaning(opened, args)
  const threads = args.threads ?? defaultThreads(os.availableParallelism())
  const images = await listInputs(imagePaths.map((p) => resolvePath(p)))
  if (images.length === 0) throw new StudioError('not-found', 'There is no image to inspect', { file: imagePaths.map(resolvePath).join(', '), fix: 'Name images (PNG, JPEG, WebP, BMP), prepared .npy files, or a folder that holds some.' })
  const outputs = args.outputs === undefined ? null : new OutputWriter(resolvePath(args.outputs))
  const document: InspectDocument = { model: describeModel(opened), images: [] }
  const inspect = opened.kind === 'plain' ? plainInspector(opened, threads) : adaptiveInspector(opened, settings, { threads, outputs, metrics: args.metrics ?? false })
  await outputs?.prepare()
  if (opened.kind === 'plain' && !args.json) print(plainTable(opened))
  for (const [i, image] of images.entries()) {
    signal.throwIfAborted()
    let entry: InspectDocument['images'][number]
    try {
      entry = await inspect(image, images[i + 1])
    } catch (error) {
      const value = failed(error, image)
      entry = { image, error: errorLine({ ...value, file: value.file === image ? undefined : value.file }) }
    }
    if (args.json) document.images.push(entry)
    else if (!('error' in entry)) print(imageTable(entry))
  }
  if (args.json) printJson(document)
}

/** `next` is what comes afterwards: it is read while the model runs. */
type Inspector = (image: string, next?: string) => Promise<InspectedImage>

function settingsOf(args: InspectArguments, file: Settings | null): Settings {
  if (args.static && (args.force || args.noise !== undefined || args.block)) throw new StudioError('usage', '--static runs no controllers, so --force, --block and --noise have nothing to act on', { fix: 'Leave one of them out.' })
  const { blockThreshold: block, tokenThreshold: token } = args
  let base = settingsSchema.parse(file ?? {})
  if (block !== undefined) base = thresholdForAll(base, 'block', block)
  if (token !== undefined) base = thresholdForAll(base, 'token', token)
  const asked = { tasks: args.tasks, static: args.static, allOn: args.force === 'all-on' ? true : undefined, blocks: args.block, noiseSeed: args.noise }
  return settingsSchema.parse({ ...base, ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) })
}

/** Throws `usage` for options that nothing in this model could follow. */
function requireMeaning(opened: Opened, args: InspectArguments): void {
  const { tasks, blockThreshold, tokenThreshold, force, block, static: fixed, noise, outputs, metrics, settings } = args
  if (opened.kind === 'plain' && [tasks, blockThreshold, tokenThreshold, force, block, fixed, noise, outputs, metrics, settings].some((o) => o !== undefined)) {
    throw new StudioError('usage', 'This is a plain model, without tasks, blocks and decisions', { file: opened.file, fix: 'Leave out the options about them, and --outputs and --metrics.' })
  }
  if (opened.kind === 'static' && (noise !== undefined || Object.values(block ?? {}).includes('off'))) {
    throw new StudioError('usage', 'This model is static: everything always runs', { file: opened.file, fix: 'Leave out --noise and --block.' })
  }
  if (opened.kind === 'adaptive' && fixed && opened.manifest.files.staticEncoder === null) {
    throw new StudioError('usage', 'This file holds the adaptive form only', { file: opened.file, fix: 'Name a model folder, which holds both, or use --force all-on.' })
  }
}

function describeModel(opened: Opened): InspectDocument['model'] {
  if (opened.kind === 'plain') return { file: opened.file, kind: 'plain', policy: null, tasks: [], inputSize: imageInput(opened.plain)?.side ?? null, blocks: [] }
  const a = opened.manifest.architecture
  return { file: opened.file, kind: opened.kind, policy: a.policy, tasks: a.tasks.map((t) => t.id), inputSize: a.inputSize, blocks: allBlockIds(a) }
}

interface InspectorOptions { threads: number; outputs: OutputWriter | null; metrics: boolean }

export function adaptiveInspector(opened: Opened & { kind: 'adaptive' | 'static' }, settings: Settings, { threads, outputs, metrics }: InspectorOptions): Inspector {
  const { manifest } = opened
  // Wrong tasks and blocks are a usage error before anything runs.
  limitsOf(manifest.architecture, settings)
  const runner = new ModelRunner(new ModelSessions(opened.folder, manifest, { threads, spinning: false }))
  let ahead: { image: string; input: ReturnType<typeof loadInput> } | null = null
  return async (image, next) => {
    const input = await (ahead?.image === image ? ahead.input : loadInput(image, manifest))
    ahead = next === undefined ? null : { image: next, input: loadInput(next, manifest) }
    // It may fail before its turn comes; then it is told in its turn.
    ahead?.input.catch(() => undefined)
    const result = await runner.run(input.tensor, settings)
    const { decision, maps } = result
    const written = outputs ? await outputs.write(image, manifest, result) : null
    const tasks: InspectedImage['tasks'] = {}
    for (const task of manifest.tasks.filter((t) => maps.has(t.id))) {
      const files = written?.tasks.get(task.id)
      const S = manifest.input.size
      tasks[task.id] = { output: { shape: [task.channels, S, S], npy: files?.npy ?? null, png: files?.png ?? null, metric: metrics ? await measured(image, task, maps.get(task.id)!, S) : null } }
    }
    const { staticBlocks: _, ...macs } = decision.macs
    return {
      image, tasks, outputs: written?.folder ?? null, macs, latencyMs: decision.latencyMs,
      blocks: decision.blocks.map((b) => ({
        id: b.id, ran: b.ran, macs: b.macs, tokens: { selected: b.tokens.selected, total: b.tokens.total, tasks: b.tokens.tasks },
        tasks: Object.fromEntries(Object.entries(b.tasks).map(([lane, t]) => [lane, { logit: t.logit, probability: t.probability, active: t.active }]))
      }))
    }
  }
}

/** Ground truth that cannot be used must not hide what the model said. */
async function measured(image: string, task: Task, map: Float32Array, size: number): Promise<TaskMetric | null> {
  try {
    return await measure(image, task, map, size)
  } catch (error) {
    failed(error, image)
    return null
  }
}

const told = new Set<string>()

/** Says what went wrong with one file, while the others go on. What is wrong with the model is the same for every image, and said once. */
function failed(error: unknown, file: string): ErrorValue {
  const value = toErrorValue(error)
  if (value.code === 'usage' || value.code === 'internal') throw error
  const line = errorLine({ ...value, file: value.file ?? file })
  if (!told.has(line)) note(`adamtl-studio: ${line}`)
  told.add(line)
  process.exitCode = 1
  return value
}

function plainInspector(opened: Opened & { kind: 'plain' }, threads: number): Inspector {
  // A model that takes no image is still a model that could be opened: it is the images that fail.
  let run: ReturnType<typeof runPlain> | undefined
  return async (image) => {
    const { outputs, latencyMs } = await (await (run ??= runPlain(opened, threads)))(image)
    return {
      image, blocks: [], outputs: null, macs: null, latencyMs,
      tasks: Object.fromEntries(outputs.map((o) => [o.name, { output: { shape: o.shape, npy: null, png: null, metric: null } }]))
    }
  }
}
