/** The figures of a set of images, pooled over their pixels. */
import { z } from 'zod'
import { taskMetricSchema } from '../model/metric'
import { sumsOf, type SweepLayout } from './layout'
import { accumulatorSize, classFigures, figures } from './pooled'

export const pooledSchema = z.object({
  variant: z.string(), images: z.number().int(), staticMacs: z.number(),
  /** Means over the images; null without any. */
  executed: z.number().nullable(), controllers: z.number().nullable(), latencyMs: z.number().nullable(),
  /** The first figure of a task is its main one; a task without ground truth here has none. */
  tasks: z.array(z.object({
    task: z.string(), figures: z.array(taskMetricSchema),
    /** IoU of each class in %, null for a class that occurs neither in predictions nor in truth; null for tasks without classes. */
    classes: z.array(z.object({ name: z.string(), iou: z.number().nullable() })).nullable()
  }))
})
export type Pooled = z.infer<typeof pooledSchema>

interface Sums { n: number; executed: number | null; controllers: number | null; latencyMs: number | null; /** Accumulators added up. */ sums: Float64Array }

export function pooledFigures(variant: string, layout: SweepLayout, { n, sums, ...means }: Sums): Pooled {
  const { starts } = sumsOf(layout)
  const tasks = layout.tasks.map((task, i) => {
    const own = sums.subarray(starts[i], starts[i]! + accumulatorSize(task))
    const classes = classFigures(task, own)?.map((iou, k) => ({ name: task.classes?.[k] ?? `class ${k}`, iou: Number.isFinite(iou) ? iou : null })) ?? null
    return { task: task.id, figures: figures(task, own), classes }
  })
  return { variant, images: n, staticMacs: layout.staticMacs, ...means, tasks }
}
