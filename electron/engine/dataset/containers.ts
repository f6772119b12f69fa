/**
 * What the headers of JPEG, WebP and BMP say, and a plainer version of each file for the decoder: without colour profile and without alpha.
 * Models are trained on stored values as OpenCV and PIL read them: no profile is applied, and alpha is dropped rather than multiplied in.
 */
import { StudioError } from '@shared/errors'

export interface PlainPicture {
  /** As stored, before any EXIF orientation. */
  width: number
  height: number
  /** The file without profile and alpha; EXIF stays, for its orientation. */
  bytes: Uint8Array
  /** False where alpha is woven into the picture and will come out of the decoder all the same (lossless WebP). */
  opaque: boolean
}

type Format = 'JPEG' | 'WebP' | 'BMP'

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
const ascii = (bytes: Uint8Array, at: number, length: number) => String.fromCharCode(...bytes.subarray(at, at + length))

const cutOff = (format: Format, file: string) =>
  new StudioError('incomplete', `This ${format} is cut off`, { why: 'The file ends before the picture does', fix: 'Copy or download it again.', file })
const damaged = (format: Format, why: string, file: string) => new StudioError('unreadable', `This ${format} is damaged`, { why, fix: 'Copy or export it again.', file })
const unsupported = (what: string, why: string, file: string) =>
  new StudioError('unsupported', `${what} cannot be read`, { why, fix: 'Convert it to PNG, or to an ordinary JPEG, with an image editor.', file })

export const isJpeg = (b: Uint8Array): boolean => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff
export const isWebp = (b: Uint8Array): boolean => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 4) === 'WEBP'
export const isBmp = (b: Uint8Array): boolean => ascii(b, 0, 2) === 'BM' && b.length > 18 && viewOf(b).getUint32(14, true) <= 256

const endOfImage = Buffer.from([0xff, 0xd9])

/** ITU-T T.81 B.2: segments up to the first scan; a profile sits in APP2 segments that begin with `ICC_PROFILE`. */
export function plainJpeg(bytes: Uint8Array, file: string): PlainPicture {
  const view = viewOf(bytes)
  const kept: Uint8Array[] = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | null = null
  for (let at = 2; ;) {
    if (at + 4 > bytes.length) throw cutOff('JPEG', file)
    if (bytes[at] !== 0xff) throw damaged('JPEG', `A marker is missing at byte ${at}`, file)
    const marker = bytes[at + 1]!
    // Any number of fill bytes may come before a marker.
    if (marker === 0xff) { at++; continue }
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length) throw cutOff('JPEG', file)
    if (marker === 0xda) {
      if (!size) throw damaged('JPEG', 'Its frame header is missing', file)
      // In a scan, FF D9 can only be the end marker. Without it a progressive picture would come out blurred, not cut.
      if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(endOfImage, end)) throw cutOff('JPEG', file)
      return { ...size, bytes: Buffer.concat([...kept, bytes.subarray(at)]), opaque: true }
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (frame) {
      if (end < at + 9) throw damaged('JPEG', 'Its frame header is too short', file)
      if (bytes[at + 4] !== 8) throw unsupported('This JPEG', `It has ${bytes[at + 4]} bits per sample; 8 are usual`, file)
      if (marker === 0xc3 || marker > 0xc4) throw unsupported('This JPEG', 'It uses lossless, hierarchical or arithmetic coding', file)
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
      if (size.width === 0 || size.height === 0) throw damaged('JPEG', 'Its header says it has no pixels', file)
    }
    if (!(marker === 0xe2 && ascii(bytes, at + 4, 11) === 'ICC_PROFILE')) kept.push(bytes.subarray(at, end))
    at = end
  }
}

/** RFC 9649: a RIFF file with a `VP8 ` or `VP8L` picture, possibly after `VP8X`, `ICCP` and `ALPH`. */
export function plainWebp(bytes: Uint8Array, file: string): PlainPicture {
  const view = viewOf(bytes)
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) throw cutOff('WebP', file)
  const kept: Uint8Array[] = []
  let size: { width: number; height: number } | null = null
  let opaque = true
  for (let at = 12; at + 8 <= bytes.length;) {
    const type = ascii(bytes, at, 4)
    const end = at + 8 + view.getUint32(at + 4, true)
    if (end > bytes.length) throw cutOff('WebP', file)
    if (type === 'ANIM' || type === 'ANMF') throw unsupported('An animated WebP', 'A model reads single pictures', file)
    const padded = Math.min(end + (end & 1), bytes.length)
    const chunk = new Uint8Array(bytes.subarray(at, padded))
    if (type === 'VP8X') {
      // Bits: 0x20 colour profile, 0x10 alpha.
      chunk[8] = chunk[8]! & ~0x30
    } else if (type === 'VP8L') {
      if (end < at + 13) throw cutOff('WebP', file)
      const bits = view.getUint32(at + 9, true)
      size = { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
      // The bit only says that alpha matters; without it the decoder leaves the colours alone.
      opaque = (chunk[12]! & 0x10) === 0
      chunk[12] = chunk[12]! & ~0x10
    } else if (type === 'VP8 ') {
      if (end < at + 18) throw cutOff('WebP', file)
      size = { width: view.getUint16(at + 14, true) & 0x3fff, height: view.getUint16(at + 16, true) & 0x3fff }
    }
    if (type !== 'ICCP' && type !== 'ALPH') kept.push(chunk)
    at = end + (end & 1)
  }
  if (!size || size.width === 0 || size.height === 0) throw damaged('WebP', 'It holds no picture', file)
  const plain = Buffer.concat([bytes.subarray(0, 12), ...kept])
  plain.writeUInt32LE(plain.length - 8, 4)
  return { ...size, bytes: plain, opaque }
}

/** Windows bitmaps: BITMAPCOREHEADER (12 bytes) or BITMAPINFOHEADER and later (40 to 124 bytes). */
export function plainBmp(bytes: Uint8Array, file: string): PlainPicture {
  const view = viewOf(bytes)
  const header = view.getUint32(14, true)
  if (bytes.length < 14 + header || header < 12) throw cutOff('BMP', file)
  const core = header < 40
  const width = core ? view.getUint16(18, true) : view.getInt32(18, true)
  // A negative height means rows from the top.
  const height = core ? view.getUint16(20, true) : Math.abs(view.getInt32(22, true))
  if (width <= 0 || height === 0) throw damaged('BMP', 'Its header says it has no pixels', file)
  const plain = new Uint8Array(bytes)
  // From the third version on the header holds an alpha mask, 52 bytes into it.
  if (header >= 56) viewOf(plain).setUint32(14 + 52, 0, true)
  return { width, height, bytes: plain, opaque: true }
}
