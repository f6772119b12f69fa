/** Small pictures for lists: cropped to a square from the middle, averaged down, encoded as WebP. Kept in memory up to a limit. */
import { stat } from 'node:fs/promises'
import { decodeImage } from './decode'
import { fileError } from '../file'
import type { RgbImage } from './rgb-image'
import { canvasOf } from './skia'

export interface Thumbnail { data: Uint8Array<ArrayBuffer>; type: string }

const budget = 32 * 2 ** 20
/** By path, size and the file's state; the least recently used is first. */
const cache = new Map<string, Thumbnail>()
const pending = new Map<string, Promise<Thumbnail>>()
let cached = 0

/** Decoding holds whole photos in memory; a list asks for hundreds at once. */
const atOnce = 2
let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Whoever finishes hands its turn to the next in line, so `running` does not change then.
  if (running >= atOnce) await new Promise<void>((next) => waiting.push(next))
  else running++
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
}

/**
 * A square picture of at most `size` pixels a side (less where the image itself is smaller).
 * @throws StudioError as `decodeImage`
 */
export async function thumbnail(path: string, size: number): Promise<Thumbnail> {
  const state = await stat(path).catch((error: unknown) => { throw fileError(error, path) })
  const key = `${size}\0${state.size}\0${state.mtimeMs}\0${path}`
  const known = cache.get(key)
  if (known) {
    cache.delete(key)
    cache.set(key, known)
    return known
  }
  const underWay = pending.get(key)
  if (underWay) return underWay
  const work = inTurn(() => make(path, size)).then((made) => remember(key, made)).finally(() => pending.delete(key))
  pending.set(key, work)
  return work
}

async function make(path: string, size: number): Promise<Thumbnail> {
  const { rgba, side } = squareOf(await decodeImage(path), size)
  return { data: new Uint8Array(await canvasOf(rgba, side, side).encode('webp', 82)), type: 'image/webp' }
}

function remember(key: string, made: Thumbnail): Thumbnail {
  cache.set(key, made)
  cached += made.data.length
  for (const [oldest, { data }] of cache) {
    if (cached <= budget) break
    cache.delete(oldest)
    cached -= data.length
  }
  return made
}

/** The middle square of a picture, each target pixel the mean of the pixels it covers. */
export function squareOf({ width, height, data }: RgbImage, size: number): { rgba: Uint8Array; side: number } {
  const crop = Math.min(width, height)
  const side = Math.min(size, crop)
  const left = (width - crop) >> 1
  const top = (height - crop) >> 1
  const edge = (i: number) => Math.floor((i * crop) / side)
  const rgba = new Uint8Array(side * side * 4)
  for (let y = 0, o = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let r = 0, g = 0, b = 0
      for (let sy = top + edge(y); sy < top + edge(y + 1); sy++) {
        for (let i = (sy * width + left + edge(x)) * 3, end = (sy * width + left + edge(x + 1)) * 3; i < end; i += 3) {
          r += data[i]!
          g += data[i + 1]!
          b += data[i + 2]!
        }
      }
      const n = (edge(y + 1) - edge(y)) * (edge(x + 1) - edge(x))
      rgba[o++] = Math.round(r / n)
      rgba[o++] = Math.round(g / n)
      rgba[o++] = Math.round(b / n)
      rgba[o++] = 255
    }
  }
  return { rgba, side }
}
