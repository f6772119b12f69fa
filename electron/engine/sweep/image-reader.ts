/** Reads an image and its truth once, for all variants that need them. */
import type { Manifest } from '@shared/model/manifest'
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import { loadInput, type SeenImage } from '../inference/input'

/** Truth of a task at the model's size; null where this image has none. */
type ReadTruth = (task: Task, size: number) => Promise<Truth | null>

export class ImageReader {
  private readonly images = new Map<string, Promise<SeenImage>>()
  private readonly truths = new Map<string, Promise<Truth | null>>()
  constructor(readonly path: string, private readonly readTruth: ReadTruth) {}

  /** As a model sees it. */
  seen(manifest: Pick<Manifest, 'input'>): Promise<SeenImage> {
    return once(this.images, JSON.stringify(manifest.input), () => loadInput(this.path, manifest))
  }

  truth(task: Task, size: number): Promise<Truth | null> {
    return once(this.truths, `${task.id} ${task.kind} ${task.channels} ${size}`, () => this.readTruth(task, size))
  }
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
