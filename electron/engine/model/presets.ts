/** Sizes of seeded models: the Swin family at 224 px with the four tasks of PASCAL-Context, and a very small one. */
import { StudioError } from '@shared/errors'
import { architectureSchema, imagenet, type Architecture } from '@shared/model/architecture'
import { defaultTask } from '@shared/model/classes'
import { checkGrid } from '@shared/model/infer/grid'
import { fileNames } from '../graph/compile'
import { requireTaskNames } from '../graph/task-names'

const pascal = ['semseg:21', 'human_parts:7', 'sal:1', 'normals:3']
interface Size { inputSize: number; patchSize: number; embedDim: number; depths: number[]; heads: number[]; window: number; decoderWidth: number; controllerWidth: number }

const swin = (embedDim: number, depths: number[], head: number): Size => ({ inputSize: 224, patchSize: 4, embedDim, depths, heads: depths.map((_, i) => head * 2 ** i), window: 7, decoderWidth: 128, controllerWidth: 64 })
export const presets: Record<string, Size> = {
  nano: { inputSize: 32, patchSize: 2, embedDim: 4, depths: [1, 1, 1, 1], heads: [1, 1, 2, 2], window: 2, decoderWidth: 4, controllerWidth: 4 },
  'swin-t': swin(96, [2, 2, 6, 2], 3), 'swin-s': swin(96, [2, 2, 18, 2], 3), 'swin-b': swin(128, [2, 2, 18, 2], 4), 'swin-l': swin(192, [2, 2, 18, 2], 6)
}

export interface SizeOverrides extends Partial<Omit<Size, 'controllerWidth' | 'patchSize'>> { policy?: 'per_task' | 'single' | 'none'; /** `id` or `id:channels` */ tasks?: string[] }

/** Throws `usage` when the numbers do not make a model. */
export function architectureOf(preset: string, overrides: SizeOverrides = {}): Architecture {
  const base = presets[preset]
  if (!base) throw new StudioError('usage', `There is no preset ${preset}`, { fix: `Use ${Object.keys(presets).join(', ')}.` })
  const { policy = 'per_task', tasks = pascal, ...sizes } = overrides
  const size: Size = {
    ...base, inputSize: sizes.inputSize ?? base.inputSize, embedDim: sizes.embedDim ?? base.embedDim, depths: sizes.depths ?? base.depths,
    heads: sizes.heads ?? base.heads, window: sizes.window ?? base.window, decoderWidth: sizes.decoderWidth ?? base.decoderWidth
  }
  const adaptive = policy !== 'none'
  const parsed = architectureSchema.safeParse({
    inputSize: size.inputSize, patchSize: size.patchSize, embedDim: size.embedDim, depths: size.depths, heads: size.heads,
    windows: size.depths.map((_, s) => Math.min(size.window, Math.floor(size.inputSize / size.patchSize) >> s)),
    mlpRatio: 4, qkvBias: true, qkScale: null, ape: false, patchNorm: true, decoderWidth: size.decoderWidth, decoderLayout: 'view',
    policy: adaptive ? policy : null, adaptiveBlocks: adaptive, adaptiveTokens: adaptive,
    blockControllerWidth: adaptive ? size.controllerWidth : null, tokenControllerWidth: adaptive ? size.controllerWidth : null,
    tasks: tasks.map(taskOf), ...imagenet
  })
  const bad = (why: string) => new StudioError('usage', 'These sizes do not make a model', { why, fix: 'Change them so that they fit.' })
  if (!parsed.success) throw bad(parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '))
  const a = parsed.data
  if (a.depths.length < 2) throw bad('at least two stages are needed')
  if (a.depths.reduce((x, y) => x + y, 0) > 500 || a.embedDim > 8192) throw bad('a seeded model has at most 500 blocks and a width of 8192')
  if (new Set(a.tasks.map((t) => t.id)).size < a.tasks.length) throw bad('a task is named twice')
  if (a.heads.length !== a.depths.length) throw bad('depths and heads must have the same length')
  a.heads.forEach((h, s) => { if ((a.embedDim << s) % h !== 0) throw bad(`stage ${s} has ${a.embedDim << s} channels, which ${h} heads do not divide`) })
  if (a.decoderWidth % 2 !== 0) throw bad('the decoder width must be even')
  try {
    checkGrid(a, {})
    requireTaskNames(a.tasks.map((t) => t.id), fileNames.decoder)
  } catch (error) {
    throw error instanceof StudioError ? bad([error.value.message, error.value.why].join('. ')) : error
  }
  return a
}

function taskOf(text: string) {
  const m = /^([^:]+)(?::(\d+))?$/.exec(text)
  if (!m) throw new StudioError('usage', `${text} is not a task`, { fix: 'Write task or task:channels, for example semseg:21.' })
  const usual: Record<string, number> = { semseg: 21, human_parts: 7, sal: 1, normals: 3, edge: 1, depth: 1 }
  return defaultTask(m[1]!, m[2] ? Number(m[2]) : usual[m[1]!] ?? 1)
}

/** The config that goes with a seeded model; what shapes already tell is repeated for people. */
export function configOf(a: Architecture, seed: number): Record<string, unknown> {
  return {
    model: 'seeded random weights: for latency and plumbing, its decisions and predictions mean nothing', seed, img_size: a.inputSize, patch_size: a.patchSize, embed_dim: a.embedDim, depths: a.depths,
    num_heads: a.heads, window_size: Math.max(...a.windows), decoder_dim: a.decoderWidth, tasks: a.tasks.map((t) => t.id), num_outputs: Object.fromEntries(a.tasks.map((t) => [t.id, t.channels]))
  }
}
