/** Predicted latency of the images of a sweep, and how far such predictions lie from what was measured. */
import { z } from 'zod'
import { quantile } from '../../stats/quantile'

const floats = z.custom<Float32Array>((v) => v instanceof Float32Array, 'floats are expected')

/** Predictions against measured inferences. Errors are shares of the measured latency. */
export const predictionErrorSchema = z.object({
  inferences: z.number().int(),
  /** Median of |predicted − measured| ÷ measured. */
  medianError: z.number(),
  /** Median of (predicted − measured) ÷ measured: above 0 where predictions are too high. */
  bias: z.number()
})
export type PredictionError = z.infer<typeof predictionErrorSchema>

export const predictionSchema = z.object({
  sweep: z.string(),
  variants: z.array(z.object({
    variant: z.string(),
    /** By row of `sweeps.columns`. Milliseconds. */
    latencyMs: floats, meanMs: z.number().nullable(),
    /** Power of the run × predicted latency, joules: an estimate. */
    energyJ: z.number().nullable()
  })),
  /** The run that predictions were held against. */
  run: z.object({
    id: z.string(), name: z.string(), simulated: z.boolean(), device: z.string(), meanW: z.number().nullable(),
    /** As predicted; and after one factor that makes the baseline's median right, on the other variants. Null where nothing is left to compare. */
    raw: predictionErrorSchema.nullable(), scaled: predictionErrorSchema.nullable(), factor: z.number().nullable(),
    variants: z.array(z.object({ variant: z.string(), label: z.string(), error: predictionErrorSchema }))
  }).nullable()
})
export type Prediction = z.infer<typeof predictionSchema>

/** @param pairs of predicted and measured milliseconds. Null without any. */
export function predictionError(pairs: readonly { predicted: number; measured: number }[]): PredictionError | null {
  if (pairs.length === 0) return null
  const errors = pairs.map(({ predicted, measured }) => (predicted - measured) / measured)
  return { inferences: pairs.length, medianError: quantile(errors.map(Math.abs), 0.5), bias: quantile(errors, 0.5) }
}
