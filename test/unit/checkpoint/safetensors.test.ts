import { readFileSync, readdirSync, mkdirSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openCheckpoint, writeSafetensors } from '../../../electron/engine/checkpoint'
import { JsonError, parseJson } from '../../../electron/engine/checkpoint/safetensors/json'
import { floats, safetensorsFile } from '../../fixtures/checkpoint/build'
import { file, matching, path, readAll, refusal } from './support'

const one = (fields: string) => `{"w":{${fields}}}`
const data = floats(1, 2, 3, 4)

describe('header', () => {
  it.each<[string, Buffer, string, RegExp]>([
    ['a gap', safetensorsFile('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}', data), 'unreadable', /gap of 4 bytes before the tensor b/],
    ['an overlap', safetensorsFile('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}', data), 'unreadable', /b overlaps/],
    ['bytes of no tensor', safetensorsFile(one('"dtype":"F32","shape":[3],"data_offsets":[0,12]'), data), 'unreadable', /4 bytes at its end/],
    ['missing bytes', safetensorsFile(one('"dtype":"F32","shape":[5],"data_offsets":[0,20]'), data), 'incomplete', /4 bytes of 20 bytes are missing/],
    ['a shape of another size', safetensorsFile(one('"dtype":"F32","shape":[2,3],"data_offsets":[0,16]'), data), 'unreadable', /16 bytes for a shape of 2 × 3/],
    ['a shape of 2^80', safetensorsFile(one('"dtype":"F32","shape":[1099511627776,1099511627776],"data_offsets":[0,16]'), data), 'unreadable', /16 bytes for a shape/],
    ['a negative size', safetensorsFile(one('"dtype":"F32","shape":[-4],"data_offsets":[0,16]'), data), 'unreadable', /not a dtype, a shape/],
    ['a fraction', safetensorsFile(one('"dtype":"F32","shape":[4.5],"data_offsets":[0,18]'), data), 'unreadable', /not a dtype, a shape/],
    ['an end before its begin', safetensorsFile(one('"dtype":"F32","shape":[4],"data_offsets":[16,0]'), data), 'unreadable', /not a dtype, a shape/],
    ['an offset of 2^60', safetensorsFile(one('"dtype":"F32","shape":[4],"data_offsets":[1152921504606846976,1152921504606846992]'), data), 'unreadable', /not a dtype/],
    ['an unknown dtype', safetensorsFile(one('"dtype":"F8_E4M3","shape":[16],"data_offsets":[0,16]'), data), 'unsupported', /F8_E4M3/],
    ['a missing field', safetensorsFile(one('"dtype":"F32","shape":[4]'), data), 'unreadable', /not a dtype/],
    ['a tensor twice', safetensorsFile('{"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', data), 'unreadable', /names w twice/],
    ['metadata that is not text', safetensorsFile('{"__metadata__":{"a":1}}', new Uint8Array(0)), 'unreadable', /__metadata__/],
    ['no tensors', safetensorsFile('{"__metadata__":{"a":"b"}}', new Uint8Array(0)), 'unsupported', /lists none/],
    ['an empty header before data', safetensorsFile('{}', data), 'unreadable', /16 bytes at its end/],
    ['text after the header', safetensorsFile('{} x', new Uint8Array(0)), 'unreadable', /text after the end/],
    ['a length of 2^63', safetensorsFile('{}', data, 2n ** 63n), 'refused', /allows 100\.0 MB/],
    ['a length past the end', safetensorsFile('{}', data, 1000n), 'incomplete', /inside its header/],
    ['a length of 0', safetensorsFile('', data, 0n), 'unreadable', /header is empty/],
    ['deep nesting', safetensorsFile(one(`"dtype":${'['.repeat(100_000)}`), data), 'refused', /nested deeper than 8/],
    ['bytes that are not UTF-8', safetensorsFile('{"', Buffer.from('ff22', 'hex'), 4n), 'unreadable', /not UTF-8/]
  ])('refuses %s', async (_, bytes, errorCode, why) => {
    expect(await refusal(file(bytes, `${Math.random()}.safetensors`))).toMatchObject({ code: errorCode, why: matching(why) })
  })

  it('is known by content under any name', async () => {
    expect(await readAll(file(safetensorsFile(one('"dtype":"F32","shape":[2,2],"data_offsets":[0,16]') + '   ', data), 'weights.bin'))).toEqual(new Map([['w', Float32Array.of(1, 2, 3, 4)]]))
  })

  it('keeps names that mean something to JavaScript', async () => {
    const names = await readAll(file(safetensorsFile('{"__proto__":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}', data)))
    expect([...names.keys()]).toEqual(['__proto__'])
  })
})

describe('JSON', () => {
  it.each(['{}', '[]', ' {"a" : [1, -2.5e3, true, false, null, "x\\u00e9\\n\\"\\\\"] } ', '"\\\\"', '0', '{"a":{"b":[[]]}}', '"\u2603"'])('reads %s as JSON.parse does', (text) => {
    const plain = (value: unknown): unknown => (value instanceof Map ? Object.fromEntries([...value].map(([k, v]) => [k, plain(v)])) : Array.isArray(value) ? value.map(plain) : value)
    expect(plain(parseJson(text))).toEqual(JSON.parse(text) as unknown)
  })

  it.each(['', '{', '[1,]', '{"a"}', '{"a":}', '{a:1}', '01', '+1', '1.', 'nul', '"\n"', '"\\x"', '"abc', '{"a":1,}', '[1 2]', '{} {}', "'a'", 'NaN'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(JsonError)
    expect(() => { JSON.parse(text) }).toThrow()
  })
})

describe('writer', () => {
  const tensors = [
    { name: 'b.weight', dtype: 'f32', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, Infinity, 1e-40) },
    { name: '10', dtype: 'i64', shape: [2], data: () => BigInt64Array.of(-5n, 7n) },
    { name: 'scalar', dtype: 'f32', shape: [], data: async () => Float32Array.of(9) },
    { name: 'none', dtype: 'f32', shape: [0, 4], data: new Float32Array(0) }
  ] as const

  it('writes what the reader reads, in the given order', async () => {
    await writeSafetensors(path('out.safetensors'), tensors, { format: 'pt', note: 'é "x"' })
    const checkpoint = await openCheckpoint(path('out.safetensors'))
    expect([...checkpoint.tensors.values()]).toEqual(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape: [...shape] })))
    expect(await checkpoint.read('b.weight')).toEqual(tensors[0].data)
    expect(await checkpoint.read('10')).toEqual(Float32Array.of(-5, 7))
    expect(await checkpoint.read('scalar')).toEqual(Float32Array.of(9))
    expect(await checkpoint.read('none')).toEqual(new Float32Array(0))
    await checkpoint.close()
    const bytes = readFileSync(path('out.safetensors'))
    const length = Number(bytes.readBigUInt64LE(0))
    expect(length % 8).toBe(0)
    expect(JSON.parse(bytes.subarray(8, 8 + length).toString())).toMatchObject({ __metadata__: { format: 'pt', note: 'é "x"' }, 10: { dtype: 'I64', shape: [2], data_offsets: [0, 16] } })
  })

  it('leaves nothing behind when a tensor is wrong, and keeps what was there', async () => {
    mkdirSync(path('folder'))
    const target = path('folder/out.safetensors')
    await writeSafetensors(target, [{ name: 'a', dtype: 'f32', shape: [1], data: Float32Array.of(1) }])
    const before = statSync(target).size
    await expect(writeSafetensors(target, [{ name: 'a', dtype: 'f32', shape: [3], data: Float32Array.of(1) }])).rejects.toMatchObject({ value: { code: 'mismatch', file: target } })
    await expect(writeSafetensors(target, [tensors[0], tensors[0]])).rejects.toMatchObject({ value: { code: 'usage' } })
    expect(readdirSync(path('folder'))).toEqual(['out.safetensors'])
    expect(statSync(target).size).toBe(before)
    await expect(writeSafetensors(path('nowhere/out.safetensors'), tensors)).rejects.toMatchObject({ value: { code: 'refused', file: path('nowhere/out.safetensors') } })
  })
})
