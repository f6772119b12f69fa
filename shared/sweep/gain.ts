/**
 * The multi-task gain Δm: the mean over tasks of the relative change of each task's main figure against a baseline, signed so that more is better, in %.
 * Source: Maninis, Radosavovic, Kokkinos, "Attentive Single-Tasking of Multiple Tasks" (CVPR 2019), equation 4; AdaMTL reports it too.
 */
import type { Task } from '../model/tasks'
import { sumsOf, type SweepLayout } from './layout'
import { accumulatorSize, mainFigure, mainValue } from './pooled'

/** @returns NaN where no task has a figure on both sides. A baseline of 0 has no relative change, and its task is left out. */
export function multiTaskGain(tasks: readonly Task[], values: readonly number[], baseline: readonly number[]): number {
  let sum = 0, n = 0
  for (const [i, task] of tasks.entries()) {
    const change = (values[i]! - baseline[i]!) / baseline[i]!
    if (!Number.isFinite(change)) continue
    sum += mainFigure(task).higherIsBetter ? change : -change
    n++
  }
  return (100 * sum) / n
}

/** Main figures of all tasks of a layout from accumulators added up; NaN where there is none. */
export function mainValues(layout: SweepLayout, sums: Float64Array): number[] {
  const { starts } = sumsOf(layout)
  return layout.tasks.map((task, i) => mainValue(task, sums.subarray(starts[i], starts[i]! + accumulatorSize(task))))
}
