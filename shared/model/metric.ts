import { z } from 'zod'

/** How good one task's output is, on an image or on a set of them, e.g. mIoU 64.2 %. */
export const taskMetricSchema = z.object({ name: z.string(), value: z.number(), unit: z.string(), higherIsBetter: z.boolean() })
export type TaskMetric = z.infer<typeof taskMetricSchema>
