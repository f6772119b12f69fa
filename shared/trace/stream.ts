/**
 * What the runner says: one JSON document per line on its standard output, and what it is told on its standard input.
 * Every time is in nanoseconds of the device's monotonic clock (`CLOCK_MONOTONIC`, since its boot); a double holds 104 days of them exactly.
 */
import { z } from 'zod'
import { settingsSchema } from '../policy/settings'
import { sourceSchema } from '../device/capabilities'

const ns = z.number().int().nonnegative()

/** `plan.json` beside the runner: a plan made concrete on the host. Paths are relative to the plan's folder. */
export const runnerPlanSchema = z.object({
  version: z.literal(1),
  models: z.array(z.object({ id: z.string(), folder: z.string() })).min(1),
  variants: z.array(z.object({ id: z.string(), model: z.string(), settings: settingsSchema })).min(1),
  /** Prepared arrays, float32 `[1, 3, S, S]`, one file per image and input size. */
  images: z.array(z.object({ id: z.string(), files: z.record(z.string(), z.string()) })).min(1),
  /** In order; `images` are indices in the order in which they are taken, again from the start when the slot lasts longer. */
  slots: z.array(z.object({ slot: z.number().int(), round: z.number().int(), variant: z.string(), images: z.array(z.number().int()).min(1) })).min(1),
  slotSeconds: z.number(), slotInferences: z.number().int(), idleSeconds: z.number(),
  warmUp: z.object({ maxSeconds: z.number(), stableWithin: z.number() }),
  coolDown: z.object({ toleranceC: z.number(), maxSeconds: z.number() }).nullable(),
  /** A burst of full load of this length before the first and after the last slot, by which an external meter's trace is aligned; 0 leaves it out. */
  markerSeconds: z.number().min(0).max(30),
  threads: z.number().int(), sampleHz: z.number(), sources: z.array(sourceSchema),
  /** Collect ONNX Runtime's profile of this many inferences per variant after the last slot; 0 leaves it out. */
  profileRuns: z.number().int().min(0).max(200)
})
export type RunnerPlan = z.infer<typeof runnerPlanSchema>

export const phaseNames = ['load', 'idle', 'warm-up', 'marker', 'slot', 'cool-down', 'paused', 'profile'] as const
export type PhaseName = (typeof phaseNames)[number]

export const lineSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('environment'), at: ns, runner: z.string(), node: z.string(), onnxruntime: z.string(), platform: z.string(), arch: z.string(), cores: z.number().int(),
    kernel: z.string(), threads: z.number().int(), sources: z.array(z.string())
  }),
  z.object({
    t: z.literal('phase'), phase: z.enum(phaseNames), edge: z.enum(['begin', 'end']), at: ns,
    slot: z.number().int().nullable(), round: z.number().int().nullable(), variant: z.string().nullable(),
    /** Why it ended, where that is not plain: `stable`, `time-out`, `cool`; `paused` and `stopped` where an order cut it short. */
    reason: z.string().optional()
  }),
  z.object({
    t: z.literal('inference'), variant: z.string(), image: z.number().int(), round: z.number().int(), slot: z.number().int(),
    start: ns, end: ns,
    /** One character per block in order, 1 where it ran: the mask signature. */
    route: z.string().regex(/^[01]*$/), macs: z.number(),
    /** Warm-up inferences are told, but belong to no slot (−1) and enter no figure. */
    warm: z.boolean().default(false)
  }),
  /** All sources at one instant, in the order of the environment's `sources`, in their units; null where a read failed. */
  z.object({ t: z.literal('sample'), at: ns, values: z.array(z.number().nullable()) }),
  /** What sampling itself cost so far: processor time of its thread, and the median time of one sample. */
  z.object({ t: z.literal('sampler'), at: ns, samples: z.number().int(), cpuNs: z.number(), medianNs: z.number(), late: z.number().int() }),
  z.object({ t: z.literal('profiled'), variant: z.string(), files: z.array(z.string()), runs: z.number().int() }),
  z.object({ t: z.literal('error'), at: ns, code: z.string(), message: z.string(), fatal: z.boolean() }),
  z.object({ t: z.literal('done'), at: ns, inferences: z.number().int(), stopped: z.boolean() })
])
export type Line = z.infer<typeof lineSchema>
export type Inference = Extract<Line, { t: 'inference' }>
export type Sample = Extract<Line, { t: 'sample' }>
export type Phase = Extract<Line, { t: 'phase' }>

/** One line on the runner's standard input. `pause` takes hold after the inference under way. */
export const orderSchema = z.object({ do: z.enum(['pause', 'resume', 'stop']) })
export type Order = z.infer<typeof orderSchema>

/** True for the line that ends a slot which took its full length; a pause or a stop only ends a piece of one. */
export const endsSlot = (line: Line): line is Phase => line.t === 'phase' && line.phase === 'slot' && line.edge === 'end' && line.reason === undefined
