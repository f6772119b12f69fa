/** Calls about budgets, what each block is worth, and predicted latency; a part of the contract. */
import { z } from 'zod'
import { datasetRefSchema } from '../sweep/dataset'
import { counterfactualsSchema } from '../sweep/counterfactual'
import { predictionSchema } from '../sweep/latency/predict'
import { sweepSchema } from '../sweep/plan'
import { tuneResultSchema } from '../sweep/tune/result'
import { settingsSchema } from '../policy/settings'
import { blockTimesSchema } from './block-times'
import { sweepEventSchema } from './sweep-calls'

const sweep = z.string().min(1)

/** First the search, whose steps these are; then a sweep, whose events follow. */
export const tuneEventSchema = z.union([z.object({ k: z.literal('search'), stage: z.string(), share: z.number(), secondsLeft: z.number().nullable() }), sweepEventSchema])
export type TuneEvent = z.infer<typeof tuneEventSchema>

/** Settings that a person may want again: those of stored budgets. */
export const savedVariantSchema = z.object({ sweep, label: z.string(), model: z.object({ name: z.string(), file: z.string(), hash: z.string() }), budget: z.number(), settings: settingsSchema })
export type SavedVariant = z.infer<typeof savedVariantSchema>

export const tuneCalls = {
  /** Finds thresholds for a share of the static MACs and stores the sweep that judges them. `model` is a handle of an open model. Cancelling the search stores nothing. */
  'tune.run': { in: z.object({ model: z.string(), dataset: datasetRefSchema, budget: z.number().min(0.01).max(2), limit: z.number().int().min(1).nullable().default(null), workers: z.number().int().min(1).max(64), name: z.string().optional() }), out: sweepSchema, event: tuneEventSchema },
  /** What a stored budget came to; of a partial sweep, on the images that are there. */
  'tune.result': { in: z.object({ sweep }), out: tuneResultSchema },
  /** Tuned settings in the study, newest first. */
  'tune.saved': { in: z.object({}), out: z.array(savedVariantSchema) },
  /** What each block is worth, from a stored sweep of purpose `counterfactual`. */
  'sweeps.counterfactuals': { in: z.object({ sweep }), out: counterfactualsSchema },
  /**
   * Latency of every image of a sweep, from kernel times that were measured with everything on (`devices.times` or `inspect.times`, settings `allOn`).
   * With a stored run: energy from its power, and how far predictions for its own variants and images lie from what it measured.
   */
  'sweeps.predict': { in: z.object({ sweep, times: blockTimesSchema, run: z.string().nullable().default(null) }), out: predictionSchema }
} as const
