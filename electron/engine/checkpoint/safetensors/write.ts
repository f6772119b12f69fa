/** Writes safetensors files, one tensor at a time, so that only one is in memory. */
import { randomBytes } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { StudioError } from '@shared/errors'
import type { DType } from '../types'
import { writeError } from '../../writing'
import { elementBytes } from '../values'
import { dtypeNames } from './header'

type Values<T> = T | (() => T | Promise<T>)

/** `data` in row-major order; a function is called when its turn comes, and once. */
export type TensorToWrite = { name: string; shape: readonly number[] } & ({ dtype: 'f32'; data: Values<Float32Array> } | { dtype: 'i64'; data: Values<BigInt64Array> })

/**
 * Writes all tensors and text metadata. The file appears whole or not at all: it is written beside its place and renamed.
 * The header keeps the given order; the values of 8 bytes come first, so that every tensor is aligned.
 * @throws StudioError `mismatch` when data and shape disagree, `usage` for a repeated name, `refused` when the system refuses.
 */
export async function writeSafetensors(file: string, tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>> = {}): Promise<void> {
  const ordered = [...tensors].sort((a, b) => elementBytes[b.dtype] - elementBytes[a.dtype])
  const header = headerBytes(file, tensors, ordered, metadata)
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`
  try {
    const handle = await open(temporary, 'wx')
    try {
      await writeAll(handle, header)
      for (const tensor of ordered) await writeAll(handle, await valueBytes(file, tensor))
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(error, file)
  }
}

const countOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

function headerBytes(file: string, tensors: readonly TensorToWrite[], ordered: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const begins = new Map<string, number>()
  let at = 0
  for (const t of ordered) {
    if (begins.has(t.name) || t.name === '__metadata__') throw new StudioError('usage', `The tensor name ${t.name} cannot be written`, { file, why: 'It is used twice or reserved.', fix: 'Give every tensor its own name.' })
    begins.set(t.name, at)
    at += countOf(t.shape) * elementBytes[t.dtype]
  }
  const entries = tensors.map((t): [string, unknown] => {
    const begin = begins.get(t.name) ?? 0
    return [t.name, { dtype: nameOf(t.dtype), shape: t.shape, data_offsets: [begin, begin + countOf(t.shape) * elementBytes[t.dtype]] }]
  })
  const fields: [string, unknown][] = Object.keys(metadata).length ? [['__metadata__', metadata], ...entries] : entries
  // Built by hand: an object literal would move names that look like numbers to the front.
  const json = `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`
  const text = Buffer.from(json, 'utf8')
  const length = Math.ceil(text.byteLength / 8) * 8
  const bytes = Buffer.alloc(8 + length, ' ')
  bytes.writeBigUInt64LE(BigInt(length), 0)
  bytes.set(text, 8)
  return bytes
}

function nameOf(dtype: DType): string {
  return [...dtypeNames].find(([, type]) => type === dtype)?.[0] ?? ''
}

async function valueBytes(file: string, tensor: TensorToWrite): Promise<Uint8Array> {
  const data = typeof tensor.data === 'function' ? await tensor.data() : tensor.data
  const expected = countOf(tensor.shape)
  if (data.length !== expected) throw new StudioError('mismatch', `The tensor ${tensor.name} has ${data.length} values for a shape of ${expected}`, { file, why: 'Shape and data disagree.', fix: 'Give as many values as the shape has.' })
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength;) done += (await handle.write(bytes, done, Math.min(bytes.byteLength - done, 256 * 1024 * 1024))).bytesWritten
}
