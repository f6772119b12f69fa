/** Main figures and Δm of a whole row of accumulators, as a sweep stores them. */
import { multiTaskGain } from './delta'
import { sumsOf, type SweepLayout } from './layout'
import { accumulatorSize, mainValue } from './pooled'

/** Each task's accumulators among a row's. */
const byTask = (layout: SweepLayout, sums: Float64Array): Float64Array[] => {
  const { starts } = sumsOf(layout)
  return layout.tasks.map((task, i) => sums.subarray(starts[i], starts[i]! + accumulatorSize(task)))
}

/** Main figures of all tasks of a layout from accumulators added up; NaN where there is none. */
export const mainValues = (layout: SweepLayout, sums: Float64Array): number[] => byTask(layout, sums).map((s, i) => mainValue(layout.tasks[i]!, s))

/** Δm in %; NaN where no task can be compared. */
export const gainOver = (layout: SweepLayout, baseline: Float64Array, sums: Float64Array): number => multiTaskGain(layout.tasks, byTask(layout, baseline), byTask(layout, sums))?.gain ?? NaN
