/** Damage to real files: cuts, flips, overwrites, moves. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random'

const folder = join(import.meta.dirname, '../../fixtures/checkpoint')
const seeds = readdirSync(folder).filter((name) => /\.(pth|pt|pkl|safetensors)$/.test(name)).sort().map((name) => readFileSync(join(folder, name)))

/** A damaged checkpoint. */
export const mutated = (random: Random): Buffer => damaged(seeds, random)

/** One of the files, damaged up to three times. */
export function damaged(files: readonly Buffer[], random: Random): Buffer {
  let bytes: Buffer = Buffer.from(random.pick(files))
  for (let n = 1 + random.below(3); n > 0 && bytes.length > 0; n--) bytes = random.pick(damages)(bytes, random, files)
  return bytes
}

export function truncated(random: Random): Buffer {
  const bytes = random.pick(seeds)
  return bytes.subarray(0, random.below(bytes.length))
}

type Damage = (bytes: Buffer, random: Random, files: readonly Buffer[]) => Buffer

const damages: Damage[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => {
    for (let n = 1 + random.below(16); n > 0; n--) {
      const at = random.below(bytes.length)
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random.below(8)), at)
    }
    return bytes
  },
  (bytes, random) => {
    const at = random.below(bytes.length)
    return bytes.fill(random.pick([0x00, 0xff, 0x28, 0x7d, random.below(256)]), at, Math.min(bytes.length, at + 1 + random.below(32)))
  },
  (bytes, random) => {
    const at = random.below(bytes.length), length = random.pick([2, 4, 8])
    if (at + length <= bytes.length) Buffer.from(random.pick(['0000000000000000', 'ffffffffffffffff', 'ffffffffffffff7f', '0000000001000000', '0100000000000000']), 'hex').copy(bytes, at, 0, length)
    return bytes
  },
  (bytes, random) => {
    const from = random.below(bytes.length), to = Math.min(bytes.length, from + random.below(64))
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  (bytes, random) => {
    const from = random.below(bytes.length), to = Math.min(bytes.length, from + random.below(64)), at = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)])
  },
  (bytes, random, files) => {
    const other = random.pick(files), at = random.below(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length))])
  }
]
