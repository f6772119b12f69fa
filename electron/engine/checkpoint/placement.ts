/** Tensors as parts of storages: the checks that hold for every format, and the reading. */
import { crc32 } from 'node:zlib'
import type { DType } from './types'
import { limits } from './limits'
import { Finding } from './finding'
import { contiguousStrides, elementBytes, gather, isContiguous, widen } from './values'
import { beyondLimits, copyAgain, damaged, plural, shown } from './words'

/** Bytes that back one or more tensors. */
export interface Storage {
  readonly bytes: number
  /** CRC-32 of all bytes, where the file records one that is to be trusted. */
  readonly crc?: number
  readInto(into: Uint8Array, position: number): Promise<void>
}

export interface Placement {
  name: string
  dtype: DType
  shape: number[]
  /** In elements, like `offset`. */
  strides: number[]
  offset: number
  storage: Storage
}

/** Bytes read at a time where values are widened. */
const CHUNK = 4 * 1024 * 1024

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

/** Elements from a tensor's first to its last, both included. */
const spanOf = (p: Placement) => p.shape.reduce((sum, n, d) => sum + (n - 1) * (p.strides[d] ?? 0), 1)

/** Checks that the tensor lies inside its storage and that reading it takes memory in proportion. @throws Finding */
function checkPlacement(p: Placement): void {
  const values = product(p.shape), size = elementBytes[p.dtype]
  if (values === 0) return
  if (!Number.isSafeInteger(values)) throw beyondLimits(`The tensor ${shown(p.name)} has more elements than can be counted.`, shown(p.name))
  const span = spanOf(p)
  if (!Number.isSafeInteger(span) || (p.offset + span) * size > p.storage.bytes)
    throw damaged(`The tensor ${shown(p.name)} needs bytes that its storage of ${plural(p.storage.bytes, 'byte')} does not have.`, shown(p.name))
  if (values > limits.tensorValues || (span > limits.tensorValues && !isContiguous(p.shape, p.strides)))
    throw beyondLimits(`The tensor ${shown(p.name)} has ${plural(values, 'element')}; the studio reads up to ${plural(limits.tensorValues, 'element')}.`, shown(p.name))
  if (values > Math.max(p.storage.bytes / size, limits.repeatedValues))
    throw beyondLimits(`The tensor ${shown(p.name)} repeats a storage of ${plural(p.storage.bytes, 'byte')} ${plural(values, 'time')}.`, shown(p.name))
}

/** Checks each tensor, and that all of them together are in proportion to what backs them. @returns bytes of the storages in use. @throws Finding */
export function checkPlacements(placements: Iterable<Placement>): number {
  const storages = new Set<Storage>()
  let values = 0, bytes = 0
  for (const p of placements) {
    checkPlacement(p)
    values += product(p.shape)
    if (!storages.has(p.storage)) bytes += p.storage.bytes
    storages.add(p.storage)
  }
  if (values * 4 > bytes * limits.widening + limits.wideningBytes) throw beyondLimits(`Its tensors take ${plural(values, 'value')}, but only ${plural(bytes, 'byte')} back them.`)
  return bytes
}

/** Row-major values as fp32. @throws Finding when the bytes are missing or fail their checksum. */
export async function readPlacement(p: Placement): Promise<Float32Array> {
  const values = product(p.shape)
  const out = new Float32Array(values)
  if (values === 0) return out
  const start = p.offset * elementBytes[p.dtype]
  if (isContiguous(p.shape, p.strides)) {
    const crc = await readDense(p, out, start)
    if (p.storage.crc !== undefined && start === 0 && values * elementBytes[p.dtype] === p.storage.bytes && crc !== p.storage.crc) throw corrupted(p.name)
    return out
  }
  const span = new Float32Array(spanOf(p))
  await readDense(p, span, start)
  gather(span, p.shape, p.strides, out)
  return out
}

/** Fills `out` from byte `start` of the storage and returns the CRC-32 of what was read. */
async function readDense(p: Placement, out: Float32Array, start: number): Promise<number> {
  const size = elementBytes[p.dtype], total = out.length * size
  if (p.dtype === 'f32') {
    const raw = new Uint8Array(out.buffer)
    await p.storage.readInto(raw, start)
    return p.storage.crc === undefined ? 0 : crc32(raw)
  }
  let crc = 0
  for (let done = 0; done < total; done += CHUNK) {
    const raw = new Uint8Array(Math.min(CHUNK, total - done))
    await p.storage.readInto(raw, start + done)
    if (p.storage.crc !== undefined) crc = crc32(raw, crc)
    widen(p.dtype, raw, out, done / size)
  }
  return crc
}

function corrupted(name: string): Finding {
  return new Finding('unreadable', 'The weights are damaged', { why: `The values of ${shown(name)} do not match the checksum that the file keeps of them.`, fix: copyAgain, step: 'Checksum of the values', detail: shown(name) })
}

export function dense(name: string, dtype: DType, shape: number[], storage: Storage): Placement {
  return { name, dtype, shape, strides: contiguousStrides(shape), offset: 0, storage }
}
