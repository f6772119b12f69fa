/** A task's output against the ground truth beside its image. */
import type { Task } from '@shared/model/tasks'
import type { TaskMetric } from '@shared/model/metric'
import { imageMetric } from '@shared/sweep/pooled'
import { readTruth } from '../dataset/truth'

/** Null where there is no ground truth. `output` is the raw map `[C, size, size]`. */
export async function measure(image: string, task: Task, output: Float32Array, size: number): Promise<TaskMetric | null> {
  const truth = await readTruth(image, task, size)
  return truth && imageMetric(task, output, truth)
}
