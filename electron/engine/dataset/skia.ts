/** Decoding and encoding by Skia (@napi-rs/canvas). It applies the EXIF orientation of JPEG and WebP itself. */
import { createCanvas, Image, type Canvas } from '@napi-rs/canvas'
import { StudioError } from '@shared/errors'
import type { RgbImage } from './rgb-image'

/** Pixels copied out of the decoder at a time, so that a large picture is not held three times over. */
const strip = 4_000_000

/**
 * Decodes a picture that was made plain (see containers.ts). `opaque`: it has no alpha of its own.
 * @throws StudioError `unreadable` (Skia refuses), `incomplete` (part of it could not be decoded)
 */
export async function decodeBySkia(bytes: Uint8Array, opaque: boolean, format: string, file: string): Promise<RgbImage> {
  const image = new Image()
  try {
    image.src = bytes
    await image.decode()
  } catch (error) {
    throw new StudioError('unreadable', `This ${format} cannot be decoded`, { why: error instanceof Error ? error.message : undefined, fix: 'Export it again, or convert it to PNG.', file })
  }
  const { width, height } = image
  const data = new Uint8Array(width * height * 3)
  const rows = Math.max(1, Math.min(height, Math.floor(strip / width)))
  // An opaque canvas copies colours as they are; the alpha byte stays readable beside them.
  const context = createCanvas(width, rows).getContext('2d', { alpha: false })
  for (let y = 0, o = 0; y < height; y += rows) {
    const count = Math.min(rows, height - y)
    context.drawImage(image, 0, -y)
    const rgba = context.getImageData(0, 0, width, count).data
    for (let i = 0; i < rgba.length; i += 4) {
      // In an opaque picture a transparent pixel is one that was never decoded.
      if (opaque && rgba[i + 3] !== 255) {
        throw new StudioError('incomplete', `This ${format} is damaged or cut off`, { why: 'Only a part of it can be decoded', fix: 'Copy or download it again.', file })
      }
      data[o++] = rgba[i]!
      data[o++] = rgba[i + 1]!
      data[o++] = rgba[i + 2]!
    }
  }
  return { width, height, data }
}

/** A canvas that shows an RGBA picture. */
export function canvasOf(rgba: Uint8Array, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(width, height)
  pixels.data.set(rgba)
  context.putImageData(pixels, 0, 0)
  return canvas
}
