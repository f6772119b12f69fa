/** Lists of images, their thumbnails, and how a model sees one. */
import { StudioError } from '@shared/errors'
import { listImages } from '../dataset/list'
import { thumbnail } from '../dataset/thumbnail'
import type { Handlers } from '../host/serve'
import type { ImageCache } from '../inference/image-cache'
import type { OpenModels } from '../model/open-models'

export function imageCalls(models: OpenModels, images: ImageCache): Pick<Handlers, 'images.list' | 'images.thumbnail' | 'images.prepared'> {
  return {
    'images.list': ({ paths }) => listImages(paths),
    'images.thumbnail': ({ path, size }) => thumbnail(path, size),
    'images.prepared': async ({ path, model }) => {
      const { manifest } = models.get(model), size = manifest.input.size
      const { rgb } = await images.get(path, manifest)
      if (!rgb) throw new StudioError('unsupported', 'A prepared array has no picture', { file: path, fix: 'Name the picture itself.' })
      const rgba = new Uint8Array(size * size * 4).fill(255)
      for (let i = 0; i < size * size; i++) rgba.set(rgb.subarray(i * 3, i * 3 + 3), i * 4)
      return { width: size, height: size, rgba }
    }
  }
}
