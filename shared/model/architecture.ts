/** The Swin multi-task architecture, as far as inference depends on it. Read from a checkpoint's names and shapes, completed by a config. */
import { z } from 'zod'
import { taskSchema } from './tasks'

const count = z.number().int().positive()

/** Side of the largest input: tokens and shift masks grow with its square. */
export const largestInput = 4096

/** Masks of lanes are bits of one word. */
export const mostTasks = 32

/** Mean and deviation of ImageNet's RGB values in 0…1: the usual normalisation of an input image. */
export const imagenet = { mean: [0.485, 0.456, 0.406] as [number, number, number], std: [0.229, 0.224, 0.225] as [number, number, number] }

export const architectureSchema = z.object({
  inputSize: count.max(largestInput),
  patchSize: count,
  /** Width of stage 0; stage s has `embedDim · 2^s`. */
  embedDim: count,
  depths: z.array(count).min(1),
  heads: z.array(count).min(1),
  /** Side of the attention window per stage, already clipped to the stage's resolution. */
  windows: z.array(count).min(1),
  mlpRatio: z.number().positive(),
  qkvBias: z.boolean(),
  /** Attention scale; null is the usual (C / heads)^-1/2. */
  qkScale: z.number().positive().nullable(),
  /** Learned absolute position added after the patch embedding. */
  ape: z.boolean(),
  patchNorm: z.boolean(),
  decoderWidth: count,
  /** `view`: tokens `[L,C]` reinterpreted as `[C,r,r]`, as the authors do; `permute`: transposed first. */
  decoderLayout: z.enum(['view', 'permute']),
  /** Who decides: a controller per task, one for all, or nobody (static). */
  policy: z.enum(['per_task', 'single']).nullable(),
  adaptiveBlocks: z.boolean(),
  adaptiveTokens: z.boolean(),
  blockControllerWidth: count.nullable(),
  tokenControllerWidth: count.nullable(),
  tasks: z.array(taskSchema).min(1).max(mostTasks),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number().positive(), z.number().positive(), z.number().positive()])
})
export type Architecture = z.infer<typeof architectureSchema>

export interface Stage {
  index: number
  depth: number
  /** Channels. */
  width: number
  /** Side of the token grid. */
  resolution: number
  /** Tokens, `resolution²`. */
  tokens: number
  heads: number
  window: number
  /** Cyclic shift of odd blocks, 0 where the window covers the whole stage. */
  shift: number
  /** Width and resolution of what the decoders read: after merging, except for the last stage. */
  outWidth: number
  outResolution: number
}

/** The stages in order, with what follows from the architecture's numbers. */
export function stagesOf(a: Architecture): Stage[] {
  return a.depths.map((depth, index) => {
    const resolution = Math.floor(a.inputSize / a.patchSize) >> index
    const width = a.embedDim << index
    const last = index === a.depths.length - 1
    const window = a.windows[index]!
    return {
      index, depth, width, resolution, tokens: resolution * resolution, heads: a.heads[index]!, window,
      shift: resolution > window ? window >> 1 : 0,
      outWidth: last ? width : width * 2,
      outResolution: last ? resolution : resolution >> 1
    }
  })
}

/** The ids that decide: the tasks, or `policy` where one controller serves all. Empty for a static model. */
export function lanesOf(a: Architecture): string[] {
  return a.policy === null ? [] : a.policy === 'single' ? ['policy'] : a.tasks.map((t) => t.id)
}

/** Width of a block's hidden layer, Swin's `int(dim · mlp_ratio)`; the small term undoes what a ratio loses as a binary fraction. */
export const hiddenWidth = (width: number, mlpRatio: number): number => Math.floor(width * mlpRatio + 1e-6)

/** Name of a block in documents and graphs, both counted from 0: `s2.b3`. */
export const blockId = (stage: number, block: number): string => `s${stage}.b${block}`
