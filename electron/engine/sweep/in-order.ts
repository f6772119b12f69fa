/** A data set found again, for a sweep that goes on. */
import type { DatasetSample } from '../dataset/layout'
import type { SweepImage } from '../store/sweeps/sweeps'

/** The samples in the order in which the sweep began; one that is gone stays in its place, to fail in its turn. */
export function inOrder(samples: readonly DatasetSample[], images: readonly SweepImage[]): DatasetSample[] {
  const found = new Map(samples.map((s) => [s.path, s]))
  return images.map(({ name, path }) => found.get(path) ?? { path, name, difficulty: null, truth: () => null })
}
