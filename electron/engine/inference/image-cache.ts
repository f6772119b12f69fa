/** The last few images as a model sees them, so that a moved slider decodes nothing. */
import { stat } from 'node:fs/promises'
import type { Manifest } from '@shared/model/manifest'
import { fileError } from '../file'
import { loadInput, type SeenImage } from './input'

const most = 8

export class ImageCache {
  private readonly images = new Map<string, Promise<SeenImage>>()

  async get(file: string, manifest: Pick<Manifest, 'input'>): Promise<SeenImage> {
    const key = await keyOf(file, manifest)
    let image = this.images.get(key)
    if (image) this.images.delete(key)
    else {
      image = loadInput(file, manifest)
      image.catch(() => this.images.delete(key))
    }
    this.images.set(key, image)
    if (this.images.size > most) this.images.delete(this.images.keys().next().value!)
    return image
  }

  /** Reads an image past the cache, unless it is there. */
  async once(file: string, manifest: Pick<Manifest, 'input'>): Promise<SeenImage> {
    return this.images.get(await keyOf(file, manifest)) ?? loadInput(file, manifest)
  }
}

/** The file, its state on the disk, and how the model reads it. */
async function keyOf(file: string, { input: { size, mean, std } }: Pick<Manifest, 'input'>): Promise<string> {
  const state = await stat(file).catch((error: unknown) => { throw fileError(error, file) })
  return JSON.stringify([file, state.size, state.mtimeMs, size, mean, std])
}
