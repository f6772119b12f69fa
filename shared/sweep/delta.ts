/**
 * Δm, the multi-task gain: the mean over tasks of the relative change of each task's main figure against a baseline, counted positive where it is better, in %.
 * Source: Maninis, Radosavovic and Kokkinos 2019, "Attentive single-tasking of multiple tasks" (average per-task drop); Vandenhende et al. 2021, "Multi-task
 * learning for dense prediction tasks: a survey"; AdaMTL, evaluation/evaluate_utils.py (`calculate_multi_task_performance`), with mIoU, mean angle and RMSE.
 * There the baseline is a single-task network for each task; here it is whatever variant is named, usually the static model, and edges enter with their loss,
 * since odsF is not computed.
 */
import type { TaskMetric } from '../model/metric'
import type { Task } from '../model/tasks'
import type { Estimate } from '../runs/run'
import { bootstrapInterval } from '../stats/bootstrap'
import { accumulatorSize, mainFigure, mainValue } from './pooled'

export interface TaskChange {
  task: string
  /** The main figure on both sides, in its own unit. */
  baseline: number
  value: number
  figure: Omit<TaskMetric, 'value'>
  /** Relative change in % of the baseline, positive where better. */
  gain: number
}

/** `gain` is Δm in %. `left` are tasks without a figure on both sides, or whose baseline is 0: they do not enter it. */
export interface MultiTaskGain { gain: number; tasks: TaskChange[]; left: string[] }

/** Sums of each task over one set of images (`accumulate`), in the order of the tasks. */
export type TaskSums = readonly ArrayLike<number>[]

/** Null where no task can be compared. */
export function multiTaskGain(tasks: readonly Task[], baseline: TaskSums, variant: TaskSums): MultiTaskGain | null {
  const changes: TaskChange[] = [], left: string[] = []
  tasks.forEach((task, i) => {
    const before = mainValue(task, baseline[i]!), after = mainValue(task, variant[i]!), gain = relativeGain(task, before, after)
    if (Number.isFinite(gain)) changes.push({ task: task.id, baseline: before, value: after, figure: mainFigure(task), gain })
    else left.push(task.id)
  })
  return changes.length > 0 ? { gain: changes.reduce((sum, c) => sum + c.gain, 0) / changes.length, tasks: changes, left } : null
}

/** NaN or infinite where there is nothing to compare. */
function relativeGain(task: Task, before: number, after: number): number {
  if (task.kind === 'other') return NaN
  const change = (100 * (after - before)) / before
  return mainFigure(task).higherIsBetter ? change : -change
}

/**
 * Δm with its 95 % interval over images: both sides are drawn from the same images, so that what is hard for both cancels.
 * Many images are first put into groups, by a rule that knows nothing of them (position modulo 200), and groups are drawn: as good, and bounded work.
 * @param baseline @param variant sums of the tasks for each image, or group of images, the same ones in the same order on both sides
 * @returns null where no task can be compared
 */
export function multiTaskGainInterval(tasks: readonly Task[], baseline: readonly TaskSums[], variant: readonly TaskSums[], seed: number): Estimate | null {
  const n = baseline.length
  if (variant.length !== n) throw new RangeError(`Pairs of ${n} and ${variant.length} images`)
  const all = multiTaskGain(tasks, added(tasks, baseline, null), added(tasks, variant, null))
  if (!all) return null
  // A task that a resample has no figure for would make it another quantity; such resamples are left out.
  const gainOf = (counts: Uint32Array) => {
    const gain = multiTaskGain(tasks, added(tasks, baseline, counts), added(tasks, variant, counts))
    return gain?.tasks.length === all.tasks.length ? gain.gain : NaN
  }
  return bootstrapInterval(n, seed, gainOf, all.gain)
}

/** Sums over images, each counted so often; null counts each once. */
function added(tasks: readonly Task[], images: readonly TaskSums[], counts: Uint32Array | null): Float64Array[] {
  return tasks.map((task, t) => {
    const sums = new Float64Array(accumulatorSize(task))
    images.forEach((image, i) => {
      const times = counts ? counts[i]! : 1, own = image[t]!
      if (times > 0) for (let k = 0; k < sums.length; k++) sums[k]! += times * own[k]!
    })
    return sums
  })
}
