import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { code, dictPickle, floats, legacyFile, tensor, text, tuple, torchZip, u64, zipFile, global, int } from '../../fixtures/checkpoint/build'
import { cpuMs } from '../../support/cpu-time'
import { containing, file, matching, readAll, refusal } from './support'

const four = { length: 4, shape: [4] } as const
const pickle = dictPickle({ w: tensor(four) })
const data = floats(1, 2, 3, 4)
const entry = (name: string, bytes: Uint8Array, more = {}) => ({ name: `archive/${name}`, data: bytes, ...more })

describe('zip', () => {
  it.each<[string, Buffer, string, RegExp]>([
    ['two entries of one name', zipFile([entry('data.pkl', pickle), entry('data/0', data), entry('data/0', data)]), 'unreadable', /two entries called archive\/data\/0/],
    ['two checkpoints', zipFile([entry('data.pkl', pickle), { name: 'other/data.pkl', data: pickle }]), 'unsupported', /both in it/],
    ['an entry over another', zipFile([entry('data.pkl', pickle), entry('data/0', data), entry('data/1', data, { at: 0 })]), 'unreadable', /overlap/],
    ['an entry past the end', zipFile([entry('data.pkl', pickle), entry('data/0', data, { at: 0x7fffffff })]), 'incomplete', /beyond the end/],
    ['a size past the end', zipFile([entry('data.pkl', pickle), entry('data/0', data, { size: 0x7fffffff, storedSize: 0x7fffffff })]), 'incomplete', /beyond the end/],
    ['a stored entry of two sizes', zipFile([entry('data.pkl', pickle), entry('data/0', data, { size: 99 })]), 'unreadable', /size mismatch/],
    ['an unknown compression', zipFile([entry('data.pkl', pickle, { method: 12 })]), 'unsupported', /method 12/],
    ['encryption', zipFile([entry('data.pkl', pickle, { flags: 1, storedSize: pickle.length, size: pickle.length - 12 })]), 'unsupported', /password/],
    ['more entries than there are', zipFile([entry('data.pkl', pickle)], { count: 9 }), 'incomplete', /should have/],
    ['a pickle that inflates a thousandfold', zipFile([entry('data.pkl', Buffer.alloc(20_000_000, 'N'), { deflate: true })]), 'refused', /would grow from 19\.\d kB to 20\.0 MB/],
    ['a pickle of 70 MB', zipFile([entry('data.pkl', pickle, { deflate: true, size: 70_000_000 })]), 'refused', /70\.0 MB/],
    ['a pickle shorter than promised', zipFile([entry('data.pkl', pickle, { deflate: true, size: pickle.length + 1 })]), 'unreadable', /instead of/],
    ['a pickle longer than promised', zipFile([entry('data.pkl', pickle, { deflate: true, size: pickle.length - 1 })]), 'unreadable', /cannot be inflated/]
  ])('refuses %s', async (_, bytes, errorCode, why) => {
    expect(await refusal(file(bytes))).toMatchObject({ code: errorCode, why: matching(why) })
  })

  it('refuses bytes that begin inside the next entry', async () => {
    const bytes = zipFile([entry('data.pkl', pickle), entry('data/0', data), entry('data/1', data)])
    const local = bytes.indexOf('archive/data/0') - 30
    bytes.writeUInt16LE(20, local + 28)
    const checkpoint = await openCheckpoint(file(bytes))
    await expect(checkpoint.read('w')).rejects.toMatchObject({ value: { code: 'unreadable', why: 'The entry archive/data/0 overlaps what follows it.' } })
    await checkpoint.close()
  })

  it('does not mind what names would mean on a disk', async () => {
    expect(await readAll(file(torchZip(pickle, { 0: data }, [{ name: '../../etc/passwd', data }, { name: 'C:\\x', data }])))).toEqual(new Map([['w', Float32Array.of(1, 2, 3, 4)]]))
  })

  it('finds weights that no longer match their checksum, if the archive keeps checksums', async () => {
    const damaged = (pickleCrc?: number) => file(zipFile([entry('data.pkl', pickle, { crc: pickleCrc }), entry('data/0', data, { crc: 1 })]))
    const checkpoint = await openCheckpoint(damaged())
    await expect(checkpoint.read('w')).rejects.toMatchObject({ value: { code: 'unreadable', message: 'The weights are damaged', why: containing('w') } })
    await checkpoint.close()
    expect(await readAll(damaged(2))).toEqual(new Map([['w', Float32Array.of(1, 2, 3, 4)]]))
  })

  it('reads a deflated storage that several tensors share', async () => {
    const shared = dictPickle({ a: tensor({ ...four, storage: 'HalfStorage', length: 8 }), b: tensor({ length: 4, offset: 2, shape: [2] }) })
    expect((await readAll(file(zipFile([entry('data.pkl', shared, { deflate: true }), entry('data/0', data, { deflate: true })])))).get('b')).toEqual(Float32Array.of(3, 4))
  })
})

describe('tensors', () => {
  it.each<[string, Buffer, string, RegExp]>([
    ['a negative stride', tensor({ ...four, strides: [-1] }), 'unsupported', /strides are malformed/],
    ['a negative size', tensor({ length: 4, shape: [-4], strides: [1] }), 'unsupported', /malformed/],
    ['more strides than sizes', tensor({ ...four, strides: [1, 1] }), 'unsupported', /malformed/],
    ['a repeat of 2^60', tensor({ length: 4, shape: [1 << 30, 1 << 30], strides: [0, 0] }), 'refused', /more elements/],
    ['a repeat of 2^30', tensor({ length: 4, shape: [1 << 15, 1 << 15], strides: [0, 0] }), 'refused', /elements/],
    ['a repeat of 2^24', tensor({ length: 4, shape: [1 << 12, 1 << 12], strides: [0, 0] }), 'refused', /repeats a storage/],
    ['65 dimensions', tensor({ length: 4, shape: new Array<number>(65).fill(1) }), 'unsupported', /malformed/]
  ])('refuses %s', async (_, call, errorCode, why) => {
    expect(await refusal(file(torchZip(dictPickle({ w: call }), { 0: data })))).toMatchObject({ code: errorCode, why: matching(why) })
  })

  it('refuses many repeats that only together are too much', async () => {
    const repeat = tensor({ length: 4, shape: [1 << 11, 1 << 11], strides: [0, 0] })
    const entries = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`w${i}`, repeat]))
    expect(await refusal(file(torchZip(dictPickle(entries), { 0: data })))).toMatchObject({ code: 'refused', why: matching(/back them/) })
  })

  it('strips the prefixes of wrappers only where every name has them', async () => {
    const names = async (...of: string[]) => [...(await readAll(file(torchZip(dictPickle(Object.fromEntries(of.map((n) => [n, tensor(four)]))), { 0: data })))).keys()]
    expect(await names('module.a', 'module.b')).toEqual(['a', 'b'])
    expect(await names('module.a', 'b')).toEqual(['module.a', 'b'])
    expect(await names('_orig_mod.module.a', '_orig_mod.module.model.b')).toEqual(['a', 'model.b'])
    expect(await names('model.a', 'model.module.b')).toEqual(['a', 'module.b'])
  })

  it('lets a later equal key win, as Python does', async () => {
    const twice = code(0x80, 2, '}(', text('w'), tensor(four), text('w'), tensor({ length: 4, offset: 3, shape: [1] }), 'u.')
    expect(await readAll(file(torchZip(twice, { 0: data })))).toEqual(new Map([['w', Float32Array.of(4)]]))
  })

  it('answers a web of dicts that refer to each other at once', async () => {
    const self = code(0x80, 2, '}q', 0, '(', ...['model', 'state_dict', 'model_state_dict', 'a'].flatMap((key) => [text(key), code('h', 0)]), 'u.')
    expect(await refusal(file(torchZip(self)))).toMatchObject({ message: 'There is no state dict in this file' })
    const wide = code(0x80, 2, '}(', ...Array.from({ length: 20_000 }, (_, i) => code(text(`k${i}`), int(i))), 'uq', 0, '0}(', ...Array.from({ length: 20_000 }, (_, i) => code(text(`k${i}`), 'h', 0)), 'u.')
    const at = file(torchZip(wide))
    // Looking into every dict behind every key would take 400 million steps.
    expect(await cpuMs(() => refusal(at))).toBeLessThan(3000)
  })
})

describe('legacy', () => {
  const count = (n: bigint) => u64(n)
  it.each<[string, Buffer, string, RegExp]>([
    ['a negative count', legacyFile(pickle, ['0'], [count(-1n)]), 'unreadable', /-1 values/],
    ['a count past the end', legacyFile(pickle, ['0'], [count(1000n), data]), 'incomplete', /ends after the file/],
    ['a count of 2^62', legacyFile(pickle, ['0'], [count(2n ** 62n)]), 'unreadable', /claims/],
    ['a key that no tensor has', legacyFile(pickle, ['1'], [count(4n), data]), 'unreadable', /does not agree/],
    ['a key twice', legacyFile(pickle, ['0', '0'], [count(4n), data, count(4n), data]), 'unreadable', /does not agree/],
    ['no keys', legacyFile(pickle, [], []), 'unreadable', /storage 0 of the tensor w/],
    ['fewer values than the pickle says', legacyFile(pickle, ['0'], [count(2n), data]), 'unreadable', /8 bytes instead of 16/]
  ])('refuses %s', async (_, bytes, errorCode, why) => {
    expect(await refusal(file(bytes))).toMatchObject({ code: errorCode, why: matching(why) })
  })

  it('steps over storages of types it does not read', async () => {
    const other = tensor({ key: '1', storage: 'ComplexFloatStorage', length: 1, shape: [1] })
    const object = dictPickle({ model: dictPickle({ w: tensor(four) }).subarray(2, -1), optimizer: code('}', int(0), other, 's') })
    expect(await readAll(file(legacyFile(object, ['1', '0'], [count(1n), new Uint8Array(8), count(4n), data])))).toEqual(new Map([['w', Float32Array.of(1, 2, 3, 4)]]))
  })

  it('reads a pickle longer than its first window', async () => {
    const long = dictPickle({ log: text('x'.repeat(3_000_000)), model: dictPickle({ w: tensor(four) }).subarray(2, -1) })
    expect(await readAll(file(legacyFile(long, ['0'], [count(4n), data])))).toEqual(new Map([['w', Float32Array.of(1, 2, 3, 4)]]))
  })

  it('reads storages of module classes and ignores their source', async () => {
    const object = dictPickle({ model: dictPickle({ w: tensor(four) }).subarray(2, -1), net: code(tuple(text('module'), global('models', 'Net'), text('net.py'), text('import os')), 'Q') })
    expect((await readAll(file(legacyFile(object, ['0'], [count(4n), data])))).size).toBe(1)
  })
})
