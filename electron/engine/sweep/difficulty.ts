/** How hard an image is, where its data set does not say itself. */
import type { Manifest } from '@shared/model/manifest'
import { labelDifficulty, pictureDifficulty, type DifficultyFrom } from '@shared/sweep/difficulty'
import type { ImageReader } from './image-reader'

/** 0…1; null where nothing can be said. From the class map where the model has a task that reads it, else from the picture. */
export async function difficultyOf(from: DifficultyFrom, reader: ImageReader, manifest: Manifest): Promise<number | null> {
  const { size } = manifest.input
  if (from === 'labels') {
    const task = manifest.tasks.find((t) => t.kind === 'segmentation'), truth = task ? await reader.truth(task, size) : null
    if (truth?.type === 'labels') return finite(labelDifficulty(truth.labels, size))
  }
  const { rgb } = await reader.seen(manifest)
  return rgb && finite(pictureDifficulty(rgb, size))
}

const finite = (v: number): number | null => (Number.isFinite(v) ? v : null)
