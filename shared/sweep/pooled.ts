/**
 * Figures of tasks over sets of images, as the authors' evaluation computes them; each kind's file in metrics/ names its source.
 * An image gives a vector of sums; the vectors of any set of images, added, give the figures of that set. One image is a set of one.
 */
import type { TaskMetric } from '../model/metric'
import type { Task } from '../model/tasks'
import type { Truth } from '../model/truth'
import { depthMeter } from './metrics/depth'
import { edgeMeter } from './metrics/edges'
import { classIou, labelMeter, unionOf } from './metrics/labels'
import type { Meter } from './metrics/meter'
import { normalsMeter } from './metrics/normals'
import { saliencyMeter } from './metrics/saliency'

type Measured = Pick<Task, 'id' | 'kind' | 'channels'>

function meterOf({ kind, channels }: Measured): Meter | null {
  switch (kind) {
    case 'segmentation': return labelMeter(channels, false)
    case 'parts': return labelMeter(channels, true)
    case 'normals': return normalsMeter
    case 'saliency': return saliencyMeter
    case 'edges': return edgeMeter
    case 'depth': return depthMeter
    case 'other': return null
  }
}

/** How many sums a task needs; 0 for a task of kind `other`, which has no figures. The first one counts images. */
export const accumulatorSize = (task: Measured): number => meterOf(task)?.size ?? 0

/**
 * Adds one image to `into` (zeros at first). An image without a pixel that counts adds nothing.
 * @param output raw, `[channels, size, size]` at the truth's size
 * @returns `into`, of `accumulatorSize(task)`
 * @throws RangeError for an output of another size or a truth of another kind than the task's
 */
export function accumulate(task: Measured, output: Float32Array, truth: Truth, into: Float64Array = new Float64Array(accumulatorSize(task))): Float64Array {
  const meter = meterOf(task)
  if (!meter) return into
  if (output.length !== task.channels * truth.size ** 2) throw new RangeError(`${task.id}: ${output.length} values are not [${task.channels}, ${truth.size}, ${truth.size}]`)
  if (into.length !== meter.size) throw new RangeError(`${task.id}: ${into.length} sums are not ${meter.size}`)
  meter.add(output, truth, into)
  return into
}

/** All figures that a set of images allows, the main one first where there is one. Shares, IoU and F are in %, angles in degrees. */
export function figures(task: Measured, sums: ArrayLike<number>): TaskMetric[] {
  const meter = meterOf(task)
  if (!meter) return []
  const values = meter.values(sums)
  return meter.names.map((name, i) => ({ ...name, value: values[i]! })).filter((m) => Number.isFinite(m.value))
}

/**
 * Name, unit and sense of the figure that stands for a task, and enters Δm: mIoU, mErr, loss of edges, RMSE of depth.
 * @throws RangeError for a task of kind `other`
 */
export function mainFigure(task: Measured): Omit<TaskMetric, 'value'> {
  const first = meterOf(task)?.names[0]
  if (!first) throw new RangeError(`${task.id} has no figures`)
  return first
}

/** The figure that stands for a task; NaN where the set of images allows none. */
export const mainValue = (task: Measured, sums: ArrayLike<number>): number => meterOf(task)?.values(sums)[0] ?? NaN

/** IoU of each class in %, in the order of channels, NaN for classes that occur neither in predictions nor in truth. For segmentation and parts, else null. */
export const classFigures = (task: Measured, sums: ArrayLike<number>): number[] | null =>
  task.kind === 'segmentation' || task.kind === 'parts' ? classIou(task.channels, task.kind === 'parts', sums) : null

/** Where the sums of a class say that it occurs, in the truth or in the prediction: more than 0. Null for a task without this class. */
export const classSum = (task: Measured, index: number): number | null =>
  (task.kind === 'segmentation' || task.kind === 'parts') && index < task.channels ? unionOf(task.channels, task.kind === 'parts', index) : null

/** The main figure of one image, or null where nothing can be measured. Parameters and errors as `accumulate`. */
export function imageMetric(task: Measured, output: Float32Array, truth: Truth): TaskMetric | null {
  if (task.kind === 'other') return null
  const value = mainValue(task, accumulate(task, output, truth))
  return Number.isFinite(value) ? { ...mainFigure(task), value } : null
}
