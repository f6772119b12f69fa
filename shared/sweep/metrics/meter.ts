import type { TaskMetric } from '../../model/metric'
import type { Truth } from '../../model/truth'

/**
 * Measures a task over any set of images: each image adds to sums of a fixed length, the sums of several sets may be added, and figures follow from them.
 * Figures are therefore pooled over the pixels of the set, not means of figures of images. `sums[0]` counts images.
 */
export interface Meter {
  size: number
  /** Name, unit and sense of the figures, the one that stands for the task first. */
  names: readonly Omit<TaskMetric, 'value'>[]
  /** Adds one image; `output` is raw, `[channels, n]`, of as many pixels as the truth has. */
  add(output: Float32Array, truth: Truth, into: Float64Array): void
  /** One value per name; NaN where the set allows none. */
  values(sums: ArrayLike<number>): number[]
}

export const better = (name: string, unit = ''): Omit<TaskMetric, 'value'> => ({ name, unit, higherIsBetter: true })
export const worse = (name: string, unit = ''): Omit<TaskMetric, 'value'> => ({ name, unit, higherIsBetter: false })

/** For a truth of another kind than the task's: whoever reads truth made a mistake. */
export const wrongTruth = (expected: Truth['type'], truth: Truth): RangeError => new RangeError(`${truth.type} as truth where ${expected} is needed`)
