/** A truth file as numbers, whatever it is stored in. */
import { StudioError } from '@shared/errors'
import { asMatrix, variable } from './mat/access'
import { readMat } from './mat/read'
import { readNpy } from './npy'
import { decodePng, isPng } from './png'

export interface Plane {
  width: number
  height: number
  channels: number
  /** `[height, width, channels]`. Palette pictures give indices, grey ones of up to 8 bits their stored numbers, 16-bit colour its high bytes. */
  values: ArrayLike<number> & { some(test: (v: number) => boolean): boolean }
  /** From a picture (or bytes), so that vectors are coded as 0…255. */
  encoded: boolean
}

/**
 * Reads PNG, `.npy` and `.mat`.
 * @param name of the variable in a `.mat`; null takes the only one
 * @throws StudioError `unsupported` for other files, `mismatch` for arrays that are no pictures
 */
export async function readPlane(bytes: Uint8Array, file: string, name: string | null = null): Promise<Plane> {
  if (isPng(bytes) || /\.png$/i.test(file)) return pngPlane(bytes, file)
  return /\.mat$/i.test(file) ? matPlane(bytes, file, name) : npyPlane(bytes, file)
}

function matPlane(bytes: Uint8Array, file: string, name: string | null): Plane {
  const { width, height, channels, data, bytes: coded } = asMatrix(variable(readMat(bytes, file), name, file), name ?? 'Its variable', file)
  return { width, height, channels, values: data, encoded: coded && channels === 3 }
}

async function pngPlane(bytes: Uint8Array, file: string): Promise<Plane> {
  const { width, height, depth, channels, samples } = await decodePng(bytes, file)
  const colours = channels >= 3 ? 3 : 1
  // Class numbers may be stored in 16 bits as they are; colours are scaled.
  const shift = depth === 16 && colours === 3 ? 8 : 0
  if (channels === colours && shift === 0) return { width, height, channels, values: samples, encoded: true }
  const values = new Uint16Array(width * height * colours)
  for (let i = 0; i < width * height; i++) for (let c = 0; c < colours; c++) values[i * colours + c] = samples[i * channels + c]! >> shift
  return { width, height, channels: colours, values, encoded: true }
}

function npyPlane(bytes: Uint8Array, file: string): Plane {
  const { shape, data } = readNpy(bytes, file)
  const dims = shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape
  const encoded = data instanceof Uint8Array
  const [a, b, c] = dims
  if (a && b && dims.length === 2) return { height: a, width: b, channels: 1, values: data, encoded: false }
  if (a && b && c && dims.length === 3) {
    if (c === 1 || c === 3) return { height: a, width: b, channels: c, values: data, encoded: encoded && c === 3 }
    if (a === 1) return { height: b, width: c, channels: 1, values: data, encoded: false }
    if (a === 3) return { height: b, width: c, channels: 3, values: interleaved(data, b * c), encoded }
  }
  throw new StudioError('mismatch', 'This array is no ground truth', { why: `Its shape is [${shape.join(', ')}]`, fix: 'Save it as [height, width], or [height, width, 3] for normals.', file })
}

/** `[3, n]` → `[n, 3]`. */
function interleaved(data: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: 3 * n }, (_, i) => data[(i % 3) * n + Math.floor(i / 3)]!)
}
