/** How a person asks a model to run: which tasks, which thresholds, what is forced. All defaults leave the policy alone. */
import { z } from 'zod'

const probability = z.number().min(0).max(1)
export const switchSchema = z.enum(['on', 'off'])
export type Switch = z.infer<typeof switchSchema>

/** What a task (lane) asks for in one stage, in place of the thresholds for all; what is left out follows those. */
export const laneThresholdsSchema = z.object({ block: probability.optional(), token: probability.optional() })
export type LaneThresholds = z.infer<typeof laneThresholdsSchema>

export const settingsSchema = z.object({
  /** Active tasks; undefined means all. */
  tasks: z.array(z.string()).min(1).optional(),
  /** A block is asked for when sigmoid(logit) > threshold, strictly. */
  blockThreshold: probability.default(0.5),
  tokenThreshold: probability.default(0.5),
  /** Stage id (`s0`) → lane id → thresholds of their own, as a tuned budget has them. */
  thresholds: z.record(z.string(), z.record(z.string(), laneThresholdsSchema)).default({}),
  /** The static graph: everything runs and no controller does. */
  static: z.boolean().default(false),
  /** Everything runs, but the controllers do too and their decisions are recorded. */
  allOn: z.boolean().default(false),
  /** Forces the gate of a block whatever the tasks asked: block id → on/off. */
  blocks: z.record(z.string(), switchSchema).default({}),
  /** Forces what one task (lane) asks of a block: block id → lane id → on/off. */
  blockTasks: z.record(z.string(), z.record(z.string(), switchSchema)).default({}),
  /** Seed of the authors' Gumbel noise; null is the noise-free rule. */
  noiseSeed: z.number().int().min(0).max(0xffffffff).nullable().default(null)
})
export type Settings = z.infer<typeof settingsSchema>
export const defaultSettings: Settings = settingsSchema.parse({})
