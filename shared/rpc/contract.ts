/**
 * The one contract between the window and the engine: every call's input and output as a schema.
 * Small things only cross it (encoded images, masks, numbers); tensors stay in the engine.
 */
import { z } from 'zod'
import { manifestSchema } from '../model/manifest'
import { taskMetricSchema } from '../model/metric'
import { decisionSchema } from '../policy/decision'
import { settingsSchema } from '../policy/settings'
import { blockTimesSchema } from './block-times'
import { deviceCalls } from './device-calls'
import { sweepCalls } from './sweep-calls'
import { tuneCalls } from './tune-calls'

export type { BlockTimes } from './block-times'

const bytes = z.custom<Uint8Array>((v) => v instanceof Uint8Array, 'bytes are expected')
const path = z.string().min(1)

/** Progress of a long call; `done` and `total` in `unit`, total 0 while unknown. */
export const progressSchema = z.object({ stage: z.string(), done: z.number(), total: z.number(), unit: z.string().default('') })
export type Progress = z.infer<typeof progressSchema>

/** An RGBA picture, row by row. */
export const pictureSchema = z.object({ width: z.number().int().positive(), height: z.number().int().positive(), rgba: bytes })
export type Picture = z.infer<typeof pictureSchema>

/** A model that has no manifest of ours: what can be said of it. */
export const plainModelSchema = z.object({
  bytes: z.number(), opset: z.number().nullable(), producer: z.string(),
  inputs: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])) })),
  outputs: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.union([z.number(), z.string()])) })),
  operators: z.array(z.object({ name: z.string(), count: z.number().int() })),
  parameters: z.number().int()
})
export type PlainModel = z.infer<typeof plainModelSchema>

export const openedModelSchema = z.object({
  /** Handle for later calls; the same for the same file and import. */
  id: z.string(), file: path, name: z.string(),
  kind: z.enum(['adaptive', 'static', 'plain']),
  manifest: manifestSchema.nullable(), plain: plainModelSchema.nullable(),
  /** True when an earlier import was reused. */
  cached: z.boolean(), openMs: z.number()
})
export type OpenedModel = z.infer<typeof openedModelSchema>

export const imageEntrySchema = z.object({ path, name: z.string(), /** Ids of tasks with ground truth beside the image. */ truth: z.array(z.string()) })
export type ImageEntry = z.infer<typeof imageEntrySchema>

export const taskViewSchema = z.object({
  prediction: pictureSchema,
  truth: pictureSchema.nullable(),
  /** Why ground truth that lies beside the image cannot be used. */
  truthProblem: z.string().nullable(),
  /** Where prediction and truth differ; null without truth. */
  difference: pictureSchema.nullable(),
  metric: taskMetricSchema.nullable(),
  /** Decoder MACs. */
  macs: z.number()
})
export type TaskView = z.infer<typeof taskViewSchema>

export const blockTokensSchema = z.object({ union: bytes, lanes: z.record(z.string(), bytes) })

export const inspectionSchema = z.object({
  image: path,
  decision: decisionSchema,
  /** By block id: masks in raster order, one byte per token. Only blocks whose gate was on. */
  tokens: z.record(z.string(), blockTokensSchema),
  /** By task id; empty when outputs were not asked for. */
  outputs: z.record(z.string(), taskViewSchema)
})
export type Inspection = z.infer<typeof inspectionSchema>

/** One lane of the small picture of a route: bit b set when the lane asked for block b. */
export const routeSchema = z.object({ image: path, ran: z.array(z.boolean()), asked: z.record(z.string(), z.array(z.boolean())), executed: z.number(), static: z.number() })
export type Route = z.infer<typeof routeSchema>

export const stabilitySchema = z.object({
  draws: z.number().int(),
  /** By block id and lane: share of draws that asked, and share of draws that differ from the noise-free rule. */
  blocks: z.record(z.string(), z.record(z.string(), z.object({ activation: z.number(), flip: z.number() }))),
  /** By block id: share of draws in which the block ran. */
  ran: z.record(z.string(), z.number()),
  /** Executed MACs over the draws. */
  macs: z.object({ mean: z.number(), min: z.number(), max: z.number() })
})
export type Stability = z.infer<typeof stabilitySchema>

export const recentSchema = z.object({ path, kind: z.enum(['model', 'folder', 'image']), opened: z.string() })
export type Recent = z.infer<typeof recentSchema>

/** Imported models that are kept; those that are open now cannot be removed. */
export const importsSchema = z.object({ count: z.number().int(), bytes: z.number(), open: z.number().int() })
export type Imports = z.infer<typeof importsSchema>

const model = z.string()
const empty = z.object({})

interface CallSchema { in: z.ZodType; out: z.ZodType; /** Events sent while it runs. */ event?: z.ZodType }
const calls = {
  'app.info': { in: empty, out: z.object({ version: z.string(), onnxruntime: z.string(), node: z.string(), pid: z.number() }) },
  /** The bundled sample study: its model, its images, its data set for sweeps, the name of the image to show first if any, and what must be said about it. */
  'study.sample': { in: empty, out: z.object({ model: path, images: path, validation: path, first: z.string().nullable(), title: z.string(), notice: z.string() }) },
  /** Opens a checkpoint, a model folder or any .onnx; a checkpoint is imported once and remembered. Error `needs-answer` carries questions; call again with `answers`. */
  'model.open': { in: z.object({ path, config: path.optional(), answers: z.record(z.string(), z.string()).optional() }), out: openedModelSchema },
  'model.close': { in: z.object({ model }), out: empty },
  'imports.list': { in: empty, out: importsSchema },
  /** Removes the kept imports that are not open; their checkpoints are untouched. */
  'imports.clear': { in: empty, out: importsSchema },
  /** Images among files and folders (folders flat, byte order). */
  'images.list': { in: z.object({ paths: z.array(path).min(1) }), out: z.object({ title: z.string(), images: z.array(imageEntrySchema), skipped: z.number().int() }) },
  'images.thumbnail': { in: z.object({ path, size: z.number().int().min(16).max(512) }), out: z.object({ data: bytes, type: z.string() }) },
  /** The image as the model sees it: squashed to its input size, before normalisation. */
  'images.prepared': { in: z.object({ path, model }), out: pictureSchema },
  'inspect.run': { in: z.object({ model, image: path, settings: settingsSchema, outputs: z.boolean() }), out: inspectionSchema },
  /** Routes of many images, sent one by one as events. */
  'inspect.routes': { in: z.object({ model, images: z.array(path), settings: settingsSchema }), out: z.object({ failed: z.array(z.object({ image: path, message: z.string() })) }), event: routeSchema },
  'inspect.stability': { in: z.object({ model, image: path, settings: settingsSchema, draws: z.number().int().min(2).max(1000), seed: z.number().int() }), out: stabilitySchema },
  'inspect.times': { in: z.object({ model, image: path, settings: settingsSchema, runs: z.number().int().min(1).max(200) }), out: blockTimesSchema },
  ...deviceCalls,
  ...sweepCalls,
  ...tuneCalls,
  'recent.list': { in: empty, out: z.array(recentSchema) },
  'recent.add': { in: z.object({ path, kind: z.enum(['model', 'folder', 'image']) }), out: z.array(recentSchema) },
  'recent.clear': { in: empty, out: z.array(recentSchema) }
} as const satisfies Record<string, CallSchema>

export const contract: typeof calls = calls
export type Contract = typeof calls
export type CallName = keyof Contract
export type Input<N extends CallName> = z.input<Contract[N]['in']>
export type ParsedInput<N extends CallName> = z.output<Contract[N]['in']>
export type Output<N extends CallName> = z.output<Contract[N]['out']>
export type Event<N extends CallName> = Contract[N] extends { event: infer E extends z.ZodType } ? z.output<E> : never
