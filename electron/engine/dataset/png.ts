/**
 * PNG to raw samples, nothing converted: ground truth needs palette indices, and a colour-managed decoder would change grey levels.
 * Written here rather than taken from a library so that inflating is bounded by the header and runs off the main thread.
 * Format: https://www.w3.org/TR/png-3/
 */
import { promisify } from 'node:util'
import { crc32, inflate, inflateSync } from 'node:zlib'
import { StudioError } from '@shared/errors'
import { passesOf, rowBytes, unpack, type PngHeader } from './png-scanlines'

export interface RawPng {
  width: number
  height: number
  /** Bits per sample: 1, 2, 4, 8 or 16. */
  depth: number
  /** 1 grey or palette index, 2 grey and alpha, 3 RGB, 4 RGBA. */
  channels: number
  /** Row by row, channels interleaved, as stored (not scaled to 8 bits). */
  samples: Uint8Array | Uint16Array
  /** RGB triples, when samples are indices into it. */
  palette: Uint8Array | null
}

const signature = [137, 80, 78, 71, 13, 10, 26, 10]
const channelsOf: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const depthsOf: Record<number, readonly number[]> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] }
/** Most bytes of samples that are unpacked at once. */
const largest = 512 * 2 ** 20
const small = 128 * 2 ** 10

export const isPng = (bytes: Uint8Array): boolean => signature.every((b, i) => bytes[i] === b)

const damaged = (why: string, file: string) => new StudioError('unreadable', 'This PNG is damaged', { why, fix: 'Copy or export it again.', file })
const cutOff = (file: string) => new StudioError('incomplete', 'This PNG is cut off', { why: 'The file ends before the picture does', fix: 'Copy or download it again.', file })

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** Size and kind, without touching the picture. */
export function pngHeader(bytes: Uint8Array, file: string): PngHeader {
  if (bytes.length < 33) throw cutOff(file)
  const view = viewOf(bytes)
  if (view.getUint32(12) !== 0x49484452 || view.getUint32(8) !== 13) throw damaged('It does not begin with a header (IHDR)', file)
  const header = { width: view.getUint32(16), height: view.getUint32(20), depth: bytes[24]!, colour: bytes[25]!, interlaced: bytes[28] === 1 }
  if (header.width === 0 || header.height === 0) throw damaged('Its header says it has no pixels', file)
  if (!depthsOf[header.colour]?.includes(header.depth)) throw damaged(`Colour type ${header.colour} with ${header.depth} bits does not exist`, file)
  if (bytes[26] !== 0 || bytes[27] !== 0 || bytes[28]! > 1) throw damaged('It names an unknown compression, filter or interlacing', file)
  return header
}

/**
 * Decodes one PNG (of an animated one, the default picture). CRC errors in ancillary chunks are ignored, as libpng does.
 * @throws StudioError `incomplete` (cut off), `unreadable` (damaged), `refused` (too large)
 */
export async function decodePng(bytes: Uint8Array, file: string): Promise<RawPng> {
  const header = pngHeader(bytes, file)
  const { width, height, depth } = header
  const channels = channelsOf[header.colour]!
  if (width * height * channels * (depth > 8 ? 2 : 1) > largest) {
    throw new StudioError('refused', `This PNG is too large (${width} × ${height}, ${depth} bits)`, { fix: 'Use a smaller copy.', file })
  }

  const { data, palette } = chunks(bytes, file)
  if (header.colour === 3 && !palette) throw damaged('Its palette is missing', file)
  const raw = await inflated(data, rawLength(header, channels), file)
  return { width, height, depth, channels, samples: unpack(raw, header, channels, (why) => damaged(why, file)), palette: header.colour === 3 ? palette : null }
}

/** The compressed picture (all IDAT chunks) and the palette. */
function chunks(bytes: Uint8Array, file: string): { data: Uint8Array; palette: Uint8Array | null } {
  const view = viewOf(bytes)
  const parts: Uint8Array[] = []
  let palette: Uint8Array | null = null
  for (let at = 8; ;) {
    // Without IEND the picture may still be whole; inflating finds out.
    if (at + 12 > bytes.length) break
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw cutOff(file)
    const critical = type === 'IHDR' || type === 'PLTE' || type === 'IDAT'
    if (critical && crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) throw damaged(`The checksum of a ${type} chunk is wrong`, file)
    if (type === 'PLTE') {
      if (length % 3 !== 0 || length > 768) throw damaged('Its palette has a wrong length', file)
      palette = bytes.subarray(at + 8, end)
    }
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end))
    if (type === 'IEND') break
    at = end + 4
  }
  if (parts.length === 0) throw cutOff(file)
  return { data: parts.length === 1 ? parts[0]! : Buffer.concat(parts), palette }
}

const rawLength = (h: PngHeader, channels: number): number =>
  passesOf(h).reduce((sum, p) => sum + p.height * (1 + rowBytes(p.width, channels, h.depth)), 0)

const inflateAsync = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate)

async function inflated(data: Uint8Array, length: number, file: string): Promise<Uint8Array> {
  let raw: Uint8Array
  try {
    // A little surplus is tolerated as libpng does; a small file that unfolds into gigabytes is not.
    const limit = { maxOutputLength: length + 65_536 }
    // Handing a small picture to another thread takes longer than unfolding it.
    raw = length <= small ? inflateSync(data, limit) : await inflateAsync(data, limit)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'Z_BUF_ERROR') throw cutOff(file)
    throw damaged(code === 'ERR_BUFFER_TOO_LARGE' ? 'It holds more data than its header says' : 'Its compressed data are broken', file)
  }
  if (raw.length < length) throw cutOff(file)
  return raw
}
