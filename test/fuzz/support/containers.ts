/** Hostile zips, safetensors and legacy files around harmless content. */
import { code, dictPickle, floats, legacyFile, safetensorsFile, tensor, u64, zipFile, type ZipEntry } from '../../fixtures/checkpoint/build'
import type { Random } from './random'

const data = floats(1, 2, 3, 4)

export function lyingZip(random: Random): Buffer {
  const pickle = dictPickle({ w: tensor({ length: 4, shape: [4] }), v: tensor({ key: '1', length: 4, shape: [2], offset: 1 }) })
  const entries: ZipEntry[] = [{ name: 'archive/data.pkl', data: pickle }, { name: 'archive/data/0', data }, { name: 'archive/data/1', data }, { name: 'archive/version', data: Buffer.from('3\n') }]
  for (const entry of entries) {
    if (random.chance(0.2)) entry.deflate = true
    if (random.chance(0.15)) entry.size = random.size()
    if (random.chance(0.15)) entry.storedSize = random.size()
    if (random.chance(0.1)) entry.at = random.size()
    if (random.chance(0.1)) entry.crc = random.below(2 ** 32)
    if (random.chance(0.05)) entry.method = random.below(100)
    if (random.chance(0.05)) entry.flags = random.below(65536)
    if (random.chance(0.05)) entry.name = random.pick(['archive/data/0', '../x', 'archive/data.pkl', 'data.pkl', 'a'.repeat(2000), '', 'archive/constants.pkl', 'x/data.pkl'])
  }
  return zipFile(entries, { count: random.chance(0.1) ? random.size() : undefined, comment: random.chance(0.1) ? code('PK\x05\x06', random.bytes(30)) : undefined })
}

/** Deflated zeros, as pickle or as weights; up to 16 MB from 16 kB. */
export function zipBomb(random: Random): Buffer {
  const length = 2 ** (12 + random.below(13))
  const blown = { data: Buffer.alloc(length, random.pick([0, 0x4e, 0x28, 0x7d])), deflate: true }
  const pickle = dictPickle({ w: tensor({ length: length / 4, shape: [length / 4] }) })
  return random.chance(0.5)
    ? zipFile([{ name: 'a/data.pkl', ...blown }])
    : zipFile([{ name: 'a/data.pkl', data: pickle, deflate: true }, { name: 'a/data/0', ...blown, size: random.chance(0.3) ? random.size() : undefined }])
}

export function lyingSafetensors(random: Random): Buffer {
  const fields: string[] = []
  let at = 0
  for (let i = random.below(6); i >= 0; i--) {
    const count = random.below(5), honest = random.chance(0.8)
    const begin = honest ? at : random.size(), end = honest ? at + count * 4 : random.size()
    const name = random.chance(0.1) ? random.pick(['w0', '__metadata__', '__proto__', '\\u0000', '']) : `w${i}`
    fields.push(`"${name}":{"dtype":"${random.chance(0.9) ? 'F32' : random.pick(['I64', 'BOOL', 'F8_E5M2', '', 'f32'])}","shape":[${random.chance(0.9) ? count : random.size()}],"data_offsets":[${begin},${end}]}`)
    at += count * 4
  }
  let header = `{${fields.join(',')}}`
  if (random.chance(0.3)) {
    const cut = random.below(header.length)
    header = header.slice(0, cut) + random.pick(['', '{', '[', '"', '\\', '[['.repeat(500), '{"a":'.repeat(500), '1e999', 'null', '\u0000', ',']) + header.slice(cut + random.below(3))
  }
  const length = random.chance(0.1) ? random.pick([0n, 1n, 2n ** 63n, 2n ** 64n - 1n, 100_000_000n, BigInt(header.length + 1)]) : undefined
  return safetensorsFile(header, random.bytes(random.chance(0.9) ? at : random.below(100)), length)
}

export function lyingLegacy(random: Random): Buffer {
  const keys = Array.from({ length: random.below(4) }, () => random.pick(['0', '1', 'x', '']))
  const storages = keys.map(() => code(u64(random.chance(0.5) ? 4n : BigInt(random.size())), random.chance(0.8) ? data : random.bytes(random.below(20))))
  const object = dictPickle({ w: tensor({ length: 4, shape: [4] }), v: tensor({ key: '1', storage: random.pick(['FloatStorage', 'ByteStorage', 'ComplexFloatStorage', 'toString']), length: 4, shape: [4] }) })
  return legacyFile(object, random.chance(0.5) ? ['0', '1'] : keys, random.chance(0.5) ? [code(u64(4n), data), code(u64(4n), data)] : storages)
}

/** No format at all, behind the beginning of one. */
export function noise(random: Random): Buffer {
  const starts = ['', 'PK\x03\x04', 'PK\x05\x06', '\x80\x02', '\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.', '\x08\x07\x12', '\x10\0\0\0\0\0\0\0{', '\x1f\x8b', '<html', 'version https://git-lfs']
  return code(random.pick(starts), random.bytes(random.below(400)))
}
