/**
 * NumPy's `.npy` format, versions 1 to 3: magic, version, a header that is a Python dictionary literal, then raw values.
 * Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { StudioError } from '@shared/errors'

export type NpyData = Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array

export interface NpyArray {
  /** Empty for a scalar. */
  shape: number[]
  /** Row-major, also where the file is column-major. 64-bit integers arrive as float64; a value beyond 2^53 is refused. Half floats arrive as float32, booleans as 0/1 bytes. */
  data: NpyData
}

/** NumPy's own headers are about 100 bytes; a longer one is not an array of numbers. */
const longestHeader = 16_384
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/**
 * Reads one array. `file` names it in errors.
 * @throws StudioError `unreadable` (not .npy, damaged), `unsupported` (dtype, big endian), `incomplete` (values missing)
 */
export function readNpy(bytes: Uint8Array, file: string): NpyArray {
  const fail = (why: string) => new StudioError('unreadable', 'This is not a readable .npy array', { why, fix: 'Save it again with numpy.save().', file })
  if (bytes.length < 10 || magic.some((b, i) => bytes[i] !== b)) throw fail('It does not start like a .npy file')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[6]!
  if (version < 1 || version > 3) throw fail(`It has format version ${version}; 1 to 3 are known`)
  const start = version === 1 ? 10 : 12
  if (bytes.length < start) throw fail('Its header is cut off')
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > longestHeader) throw fail(`Its header claims ${length} bytes`)
  if (bytes.length < start + length) throw fail('Its header is cut off')

  const header = new TextDecoder('latin1').decode(bytes.subarray(start, start + length))
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1]
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1]
  const dims = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(header)?.[1]
  if (fortran === undefined || dims === undefined) throw fail('Its header lacks fortran_order or shape')
  if (descr === undefined) {
    throw new StudioError('unsupported', 'This .npy file holds records, not numbers', { why: 'Its dtype is structured', fix: 'Save one plain array of numbers.', file })
  }
  const shape = dims.split(',').map((s) => s.trim().replace('L', '')).filter((s) => s !== '').map(Number)
  const count = shape.reduce((a, b) => a * b, 1)
  const data = values(bytes, start + length, descr, count, file)
  return { shape, data: fortran === 'True' ? rowMajor(data, shape) : data }
}

/** First dimension fastest → last dimension fastest. */
function rowMajor(data: NpyData, shape: readonly number[]): NpyData {
  if (shape.length < 2 || data.length === 0) return data
  const out = data.slice()
  // Where the next value goes: one step along the first dimension, and carries into the others.
  const steps = shape.map((_, d) => shape.slice(d + 1).reduce((a, b) => a * b, 1))
  const index = shape.map(() => 0)
  for (let from = 0, to = 0; from < data.length; from++) {
    out[to] = data[from]!
    for (let d = 0; d < shape.length; d++) {
      to += steps[d]!
      if (++index[d]! < shape[d]!) break
      to -= steps[d]! * shape[d]!
      index[d] = 0
    }
  }
  return out
}

function values(bytes: Uint8Array, offset: number, descr: string, count: number, file: string): NpyData {
  const kind = descr.replace(/^[|=<]/, '<')
  const width = Number(/^<[fiub]([1248])$/.exec(kind)?.[1] ?? 0)
  const unsupported = (why: string) =>
    new StudioError('unsupported', `Arrays of type ${descr} cannot be read`, { why, fix: "Convert it first, e.g. array.astype('<f4').", file })
  if (width === 0) throw unsupported(descr.startsWith('>') ? 'It is stored big-endian' : 'Readable are floats of 16 to 64 bits, bool and integers of 8 to 64 bits, little-endian')
  if (!Number.isSafeInteger(count) || count * width > bytes.length - offset) {
    throw new StudioError('incomplete', 'This .npy file ends before its last value', {
      why: `Its header promises ${count} values of ${width} bytes, ${bytes.length - offset} bytes follow`, fix: 'Copy or save it again.', file
    })
  }
  // A copy starts at an aligned address, whatever the length of the header was. (Not slice(): a Node Buffer would give a view.)
  const raw = new Uint8Array(bytes.subarray(offset, offset + count * width)).buffer
  switch (kind) {
    case '<f2': return Float32Array.from(new Uint16Array(raw), half)
    case '<f4': return new Float32Array(raw)
    case '<f8': return new Float64Array(raw)
    case '<u1': case '<b1': return new Uint8Array(raw)
    case '<i1': return new Int8Array(raw)
    case '<u2': return new Uint16Array(raw)
    case '<i2': return new Int16Array(raw)
    case '<u4': return new Uint32Array(raw)
    case '<i4': return new Int32Array(raw)
    case '<u8': case '<i8': return Float64Array.from(kind === '<u8' ? new BigUint64Array(raw) : new BigInt64Array(raw), (v) => {
      const n = Number(v)
      if (!Number.isSafeInteger(n)) throw unsupported(`It holds ${v}, which a 64-bit float cannot represent`)
      return n
    })
    default: throw unsupported('Readable are floats of 16 to 64 bits, bool and integers of 8 to 64 bits')
  }
}

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1, exponent = (bits >> 10) & 31, fraction = bits & 1023
  if (exponent === 31) return fraction ? NaN : sign * Infinity
  return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -24 * fraction)
}

/** Writes a float32 or uint8 array, C order, as NumPy does (version 1, values aligned to 64 bytes). */
export function writeNpy(data: Float32Array | Uint8Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((a, b) => a * b, 1)
  if (count !== data.length) throw new RangeError(`shape [${shape.join(', ')}] holds ${count} values, ${data.length} given`)
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const dictionary = `{'descr': '${data instanceof Float32Array ? '<f4' : '|u1'}', 'fortran_order': False, 'shape': (${dims}), }`
  const header = dictionary + ' '.repeat(63 - ((10 + dictionary.length) % 64)) + '\n'
  const out = new Uint8Array(10 + header.length + data.byteLength)
  out.set(magic)
  out[6] = 1
  new DataView(out.buffer).setUint16(8, header.length, true)
  out.set(new TextEncoder().encode(header), 10)
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + header.length)
  return out
}
