/** Any picture file to RGB, exactly as OpenCV reads it. What a file is, its content says; names and extensions play no part. */
import exifr from 'exifr'
import { StudioError } from '@shared/errors'
import { isBmp, isJpeg, isWebp, plainBmp, plainJpeg, plainWebp } from './containers'
import { readFileBounded } from '../file'
import { decodePng, isPng, pngHeader, type RawPng } from './png'
import { orient, type RgbImage } from './rgb-image'
import { decodeBySkia } from './skia'

export type { RgbImage } from './rgb-image'

const largestFile = 256 * 2 ** 20
const mostPixels = 100_000_000

/**
 * Reads a PNG, JPEG, WebP or BMP file as RGB: alpha is dropped (not composited), 16 bits become the high byte, grey becomes R = G = B,
 * colour profiles and gamma are ignored, EXIF orientation is applied.
 * @throws StudioError `not-found`, `unreadable`, `incomplete`, `unsupported`, or `refused` for more than 100 megapixels (checked before decoding)
 */
export async function decodeImage(file: string): Promise<RgbImage> {
  return decodeImageBytes(await readFileBounded(file, largestFile), file)
}

/** As `decodeImage`, for bytes already read; `file` names them in errors. */
export async function decodeImageBytes(bytes: Uint8Array, file: string): Promise<RgbImage> {
  if (isPng(bytes)) {
    const { width, height } = pngHeader(bytes, file)
    checkPixels(width, height, file)
    return orient(rgbOfPng(await decodePng(bytes, file)), await orientationOf(bytes))
  }
  const [format, read] = isJpeg(bytes) ? ['JPEG', plainJpeg] as const : isWebp(bytes) ? ['WebP', plainWebp] as const : isBmp(bytes) ? ['BMP', plainBmp] as const : [null, null]
  if (format === null) throw notAPicture(bytes, file)
  const plain = read(bytes, file)
  checkPixels(plain.width, plain.height, file)
  return decodeBySkia(plain.bytes, plain.opaque, format, file)
}

function checkPixels(width: number, height: number, file: string): void {
  if (width * height <= mostPixels) return
  throw new StudioError('refused', `This picture is too large (${width} × ${height})`, {
    why: `Pictures are read up to ${mostPixels / 1e6} megapixels; a model sees a few hundred pixels a side`, fix: 'Use a smaller copy.', file
  })
}

/** 1 to 8. Unreadable EXIF data do not make a picture unreadable: they count as none, as elsewhere. */
async function orientationOf(bytes: Uint8Array): Promise<number> {
  return (await exifr.orientation(bytes).catch(() => undefined)) ?? 1
}

/** Raw samples → RGB: indices through the palette (black beyond its end, as libpng), 1 to 4 bits scaled to 0…255, 16 bits to the high byte. */
function rgbOfPng(png: RawPng): RgbImage {
  const { width, height, depth, channels, samples, palette } = png
  const data = new Uint8Array(width * height * 3)
  const scale = depth < 8 ? 255 / ((1 << depth) - 1) : 1
  const shift = depth === 16 ? 8 : 0
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0]
  for (let i = 0, o = 0; o < data.length; i += channels, o += 3) {
    if (palette) {
      const at = samples[i]! * 3
      data[o] = palette[at] ?? 0
      data[o + 1] = palette[at + 1] ?? 0
      data[o + 2] = palette[at + 2] ?? 0
    } else {
      data[o] = (samples[i]! >> shift) * scale
      data[o + 1] = (samples[i + green]! >> shift) * scale
      data[o + 2] = (samples[i + blue]! >> shift) * scale
    }
  }
  return { width, height, data }
}

/** Formats that people try, by their first bytes, so that the error can name them. */
const others: readonly (readonly [string, RegExp])[] = [
  ['A GIF', /^GIF8/], ['A TIFF', /^(II\*\0|MM\0\*)/], ['An AVIF', /^.{4}ftypavi[fs]/s], ['A HEIC photo', /^.{4}ftyp(hei|hev|mif|msf)/s], ['A JPEG 2000', /^\0\0\0\x0cjP/],
  ['A Photoshop file', /^8BPS/], ['An SVG', /^\s*<(\?xml|svg)/], ['A PDF', /^%PDF/], ['A NumPy array', /^\x93NUMPY/], ['An EXR', /^v\/1\x01/]
]

function notAPicture(bytes: Uint8Array, file: string): StudioError {
  if (bytes.length === 0) return new StudioError('incomplete', 'This file is empty', { fix: 'Copy or download it again.', file })
  const start = Buffer.from(bytes.subarray(0, 32)).toString('latin1')
  const known = others.find(([, pattern]) => pattern.test(start))
  return new StudioError('unsupported', known ? `${known[0]} cannot be read` : 'This is not a picture that can be read', {
    why: known ? undefined : 'Its first bytes belong to no known picture format', fix: 'Readable are PNG, JPEG, WebP and BMP; convert it to one of them.', file
  })
}
