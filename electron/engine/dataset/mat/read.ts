/**
 * MATLAB's Level 5 MAT-files (`save -v6` and `-v7`, SciPy's `savemat`): numbers of all classes, logicals, text, cells and structs, nested and compressed,
 * little and big endian. Written here because the one reader for JavaScript is GPL and trusts the file.
 * Format: https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
import { inflateSync } from 'node:zlib'
import { StudioError } from '@shared/errors'
import { Cursor, mi, numbersOf, viewOf, type Element } from './cursor'
import type { MatValue } from './types'

/** Bytes that a file's compressed variables may unfold into, altogether. */
const mostBytes = 256 * 2 ** 20
/** Values, fields and records altogether; PASCAL-Part's largest file has some thousands. */
const mostValues = 500_000
const deepest = 32
const longestText = 2 ** 20

/** Classes of arrays, table 1-3 of the format. */
const mx = { cell: 1, struct: 2, object: 3, char: 4, sparse: 5, uint8: 9, function: 16, opaque: 17 } as const
const notData: Record<number, string> = { [mx.object]: 'an object', [mx.sparse]: 'a sparse matrix', [mx.function]: 'a function', [mx.opaque]: 'an object' }

/**
 * All variables of a file by name. What is no data (objects, functions, sparse matrices) is kept as type `other`.
 * @throws StudioError `unsupported` (older and newer formats), `unreadable` (damaged), `refused` (unfolds into too much)
 */
export function readMat(bytes: Uint8Array, file: string): Map<string, MatValue> {
  return new MatReader(file).variables(bytes)
}

class MatReader {
  private little = true
  private bytesLeft = mostBytes
  private valuesLeft = mostValues
  constructor(private readonly file: string) {}

  private readonly damaged = (why: string): StudioError => new StudioError('unreadable', 'This .mat file is damaged', { why, fix: 'Copy or save it again.', file: this.file })

  private tooMuch(why: string): StudioError {
    return new StudioError('refused', 'This .mat file holds too much', { why, fix: 'Save only the variable that is needed.', file: this.file })
  }

  variables(bytes: Uint8Array): Map<string, MatValue> {
    this.header(bytes)
    const found = new Map<string, MatValue>()
    const cursor = new Cursor(bytes.subarray(128), this.little, this.damaged)
    while (!cursor.done) {
      const element = cursor.next()
      const matrix = element.type === mi.compressed ? this.unfold(element.bytes) : element
      if (matrix.type !== mi.matrix) continue
      const { name, value } = this.matrix(matrix.bytes, 0)
      // A nameless one is MATLAB's own, about objects.
      if (name !== '') found.set(name, value)
    }
    return found
  }

  /** 116 bytes of text, 8 of no interest, then the version and `MI` as a 16-bit number, which tells the order of bytes. */
  private header(bytes: Uint8Array): void {
    const { file } = this
    const saveAgain = { fix: "Save it again in MATLAB with save('name.mat', '-v7').", file }
    const hdf5 = [0, 512].some((at) => String.fromCharCode(...bytes.subarray(at + 1, at + 4)) === 'HDF' && bytes[at] === 0x89)
    if (hdf5) throw new StudioError('unsupported', 'MATLAB files of version 7.3 cannot be read', { why: 'They are HDF5 files', ...saveAgain })
    const order = bytes.length < 128 ? '' : String.fromCharCode(bytes[126]!, bytes[127]!)
    if (order !== 'IM' && order !== 'MI') {
      throw new StudioError('unreadable', 'This is not a MATLAB file that can be read', { why: 'It does not begin with the header of a Level 5 MAT-file', ...saveAgain })
    }
    this.little = order === 'IM'
    const version = viewOf(bytes).getUint16(124, this.little)
    if (version !== 0x0100) throw new StudioError('unsupported', 'MATLAB files of this version cannot be read', { why: `Its version is ${version >> 8}.${version & 255}; 1.0 is known`, ...saveAgain })
  }

  private unfold(packed: Uint8Array): Element {
    let raw: Uint8Array
    try {
      raw = inflateSync(packed, { maxOutputLength: Math.max(this.bytesLeft, 1) })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ERR_BUFFER_TOO_LARGE') throw this.tooMuch(`Its variables unfold into more than ${mostBytes / 2 ** 20} MB`)
      throw this.damaged(code === 'Z_BUF_ERROR' ? 'A compressed variable is cut off' : 'A compressed variable is broken')
    }
    this.bytesLeft -= raw.length
    return new Cursor(raw, this.little, this.damaged).next()
  }

  private matrix(bytes: Uint8Array, depth: number): { name: string; value: MatValue } {
    if (depth > deepest) throw this.tooMuch(`Its values are nested deeper than ${deepest} levels`)
    this.count(1)
    // An empty element stands for an empty array.
    if (bytes.length === 0) return { name: '', value: { type: 'numbers', dims: [0, 0], data: new Float64Array(), bytes: false } }
    const cursor = new Cursor(bytes, this.little, this.damaged)
    const flags = cursor.expect('flags', mi.uint32)
    if (flags.length !== 8) throw this.damaged('Its flags have a wrong length')
    const kind = viewOf(flags).getUint32(0, this.little) & 255
    if (kind === mx.opaque) return { name: latin1(cursor.expect('name', mi.int8)), value: { type: 'other', what: notData[kind]! } }
    const dims = this.dims(cursor.expect('size', mi.int32))
    const name = latin1(cursor.expect('name', mi.int8))
    return { name, value: this.content(kind, dims, cursor, depth) }
  }

  private dims(bytes: Uint8Array): number[] {
    if (bytes.length < 8 || bytes.length % 4 !== 0 || bytes.length > 4 * 32) throw this.damaged('It has an array without a size')
    const view = viewOf(bytes)
    const dims = Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, this.little))
    if (dims.some((d) => d < 0) || !Number.isSafeInteger(product(dims))) throw this.damaged(`It has an array of size ${dims.join('×')}`)
    return dims
  }

  private content(kind: number, dims: number[], cursor: Cursor, depth: number): MatValue {
    const n = product(dims)
    const inner = () => this.matrix(cursor.expect('value', mi.matrix), depth + 1).value
    switch (kind) {
      case mx.cell:
        this.count(n)
        return { type: 'cells', dims, cells: Array.from({ length: n }, inner) }
      case mx.struct: {
        const fields = this.fieldNames(cursor)
        this.count(n + n * fields.length)
        return { type: 'struct', dims, fields, records: Array.from({ length: n }, () => fields.map(inner)) }
      }
      case mx.char: return { type: 'text', dims, text: this.text(cursor.next(), n) }
      case mx.object: case mx.sparse: case mx.function: return { type: 'other', what: notData[kind]! }
    }
    if (kind < 6 || kind > 15) throw this.damaged(`It has an array of the unknown class ${kind}`)
    // What follows is an imaginary part, if anything, which no truth has.
    const data = numbersOf(cursor.next(), this.little)
    if (data?.length !== n) throw this.damaged(`An array of size ${dims.join('×')} has ${data?.length ?? 'no'} numbers`)
    return { type: 'numbers', dims, data, bytes: kind === mx.uint8 }
  }

  private fieldNames(cursor: Cursor): string[] {
    const length = cursor.expect('length of names', mi.int32)
    const names = cursor.expect('names', mi.int8)
    const width = length.length === 4 ? viewOf(length).getInt32(0, this.little) : 0
    if (names.length === 0) return []
    if (width < 1 || names.length % width !== 0) throw this.damaged('The names of its fields have a wrong length')
    return Array.from({ length: names.length / width }, (_, i) => latin1(names.subarray(i * width, (i + 1) * width)))
  }

  private text(element: Element, n: number): string {
    if (element.bytes.length > longestText) throw this.tooMuch(`It holds a text of ${n} letters`)
    if (element.type === mi.utf8) return new TextDecoder().decode(element.bytes)
    const codes = numbersOf(element, this.little)
    if (codes?.length !== n) throw this.damaged('A text has a wrong length')
    return Array.from(codes, (code) => (Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd')).join('')
  }

  private count(values: number): void {
    this.valuesLeft -= values
    if (this.valuesLeft < 0) throw this.tooMuch(`It holds more than ${mostValues} values`)
  }
}

const product = (dims: readonly number[]): number => dims.reduce((a, b) => a * b, 1)

/** Up to the first zero byte. */
function latin1(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(bytes.subarray(0, end < 0 ? bytes.length : end)).toString('latin1')
}
