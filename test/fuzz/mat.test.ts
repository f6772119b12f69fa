/** Damaged MATLAB files end as values or as a StudioError, soon and without filling memory. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { readMat } from '../../electron/engine/dataset/mat/read'
import { edgesOf, readLabelMap } from '../../electron/engine/dataset/pascal/edges'
import { readHumanParts } from '../../electron/engine/dataset/pascal/parts'
import { damaged } from './support/mutate'
import { Random } from './support/random'

const folder = join(import.meta.dirname, '../fixtures/dataset')
const inside = (sub: string) => readdirSync(join(folder, sub)).map((name) => readFileSync(join(folder, sub, name)))
const read = (...names: string[]) => names.map((name) => readFileSync(join(folder, name)))

/** The same file without compression, whose checksum would catch most damage before it reaches what is inside. */
function unfolded(bytes: Buffer): Buffer {
  const parts: Buffer[] = [bytes.subarray(0, 128)]
  for (let at = 128; at < bytes.length;) {
    const end = at + 8 + bytes.readUInt32LE(at + 4)
    parts.push(inflateSync(bytes.subarray(at + 8, end)))
    at = end
  }
  return Buffer.concat(parts)
}

const packed = [...inside('pascal/human_parts'), ...inside('pascal/pascal-context/trainval'), ...read('values.mat')]
const files = [...packed, ...packed.map(unfolded), ...read('values-plain.mat', 'big-endian.mat')]
const readers = [
  (bytes: Buffer) => readMat(bytes, 'a'), (bytes: Buffer) => readHumanParts(bytes, 'a'), (bytes: Buffer) => edgesOf(readLabelMap(bytes, 'a'))
]

it('damaged MATLAB files', () => {
  const refused: Record<string, number> = {}
  let opened = 0, slowest = 0
  const before = process.memoryUsage().rss
  for (let seed = 0; seed < 6000; seed++) {
    const bytes = damaged(files, new Random(seed)), began = process.cpuUsage()
    try {
      readers[seed % readers.length]!(bytes)
      opened++
    } catch (error) {
      if (!(error instanceof StudioError)) throw new Error(`seed ${seed}`, { cause: error })
      refused[error.value.code] = (refused[error.value.code] ?? 0) + 1
    }
    slowest = Math.max(slowest, process.cpuUsage(began).user / 1000)
  }
  expect(opened).toBeGreaterThan(100)
  expect(Object.keys(refused).sort()).toEqual(expect.arrayContaining(['mismatch', 'unreadable', 'unsupported']))
  expect(slowest).toBeLessThan(5000)
  expect((process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20).toBeLessThan(1024)

})
