/** One sample's truth, ready to be measured against. */
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import { readTruthSource } from '../truth'
import type { DatasetSample } from './find'

/**
 * Truth of a task at the model's size; null where this image has none.
 * @throws StudioError for a file that is there but cannot be used
 */
export async function readSampleTruth(sample: Pick<DatasetSample, 'truth'>, task: Task, size: number): Promise<Truth | null> {
  const source = sample.truth(task)
  return source && readTruthSource(source, task, size)
}
