/** What a person names as input: an image, a folder of them, or a `.npy` that is already prepared. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { decodeImage } from '../dataset/decode'
import { isImageName } from '../dataset/list'
import { readNpy } from '../dataset/npy'
import { normalise } from '../dataset/prepare'
import { squash } from '../dataset/resize'
import { byByteOrder } from '../dataset/truth-folders'
import { readFileBounded } from '../file'
import { allFinite } from '../finite'

const largestPrepared = 64 << 20
const isPrepared = (name: string): boolean => /\.npy$/i.test(name)

/** Folders are read flat, in byte order of names; named files are kept as they are, so that a missing one is reported where it stands. */
export async function listInputs(paths: string[]): Promise<string[]> {
  const files: string[] = []
  for (const p of paths) {
    const entries = await fs.readdir(p, { withFileTypes: true }).catch(() => null)
    if (!entries) files.push(p)
    else files.push(...entries.filter((e) => !e.isDirectory() && (isImageName(e.name) || isPrepared(e.name))).map((e) => e.name).sort(byByteOrder).map((name) => path.join(p, name)))
  }
  return files
}

/** An image as a model sees it. */
export interface SeenImage {
  /** Squashed RGB `[S, S, 3]`; null for a prepared `.npy`, which has no picture. */
  rgb: Uint8Array | null
  /** Normalised `[3, S, S]`. */
  tensor: Float32Array
}

/** Throws StudioError naming the file, the reason and what to do. */
export async function loadInput(file: string, { input }: Pick<Manifest, 'input'>): Promise<SeenImage> {
  const { size, mean, std } = input
  if (!isPrepared(file)) {
    const rgb = squash(await decodeImage(file), size)
    return { rgb, tensor: normalise(rgb, mean, std) }
  }
  const { data, shape } = readNpy(await readFileBounded(file, largestPrepared), file)
  const expected = [1, 3, size, size]
  if (!(data instanceof Float32Array) || shape.length !== 4 || shape.some((d, i) => d !== expected[i])) {
    throw new StudioError('mismatch', `This array is ${data.constructor.name.replace('Array', '').toLowerCase()} [${shape.join(', ')}]`, { file, why: `A prepared image of this model is float32 [${expected.join(', ')}], already normalised.`, fix: 'Save it in that form, or name the picture itself.' })
  }
  if (!allFinite(data)) throw new StudioError('refused', 'This array holds values that are not numbers', { file, why: 'With a NaN or an infinity in the image every decision and output is meaningless.', fix: 'Prepare it again, or name the picture itself.' })
  return { rgb: null, tensor: data }
}
