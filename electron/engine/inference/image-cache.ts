/** The last few images as a model sees them, so that a moved slider decodes nothing. */
import type { Manifest } from '@shared/model/manifest'
import { decodeImage } from '../dataset/decode'
import { normalise } from '../dataset/prepare'
import { squash } from '../dataset/resize'
import { loadInput } from './input'

export interface SeenImage { /** Squashed RGB `[S, S, 3]`; null for a prepared `.npy`, which has no picture. */ rgb: Uint8Array | null; /** Normalised `[3, S, S]`. */ tensor: Float32Array }

const most = 8

export class ImageCache {
  private readonly images = new Map<string, Promise<SeenImage>>()

  get(file: string, { input }: Pick<Manifest, 'input'>): Promise<SeenImage> {
    const key = keyOf(file, input)
    let image = this.images.get(key)
    if (image) this.images.delete(key)
    else {
      image = load(file, input)
      image.catch(() => this.images.delete(key))
    }
    this.images.set(key, image)
    if (this.images.size > most) this.images.delete(this.images.keys().next().value!)
    return image
  }

  /** Reads an image past the cache, unless it is there. */
  once(file: string, { input }: Pick<Manifest, 'input'>): Promise<SeenImage> {
    return this.images.get(keyOf(file, input)) ?? load(file, input)
  }
}

const keyOf = (file: string, input: Manifest['input']): string => JSON.stringify([file, input.size, input.mean, input.std])

async function load(file: string, input: Manifest['input']): Promise<SeenImage> {
  if (/\.npy$/i.test(file)) return { rgb: null, tensor: (await loadInput(file, { input })).tensor }
  const rgb = squash(await decodeImage(file), input.size)
  return { rgb, tensor: normalise(rgb, input.mean, input.std) }
}
