/** The load of a run, step by step, so that a simulation can repeat it. */
import { z } from 'zod'

export const loadSchema = z.object({ seconds: z.number().positive(), coreSeconds: z.number().nonnegative() })
/** Processor time of the device's processes within a step, all cores together. */
export type Load = z.infer<typeof loadSchema>

/** A file of `simulate --record-load`. */
export const loadTraceSchema = z.object({ version: z.literal(1), steps: z.array(loadSchema) })
