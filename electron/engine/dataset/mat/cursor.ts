/** Steps through the elements of a Level 5 MAT-file: a tag (type and length), then that many bytes. */
import type { Numbers } from './types'

export interface Element {
  /** `mi…` type. */
  type: number
  bytes: Uint8Array
}

/** Types of elements, section 1-2 of the format. */
export const mi = { int8: 1, uint8: 2, int16: 3, uint16: 4, int32: 5, uint32: 6, single: 7, double: 9, int64: 12, uint64: 13, matrix: 14, compressed: 15, utf8: 16, utf16: 17, utf32: 18 } as const

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export class Cursor {
  private at = 0
  private readonly view: DataView
  constructor(private readonly bytes: Uint8Array, private readonly little: boolean, private readonly damaged: (why: string) => Error) {
    this.view = viewOf(bytes)
  }

  get done(): boolean {
    return this.at >= this.bytes.length
  }

  /** The next element. A tag whose upper half is not 0 is a small one: up to 4 bytes, within the tag itself. */
  next(): Element {
    if (this.at + 8 > this.bytes.length) throw this.damaged('It ends in the middle of an element')
    const word = this.view.getUint32(this.at, this.little)
    if (word >>> 16 !== 0) {
      const length = word >>> 16
      if (length > 4) throw this.damaged(`A small element claims ${length} bytes`)
      const bytes = this.bytes.subarray(this.at + 4, this.at + 4 + length)
      this.at += 8
      return { type: word & 0xffff, bytes }
    }
    const length = this.view.getUint32(this.at + 4, this.little)
    const start = this.at + 8
    if (length > this.bytes.length - start) throw this.damaged(`An element claims ${length} bytes, ${this.bytes.length - start} follow`)
    // Compressed elements are not padded to 8 bytes; the padding of the last element may be missing.
    this.at = start + (word === mi.compressed ? length : Math.ceil(length / 8) * 8)
    return { type: word, bytes: this.bytes.subarray(start, start + length) }
  }

  /** The next element, which must be of one of these types. */
  expect(what: string, ...types: number[]): Uint8Array {
    const { type, bytes } = this.next()
    if (!types.includes(type)) throw this.damaged(`Its ${what} is of type ${type}`)
    return bytes
  }
}

/** Bytes of an element → numbers; the copy is aligned, and in this machine's order of bytes. Null for a type that holds no numbers. */
export function numbersOf({ type, bytes }: Element, little: boolean): Numbers | null {
  const width = widths[type]
  if (width === undefined || bytes.length % width !== 0) return null
  const raw = new Uint8Array(bytes)
  if (!little && width > 1) {
    for (let at = 0; at < raw.length; at += width) raw.subarray(at, at + width).reverse()
  }
  const { buffer } = raw
  switch (type) {
    case mi.int8: return new Int8Array(buffer)
    case mi.uint8: case mi.utf8: return raw
    case mi.int16: return new Int16Array(buffer)
    case mi.uint16: case mi.utf16: return new Uint16Array(buffer)
    case mi.int32: return new Int32Array(buffer)
    case mi.uint32: case mi.utf32: return new Uint32Array(buffer)
    case mi.single: return new Float32Array(buffer)
    case mi.double: return new Float64Array(buffer)
    // Beyond 2^53 the nearest float64; nothing that is read here has such values.
    case mi.int64: return Float64Array.from(new BigInt64Array(buffer), Number)
    case mi.uint64: return Float64Array.from(new BigUint64Array(buffer), Number)
    default: return null
  }
}

const widths: Record<number, number> = {
  [mi.int8]: 1, [mi.uint8]: 1, [mi.int16]: 2, [mi.uint16]: 2, [mi.int32]: 4, [mi.uint32]: 4, [mi.single]: 4, [mi.double]: 8,
  [mi.int64]: 8, [mi.uint64]: 8, [mi.utf8]: 1, [mi.utf16]: 2, [mi.utf32]: 4
}
