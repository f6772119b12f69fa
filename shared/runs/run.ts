/** A stored run of the profiler, as lists and pages show it. */
import { z } from 'zod'
import { capabilitiesSchema } from '../device/capabilities'
import { planSchema } from '../device/plan'
import { meterFactsSchema } from './meter-facts'

/** `finished`: the whole plan. `partial`: cancelled, unplugged or crashed; what was captured is kept. */
export const runStateSchema = z.enum(['running', 'finished', 'partial'])

/** A median or ratio with its 95 % interval. */
export const estimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Estimate = z.infer<typeof estimateSchema>

/** `ok`: within its limit. `look`: kept and flagged. `bad`: no verdict may rest on it. */
export const validityReasonSchema = z.object({ id: z.string(), state: z.enum(['ok', 'look', 'bad']), text: z.string() })
export const validitySchema = z.object({ badge: z.enum(['simulated', 'no-verdict', 'estimate', 'valid']), reasons: z.array(validityReasonSchema) })
export type Validity = z.infer<typeof validitySchema>

/** Energy of one inference; null fields where the gauge was too slow or absent, and `refused` says so. */
export const energySchema = z.object({
  grossJ: estimateSchema.nullable(), netJ: estimateSchema.nullable(),
  /** Why the net is left out although there is a gross and a baseline: it came out below zero. */
  netRefused: z.string().nullable(),
  meanW: z.number().nullable(), updatesPerSlot: z.number().nullable(), refused: z.string().nullable()
})

export const variantSummarySchema = z.object({
  id: z.string(), label: z.string(), inferences: z.number().int(),
  latencyMs: z.object({ median: estimateSchema, p50: z.number(), p90: z.number(), p99: z.number(), min: z.number(), max: z.number() }).nullable(),
  outliers: z.number().int(), macs: z.number().nullable(), energy: energySchema
})
export type VariantSummary = z.infer<typeof variantSummarySchema>

/** A variant against the baseline, paired by image. */
export const comparisonSchema = z.object({
  variant: z.string(), baseline: z.string(), images: z.number().int(),
  latency: estimateSchema.nullable(), energy: estimateSchema.nullable(), pMannWhitney: z.number().nullable(), cliffsDelta: z.number().nullable()
})
export type Comparison = z.infer<typeof comparisonSchema>

export const stratumSchema = z.object({
  variant: z.string(), route: z.string(), images: z.number().int(), inferences: z.number().int(), macs: z.number(),
  latencyMs: estimateSchema, energyJ: estimateSchema.nullable(),
  /** `inferences`: a meter resolved them. `time`: a slot's energy shared out by time, as if a variant drew the same power on every route. */
  energyFrom: z.enum(['inferences', 'time']).nullable().default(null)
})
export type Stratum = z.infer<typeof stratumSchema>

export const runSchema = z.object({
  id: z.string(), name: z.string(), notes: z.string(), tags: z.array(z.string()),
  /** ISO times of the host, for lists only: no figure uses them. */
  started: z.string(), ended: z.string().nullable(),
  state: runStateSchema, ending: z.string().nullable(), simulated: z.boolean(),
  device: z.string(), models: z.array(z.object({ name: z.string(), file: z.string(), hash: z.string() })),
  inferences: z.number().int(), samples: z.number().int(), durationS: z.number()
})
export type Run = z.infer<typeof runSchema>

export const runDetailSchema = runSchema.extend({
  plan: planSchema, capabilities: capabilitiesSchema, images: z.array(z.object({ id: z.string(), path: z.string() })),
  /** Images that were offered and could not be read. */
  skipped: z.array(z.object({ path: z.string(), why: z.string() })),
  idleW: z.number().nullable(),
  /** The one source that energy is told from, in a sentence; null where there is none, or it is refused. */
  energySource: z.string().nullable(),
  /** An imported meter; null where there is none. */
  meter: meterFactsSchema.nullable(),
  /** Median latency of each slot that was taken, in order. */
  slots: z.array(z.object({ slot: z.number().int(), round: z.number().int(), variant: z.string(), medianMs: z.number() })),
  variants: z.array(variantSummarySchema), comparisons: z.array(comparisonSchema), strata: z.array(stratumSchema), validity: validitySchema,
  sampler: z.object({ samples: z.number().int(), cpuShare: z.number(), medianUs: z.number() }).nullable()
})
export type RunDetail = z.infer<typeof runDetailSchema>
