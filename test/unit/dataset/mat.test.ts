import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { asMatrix, variable } from '../../../electron/engine/dataset/mat/access'
import { readMat } from '../../../electron/engine/dataset/mat/read'
import type { MatValue } from '../../../electron/engine/dataset/mat/types'
import { readLabelMap } from '../../../electron/engine/dataset/pascal/edges'
import { readHumanParts } from '../../../electron/engine/dataset/pascal/parts'
import { thin } from '../../../electron/engine/dataset/pascal/thin'
import { readNpz } from '../../golden/npz'

const folder = join(__dirname, '../../fixtures/dataset')
const fixture = (name: string) => readFileSync(join(folder, name))
const refusal = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof StudioError) return error.value
    throw error
  }
  throw new Error('nothing was refused')
}
const numbers = (value: MatValue | undefined) => (value?.type === 'numbers' ? [...value.data] : value)

/** A file with one variable: its array flags' class, its size and what follows its name. */
function matFile(kind: number, dims: number[], ...rest: Buffer[]): Buffer {
  const header = Buffer.alloc(128, ' ')
  header.writeUInt16LE(0x0100, 124)
  header.write('IM', 126)
  return Buffer.concat([header, element(14, matrix(kind, dims, ...rest))])
}
const matrix = (kind: number, dims: number[], ...rest: Buffer[]) => Buffer.concat([element(6, words(kind, 0)), element(5, words(...dims)), element(1, Buffer.from('x')), ...rest])
const words = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer)
function element(type: number, body: Buffer): Buffer {
  return Buffer.concat([words(type, body.length), body, Buffer.alloc((8 - (body.length % 8)) % 8)])
}
const packed = (body: Buffer) => Buffer.concat([words(15, deflateSync(body).length), deflateSync(body)])

describe('MATLAB files as SciPy writes them', () => {
  it.each(['values.mat', 'values-plain.mat'])('%s: every class of values', (name) => {
    const values = readMat(fixture(name), name)
    for (const kind of ['double', 'single', 'int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64']) {
      expect(values.get(kind), kind).toMatchObject({ type: 'numbers', dims: [2, 3], bytes: kind === 'uint8' })
      // Column by column.
      expect(numbers(values.get(kind)), kind).toEqual([0, 3, 1, 4, 2, 5])
    }
    expect(numbers(values.get('negative'))).toEqual([0, -3000, -1000, -4000, -2000, -5000])
    expect(numbers(values.get('fraction'))).toEqual([0.5, NaN, Infinity])
    expect(numbers(values.get('logical'))).toEqual([0, 1, 1, 0, 0, 1])
    expect(values.get('text')).toMatchObject({ type: 'text', text: 'Grüße, 世界' })
    expect(values.get('letters')).toMatchObject({ dims: [2, 2], text: 'acbd' })
    expect(values.get('empty')).toMatchObject({ dims: [0, 3] })
    expect(numbers(values.get('complex'))).toEqual([0, 3, 1, 4, 2, 5])
    expect(values.get('sparse')).toEqual({ type: 'other', what: 'a sparse matrix' })
    const cells = values.get('cells')
    expect(cells?.type === 'cells' && cells.cells.map((c) => c.type)).toEqual(['numbers', 'text', 'cells'])
    const nested = values.get('nested')
    if (nested?.type !== 'struct') throw new Error('no struct')
    expect(nested.fields).toEqual(['name', 'list'])
    const list = nested.records[0]?.[1]
    if (list?.type !== 'struct') throw new Error('no inner struct')
    expect(list.dims).toEqual([1, 2])
    expect(list.records.map(([a, b]) => [numbers(a), b?.type === 'text' && b.text])).toEqual([[[1], 'p'], [[2], 'q']])
  })

  it('turns matrices to rows, with channels interleaved', () => {
    const values = readMat(fixture('values.mat'), 'a')
    expect([...asMatrix(variable(values, 'int16', 'a'), 'x', 'a').data]).toEqual([0, 1, 2, 3, 4, 5])
    // numpy's [2, 3, 4] in C order
    expect([...asMatrix(variable(values, 'cube', 'a'), 'x', 'a').data]).toEqual(Array.from({ length: 24 }, (_, i) => i))
  })

  it('reads big-endian files', () => {
    const values = readMat(fixture('big-endian.mat'), 'a')
    expect(numbers(values.get('m'))).toEqual([1, -2, 300, 4])
    const s = values.get('s')
    expect(s?.type === 'struct' && numbers(s.records[0]?.[0])).toEqual([7])
  })
})

describe('files that cannot be used', () => {
  it('names the formats that it does not read, and how to save them', () => {
    const hdf5 = Buffer.alloc(1024)
    hdf5.write('\x89HDF\r\n\x1a\n', 512, 'latin1')
    expect(refusal(() => readMat(hdf5, 'a'))).toMatchObject({ code: 'unsupported', message: 'MATLAB files of version 7.3 cannot be read', fix: "Save it again in MATLAB with save('name.mat', '-v7')." })
    expect(refusal(() => readMat(Buffer.from('no'), 'a')).code).toBe('unreadable')
    const newer = matFile(6, [1, 1], element(9, Buffer.alloc(8)))
    newer.writeUInt16LE(0x0200, 124)
    expect(refusal(() => readMat(newer, 'a')).why).toBe('Its version is 2.0; 1.0 is known')
  })

  it('says what a file holds instead', () => {
    const values = readMat(fixture('values.mat'), 'a')
    expect(refusal(() => variable(values, 'LabelMap', 'a')).why).toContain('It has no variable LabelMap; it holds double (numbers 2×3)')
    expect(refusal(() => variable(values, null, 'a')).fix).toBe('Say which variable to use.')
    expect(refusal(() => asMatrix(variable(values, 'nested', 'a'), 'nested', 'a')).why).toBe('nested is a struct 1×1; numbers are expected')
    expect(refusal(() => readHumanParts(fixture('values.mat'), 'a')).why).toContain('no variable anno')
  })

  it('refuses damage and endless files without using up memory', () => {
    const cut = fixture('values-plain.mat').subarray(0, 300)
    expect(refusal(() => readMat(cut, 'a')).why).toMatch(/element/)
    expect(refusal(() => readMat(matFile(6, [2, 2], element(9, Buffer.alloc(8))), 'a')).why).toBe('An array of size 2×2 has 1 numbers')
    expect(refusal(() => readMat(matFile(6, [-1, 2], element(9, Buffer.alloc(8))), 'a')).why).toContain('-1×2')
    expect(refusal(() => readMat(matFile(1, [2 ** 30, 2 ** 20]), 'a')).message).toBe('This .mat file holds too much')
    let nested = element(14, matrix(6, [1, 1], element(9, Buffer.alloc(8))))
    for (let i = 0; i < 40; i++) nested = element(14, matrix(1, [1, 1], nested))
    expect(refusal(() => readMat(matFile(1, [1, 1], nested), 'a')).why).toContain('nested deeper')
    // 64 files of 8 MB that are 8 KB each.
    const bomb = packed(element(14, matrix(9, [8 << 20, 1], element(2, Buffer.alloc(8 << 20)))))
    expect(refusal(() => readMat(Buffer.concat([matFile(6, [0, 0], element(9, Buffer.alloc(0))), ...Array.from({ length: 64 }, () => bomb)]), 'a'))).toMatchObject({ code: 'refused', why: 'Its variables unfold into more than 256 MB' })
    const map = Buffer.concat([matFile(6, [0, 0], element(9, Buffer.alloc(0))), packed(element(14, Buffer.concat([element(6, words(9, 0)), element(5, words(8192, 4096)), element(1, Buffer.from('LabelMap')), element(2, Buffer.alloc(2 ** 25))])))])
    expect(refusal(() => readLabelMap(map, 'a')).message).toBe('This label map is too large (4096 × 8192)')
    const broken = Buffer.concat([matFile(6, [0, 0], element(9, Buffer.alloc(0))), words(15, 8), Buffer.alloc(8, 7)])
    expect(refusal(() => readMat(broken, 'a')).why).toBe('A compressed variable is broken')
  })
})

it('thins as scikit-image does', () => {
  const expected = readNpz(join(folder, 'expected.npz'))
  const shape = expected.u8('thin.shape').slice()
  thin(shape, 64, 48)
  expect(Buffer.compare(shape, expected.u8('thin.thinned'))).toBe(0)
})
