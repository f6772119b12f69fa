/** The rows of one variant of a sweep, column by column, as the views and the analysis read them. Row r is one image. */
import { z } from 'zod'
import { taskKinds } from '../model/tasks'

const floats = z.custom<Float32Array>((v) => v instanceof Float32Array, 'floats are expected')
const bytes = z.custom<Uint8Array>((v) => v instanceof Uint8Array, 'bytes are expected')
const words = z.custom<Uint32Array>((v) => v instanceof Uint32Array, 'words are expected')

export const sweepColumnsSchema = z.object({
  variant: z.string(), rows: z.number().int(),
  /** Row → position among the sweep's images, ascending. */
  image: words,
  /** Block ids and lanes, in the order of the bits of `asked`. */
  blocks: z.array(z.string()), lanes: z.array(z.string()),
  /** MACs of the model without a policy. */
  staticMacs: z.number(),
  executed: floats, controllers: floats, latencyMs: floats,
  /** 0…1, NaN where unknown. */
  difficulty: floats,
  /** Row → index into `routes` (blocks that ran, one character each, most frequent first). */
  route: words, routes: z.array(z.string()),
  /** `[rows, lanes, blocks]`, 1 where the lane asked for the block. */
  asked: bytes,
  /** `[rows, blocks]`: union of selected tokens ÷ tokens, 0 where it did not run. */
  tokens: floats,
  /** Main figure of each task on each image, NaN where there is none. */
  metrics: z.array(z.object({ task: z.string(), kind: z.enum(taskKinds), name: z.string(), unit: z.string(), higherIsBetter: z.boolean(), values: floats }))
})
export type SweepColumns = z.infer<typeof sweepColumnsSchema>
