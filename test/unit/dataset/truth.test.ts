import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import type { Truth } from '@shared/model/truth'
import { datasetRefSchema } from '@shared/sweep/dataset'
import { findDataset, readSampleTruth } from '../../../electron/engine/dataset/layout'
import { normalClasses } from '../../../electron/engine/dataset/pascal/normal-classes'
import { readTruth } from '../../../electron/engine/dataset/truth'
import { readNpz } from '../../golden/npz'

const folder = join(__dirname, '../../fixtures/dataset')
const expected = readNpz(join(folder, 'expected.npz'))
const size = 16
const pascal = { semseg: 21, human_parts: 7, normals: 3, sal: 1, edge: 1 }, nyud = { semseg: 40, depth: 1, normals: 3, edge: 1 }

async function samplesOf(name: string, split: string) {
  return (await findDataset(datasetRefSchema.parse({ root: join(folder, name), split }), new AbortController().signal, () => undefined)).samples
}

/** Against what the benchmarks' own steps give. */
function compare(truth: Truth | null, name: string): void {
  switch (truth?.type) {
    case 'labels': return expect([...truth.labels], name).toEqual([...expected.u8(name)])
    case 'mask': return expect([...truth.mask], name).toEqual([...expected.u8(name)])
    case 'depth': {
      expect([...truth.depth], name).toEqual([...expected.f32(name)])
      return expect([...truth.valid], name).toEqual([...expected.f32(name)].map((d) => (d > 0 ? 1 : 0)))
    }
    case 'normals': {
      const vectors = expected.f32(name), at = (i: number, c: number) => vectors[i * 3 + c]!
      expect([...truth.valid], name).toEqual([...expected.u8(name.replace('normals', 'valid'))])
      // The benchmarks add a small number to each length, so that theirs are not quite at unit length.
      const unit = (i: number, c: number) => at(i, c) / (Math.hypot(at(i, 0), at(i, 1), at(i, 2)) || 1)
      const furthest = Math.max(...Array.from(truth.normals, (v, i) => Math.abs(v - unit(i % 256, Math.floor(i / 256)))))
      return expect(furthest, name).toBeLessThan(2e-5)
    }
    case undefined: throw new Error(`${name}: nothing was found`)
  }
}

describe('truth of whole data sets is the benchmarks’ own', () => {
  it.each([['pascal', 'val', 4, pascal], ['pascal', 'train', 1, pascal], ['nyud', 'val', 2, nyud], ['nyud', 'train', 1, nyud]] as const)('%s %s', async (name, split, count, tasks) => {
    const samples = await samplesOf(name, split)
    expect(samples.length).toBe(count)
    for (const sample of samples) {
      for (const [id, channels] of Object.entries(tasks)) {
        const task = defaultTask(id, channels)
        const truth = await readSampleTruth(sample, task, size)
        compare(truth, `${name}.${sample.name}.${id}`)
        // Inspect, which knows the image alone, sees the same.
        expect(await readTruth(sample.path, task, size)).toEqual(truth)
      }
    }
  })

  it('uses truth for another model’s task by its kind, and none for other kinds', async () => {
    const [sample] = await samplesOf('pascal', 'val')
    expect((await readSampleTruth(sample!, defaultTask('saliency', 1), size))?.type).toBe('mask')
    expect(await readSampleTruth(sample!, defaultTask('depth', 1), size)).toBeNull()
    expect(await readSampleTruth(sample!, defaultTask('albedo', 2), size)).toBeNull()
  })

  it('counts normals on 169 classes that both data sets name, and on screens', () => {
    expect(normalClasses.size).toBe(170)
    // tvmonitor, wall, person; sky, grass, sheep, unknown
    expect([427, 440, 284, 360, 187, 347, 431].map((c) => normalClasses.has(c))).toEqual([true, true, true, false, false, false, false])
  })

  it('refuses classes that a model does not have', async () => {
    const [sample] = await samplesOf('nyud', 'val')
    await expect(readSampleTruth(sample!, defaultTask('semseg', 5), size)).rejects.toThrow('This file is no segmentation truth')
  })
})
