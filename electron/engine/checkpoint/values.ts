/** Stored values to fp32. Files are little-endian and so is every machine Electron runs on, hence typed arrays read them as they are. */
import type { DType } from './types'

export const elementBytes: Record<DType, number> = { f64: 8, f32: 4, f16: 2, bf16: 2, i64: 8, i32: 4, i16: 2, i8: 1, u8: 1, bool: 1 }

/** Widens all of `raw` (which starts at offset 0 of its buffer) into `out` from index `at` on. fp64 and large integers are rounded to nearest. */
export function widen(dtype: DType, raw: Uint8Array<ArrayBuffer>, out: Float32Array, at: number): void {
  const buffer = raw.buffer, n = raw.byteLength / elementBytes[dtype]
  switch (dtype) {
    case 'f32': return out.set(new Float32Array(buffer, 0, n), at)
    case 'f64': return out.set(new Float64Array(buffer, 0, n), at)
    case 'i32': return out.set(new Int32Array(buffer, 0, n), at)
    case 'i16': return out.set(new Int16Array(buffer, 0, n), at)
    case 'i8': return out.set(new Int8Array(buffer, 0, n), at)
    case 'u8': return out.set(raw, at)
    case 'bool': return widenBool(raw, out, at)
    case 'i64': return widenI64(new Int32Array(buffer, 0, 2 * n), out, at)
    case 'f16': return widenF16(new Uint16Array(buffer, 0, n), out, at)
    case 'bf16': return widenBf16(new Uint16Array(buffer, 0, n), out, at)
  }
}

function widenBool(raw: Uint8Array, out: Float32Array, at: number): void {
  for (let i = 0; i < raw.length; i++) out[at + i] = raw[i] ? 1 : 0
}

function widenI64(words: Int32Array, out: Float32Array, at: number): void {
  for (let i = 0, w = 0; w < words.length; i++, w += 2) out[at + i] = (words[w + 1] ?? 0) * 2 ** 32 + ((words[w] ?? 0) >>> 0)
}

/** bfloat16 is the upper half of a float32. */
function widenBf16(halves: Uint16Array, out: Float32Array, at: number): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length)
  for (let i = 0; i < halves.length; i++) bits[at + i] = (halves[i] ?? 0) << 16
}

let table: Float32Array | undefined

function widenF16(halves: Uint16Array, out: Float32Array, at: number): void {
  table ??= Float32Array.from({ length: 65536 }, (_, bits) => halfValue(bits))
  for (let i = 0; i < halves.length; i++) out[at + i] = table[halves[i] ?? 0] ?? 0
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

/**
 * Copies the elements of a strided tensor into row-major order.
 * @param span values of the storage from the tensor's first element on
 * @param strides in elements, one per dimension of `shape`
 */
export function gather(span: Float32Array, shape: readonly number[], strides: readonly number[], out: Float32Array): void {
  const last = shape.length - 1
  const width = shape[last] ?? 1, step = strides[last] ?? 0
  const index = new Array<number>(Math.max(last, 0)).fill(0)
  let from = 0
  for (let to = 0; to < out.length;) {
    for (let k = 0, at = from; k < width; k++, at += step) out[to++] = span[at] ?? 0
    for (let d = last - 1; d >= 0; d--) {
      const count = index[d] ?? 0, stride = strides[d] ?? 0
      if (count + 1 < (shape[d] ?? 0)) {
        index[d] = count + 1
        from += stride
        break
      }
      index[d] = 0
      from -= count * stride
    }
  }
}

/** True when the elements already lie in row-major order without gaps; strides of dimensions of one element do not matter. */
export function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1
  for (let d = shape.length - 1; d >= 0; d--) {
    if (shape[d] !== 1 && strides[d] !== expected) return false
    expected *= shape[d] ?? 0
  }
  return true
}

export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let d = shape.length - 2; d >= 0; d--) strides[d] = (strides[d + 1] ?? 1) * Math.max(shape[d + 1] ?? 1, 1)
  return strides
}
