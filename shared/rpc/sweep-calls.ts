/** Calls about data sets and sweeps; a part of the contract. */
import { z } from 'zod'
import { estimateSchema } from '../runs/run'
import { sweepColumnsSchema } from '../sweep/columns'
import { datasetRefSchema, datasetSchema } from '../sweep/dataset'
import { pooledSchema } from '../sweep/figures'
import { sweepPlanSchema, sweepSchema } from '../sweep/plan'

const empty = z.object({})
const sweep = z.string().min(1)
const floats = z.custom<Float32Array>((v) => v instanceof Float32Array, 'floats are expected')
const words = z.custom<Uint32Array>((v) => v instanceof Uint32Array, 'words are expected')

/** What a sweep tells while it runs, some five times a second. */
export const sweepEventSchema = z.discriminatedUnion('k', [
  z.object({ k: z.literal('started'), sweep }),
  z.object({ k: z.literal('progress'), done: z.number().int(), total: z.number().int(), failed: z.number().int(), imagesPerSecond: z.number().nullable(), secondsLeft: z.number().nullable() }),
  z.object({ k: z.literal('paused'), paused: z.boolean() })
])
export type SweepEvent = z.infer<typeof sweepEventSchema>

/** Names of 100,000 images are large: they are not walked through. */
const texts = z.custom<string[]>((v) => Array.isArray(v), 'texts are expected')

export const densitiesSchema = z.object({
  images: z.number().int(),
  /** By block id, then lane or `union`: share of images in which the token was selected, raster order. */
  blocks: z.record(z.string(), z.record(z.string(), floats))
})

export const gainSchema = z.object({
  variant: z.string(),
  /** Δm in %, positive where better, with its 95 % interval over images. */
  gain: estimateSchema,
  /** Relative change of each task that enters it, and tasks that do not. */
  tasks: z.array(z.object({ task: z.string(), gain: z.number() })), left: z.array(z.string())
})
export type SweepGain = z.infer<typeof gainSchema>

export const sweepCalls = {
  /** Finds what a folder holds, before anything runs. */
  'dataset.inspect': { in: z.object({ dataset: datasetRefSchema }), out: datasetSchema },
  /** Runs a plan to its end, or until `sweep.order` stops it or the call is cancelled; rows are kept in every case. `models` are handles of open models. */
  'sweep.run': { in: z.object({ plan: sweepPlanSchema, models: z.array(z.string()).min(1), name: z.string().optional() }), out: sweepSchema, event: sweepEventSchema },
  /** Goes on with a sweep that was stopped or that a crash ended; images that failed are tried again. */
  'sweep.resume': { in: z.object({ sweep, workers: z.number().int().min(1).max(64).optional() }), out: sweepSchema, event: sweepEventSchema },
  'sweep.order': { in: z.object({ sweep, do: z.enum(['pause', 'resume', 'stop']) }), out: empty },
  'sweeps.list': { in: empty, out: z.array(sweepSchema) },
  'sweeps.get': { in: z.object({ sweep }), out: sweepSchema },
  /** Position in these is a row's image number. */
  'sweeps.images': { in: z.object({ sweep }), out: z.object({ names: texts, paths: texts }) },
  'sweeps.failures': { in: z.object({ sweep }), out: z.array(z.object({ image: z.number().int(), message: z.string() })) },
  'sweeps.columns': { in: z.object({ sweep, variant: z.string() }), out: sweepColumnsSchema },
  /** Figures of variants over all images, or over those named by position. */
  'sweeps.pooled': { in: z.object({ sweep, variants: z.array(z.string()).min(1), images: words.nullable().default(null) }), out: z.array(pooledSchema) },
  /** Multi-task gain of variants against `baseline`; null where no task can be compared. */
  'sweeps.gains': { in: z.object({ sweep, baseline: z.string(), variants: z.array(z.string()).min(1), images: words.nullable().default(null) }), out: z.array(gainSchema.nullable()) },
  /** Positions of the images in which a class of a task occurs, in the ground truth or in the variant's prediction. */
  'sweeps.withClass': { in: z.object({ sweep, variant: z.string(), task: z.string(), class: z.number().int().nonnegative() }), out: words },
  /** Null where a sweep keeps none: only one whose purpose is `sweep` does. */
  'sweeps.densities': { in: z.object({ sweep, variant: z.string() }), out: densitiesSchema.nullable() },
  'sweeps.update': { in: z.object({ sweep, name: z.string().min(1).optional(), notes: z.string().optional() }), out: sweepSchema },
  /** Hides a sweep; `sweeps.restore` brings it back until the studio ends. */
  'sweeps.delete': { in: z.object({ sweep }), out: empty },
  'sweeps.restore': { in: z.object({ sweep }), out: empty }
} as const
