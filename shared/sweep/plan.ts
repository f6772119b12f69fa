/** What a sweep runs: models × settings over the images of a data set. */
import { z } from 'zod'
import { variantSchema } from '../device/plan'
import { datasetRefSchema } from './dataset'

/** A sweep may hold many more variants than a profile: a threshold grid, or every block forced in turn. */
const mostVariants = 256

/** Of a sweep that judges a tuned budget: what the search was asked for and what it found, beside the variants `plain` and `tuned`. */
export const tunedSchema = z.object({
  /** Share of the static MACs. */
  budget: z.number().positive(),
  /** What thresholds can reach, as shares of the static MACs. */
  range: z.object({ low: z.number(), high: z.number() }),
  /** Positions of the images that the search saw; all others are held out. */
  calibration: z.array(z.number().int().nonnegative()),
  /** Δm on the calibration images against the static form, in %: of one threshold for all, and after each round. */
  plainGain: z.number(), rounds: z.array(z.number()),
  /** Seconds that the search took. */
  seconds: z.number()
})
export type Tuned = z.infer<typeof tunedSchema>

export const sweepPlanSchema = z.object({
  version: z.literal(1).default(1),
  dataset: datasetRefSchema,
  /** The first so many images of the split, in its order; null takes all. */
  limit: z.number().int().min(1).nullable().default(null),
  /** Images at the same time, one thread each. */
  workers: z.number().int().min(1).max(64),
  /** The first one is the baseline of Δm and of counterfactuals. */
  variants: z.array(variantSchema).min(1).max(mostVariants),
  /** What it was made for; `counterfactual` and `thresholds` have views of their own. */
  purpose: z.enum(['sweep', 'thresholds', 'counterfactual', 'noise', 'tune']).default('sweep'),
  tuned: tunedSchema.nullable().default(null)
})
export type SweepPlan = z.infer<typeof sweepPlanSchema>
export type SweepPlanInput = z.input<typeof sweepPlanSchema>

export const sweepStateSchema = z.enum(['running', 'paused', 'partial', 'complete'])

/** One sweep as it stands in lists. */
export const sweepSchema = z.object({
  id: z.string(), name: z.string(), notes: z.string(),
  /** ISO. */
  started: z.string(), ended: z.string().nullable(),
  state: sweepStateSchema, ending: z.string().nullable(),
  plan: sweepPlanSchema, title: z.string(),
  models: z.array(z.object({ name: z.string(), file: z.string(), hash: z.string() })),
  images: z.number().int(),
  /** Rows of all variants that are there, and that there will be. */
  rows: z.number().int(), total: z.number().int(), failures: z.number().int(),
  /** Seconds of work, pauses left out. */
  seconds: z.number()
})
export type Sweep = z.infer<typeof sweepSchema>
