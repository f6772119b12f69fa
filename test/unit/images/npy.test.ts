import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { readNpy, writeNpy } from '../../../electron/engine/dataset/npy'
import { readNpz } from '../../golden/npz'

/** A version-1 file with any header text, so that headers NumPy would not write can be tried. */
function npy(header: string, values: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const text = Buffer.from(header + '\n')
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(text.length)
  else length.writeUInt32LE(text.length)
  return Buffer.concat([Buffer.from([0x93]), Buffer.from('NUMPY'), Buffer.from([version, 0]), length, text, values])
}
const header = (descr: string, shape: string, fortran = 'False') => `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`

function refusal(bytes: Uint8Array) {
  try {
    readNpy(bytes, 'a.npy')
  } catch (error) {
    if (error instanceof StudioError) return error.value
    throw error
  }
  throw new Error('nothing was refused')
}

describe('readNpy', () => {
  it('reads what NumPy wrote', () => {
    const golden = readNpz(join(__dirname, '../../golden/models/v8_nano/golden.npz'))
    const input = golden.get('input_0')
    expect(input.shape).toEqual([1, 3, 32, 32])
    expect(input.data).toBeInstanceOf(Float32Array)
    expect(golden.u8('adaptive.img0.stage0.block_mask_union')).toEqual(Uint8Array.of(1))
  })

  it.each([
    ['<f4', new Uint8Array(Float32Array.of(1.5, -2).buffer), [1.5, -2]],
    ['<f8', new Uint8Array(Float64Array.of(0.1, 1e300).buffer), [0.1, 1e300]],
    ['|u1', Uint8Array.of(7, 255), [7, 255]],
    ['|b1', Uint8Array.of(1, 0), [1, 0]],
    ['|i1', Uint8Array.of(255, 1), [-1, 1]],
    ['<u2', Uint8Array.of(1, 2, 3, 4), [513, 1027]],
    ['<i2', Uint8Array.of(255, 255, 3, 4), [-1, 1027]],
    ['<u4', Uint8Array.of(255, 255, 255, 255, 1, 0, 0, 0), [4294967295, 1]],
    ['<i4', Uint8Array.of(255, 255, 255, 255, 1, 0, 0, 0), [-1, 1]],
    ['<i8', new Uint8Array(BigInt64Array.of(-5n, 2n ** 40n).buffer), [-5, 2 ** 40]],
    ['<u8', new Uint8Array(BigUint64Array.of(5n, 2n ** 40n).buffer), [5, 2 ** 40]]
  ] as const)('reads %s at any alignment', (descr, values, numbers) => {
    for (const pad of ['', ' ', '  ', '   ']) {
      const { shape, data } = readNpy(npy(header(descr, '2,') + pad, values), 'a.npy')
      expect(shape).toEqual([2])
      expect([...data]).toEqual(numbers)
    }
  })

  it('reads scalars, empty arrays, and versions 2 and 3', () => {
    expect(readNpy(npy(header('|u1', ''), Uint8Array.of(9)), 'a')).toEqual({ shape: [], data: Uint8Array.of(9) })
    expect(readNpy(npy(header('<f4', '0, 3')), 'a').data.length).toBe(0)
    for (const version of [2, 3]) expect([...readNpy(npy(header('|u1', '1,'), Uint8Array.of(4), version), 'a').data]).toEqual([4])
  })

  it('turns Fortran order to rows', () => {
    expect([...readNpy(npy(header('|u1', '2,', 'True'), Uint8Array.of(1, 2)), 'a').data]).toEqual([1, 2])
    expect([...readNpy(npy(header('|u1', '2, 3', 'True'), Uint8Array.of(1, 4, 2, 5, 3, 6)), 'a').data]).toEqual([1, 2, 3, 4, 5, 6])
    // numpy.arange(24).reshape(2, 3, 4), saved in Fortran order
    const columns = Array.from({ length: 24 }, (_, i) => (i % 2) * 12 + (Math.floor(i / 2) % 3) * 4 + Math.floor(i / 6))
    expect([...readNpy(npy(header('|u1', '2, 3, 4', 'True'), Uint8Array.from(columns)), 'a').data]).toEqual(Array.from({ length: 24 }, (_, i) => i))
    expect(readNpy(npy(header('<f4', '0, 3', 'True')), 'a').data.length).toBe(0)
  })

  it('reads half floats', () => {
    const words = Uint16Array.of(0x3c00, 0xc100, 0x3555, 0x0001, 0x7bff, 0x7c00, 0x7e00, 0x8000)
    const { data } = readNpy(npy(header('<f2', '8,'), new Uint8Array(words.buffer)), 'a')
    expect([...data]).toEqual([1, -2.5, 0.333251953125, 2 ** -24, 65504, Infinity, NaN, -0])
  })

  it.each([
    ['>f4', 'unsupported'], ['<c8', 'unsupported'], ['<U3', 'unsupported'], ['|O', 'unsupported']
  ])('refuses dtype %s', (descr, code) => {
    expect(refusal(npy(header(descr, '1,'), new Uint8Array(64))).code).toBe(code)
  })

  it('refuses records, missing values, absurd shapes and broken headers', () => {
    expect(refusal(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }")).code).toBe('unsupported')
    expect(refusal(npy(header('<f4', '3,'), new Uint8Array(11))).code).toBe('incomplete')
    expect(refusal(npy(header('<f4', '99999999999, 99999999999'), new Uint8Array(8))).code).toBe('incomplete')
    expect(refusal(npy(header('<i8', '1,'), new Uint8Array(BigInt64Array.of(2n ** 60n).buffer))).why).toContain('1152921504606846976')
    expect(refusal(Buffer.from('\x93NUMPY', 'latin1')).code).toBe('unreadable')
    expect(refusal(Buffer.from('not an array at all')).code).toBe('unreadable')
    expect(refusal(npy('{}')).why).toContain('lacks')
    expect(refusal(npy(header('|u1', '1,'), Uint8Array.of(1)).subarray(0, 30)).why).toBe('Its header is cut off')
    const long = Buffer.from(npy(header('|u1', '1,'), new Uint8Array(1), 2))
    long.writeUInt32LE(0xffffffff, 8)
    expect(refusal(long).why).toBe('Its header claims 4294967295 bytes')
  })
})

describe('writeNpy', () => {
  it('writes what it reads, values at a multiple of 64 bytes as NumPy does', () => {
    for (const shape of [[6], [2, 3], [1, 2, 3, 1], []]) {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i / 3)
      const bytes = writeNpy(data, shape)
      expect(readNpy(bytes, 'a')).toEqual({ shape, data })
      expect((bytes.length - data.byteLength) % 64).toBe(0)
    }
    expect(readNpy(writeNpy(Uint8Array.of(1, 2), [1, 2]), 'a')).toEqual({ shape: [1, 2], data: Uint8Array.of(1, 2) })
  })

  it('writes the bytes NumPy writes', () => {
    // numpy.save of numpy.array([[1, 2]], numpy.uint8)
    const expected = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117) + '\n'), Buffer.of(1, 2)])
    expect(Buffer.from(writeNpy(Uint8Array.of(1, 2), [1, 2]))).toEqual(expected)
  })

  it('refuses a shape that does not fit', () => {
    expect(() => writeNpy(new Float32Array(5), [2, 3])).toThrow(RangeError)
  })
})
