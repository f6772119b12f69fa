/** Ground truth and per-image metrics on real outputs of the sample model, against NumPy (metrics.json, made by make_metrics.py). */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import { accumulate, figures as figuresOf, imageMetric } from '@shared/sweep/pooled'
import { readTruth } from '../../electron/engine/dataset/truth'
import expected from './metrics.json'
import { readNpz } from './npz'

const golden = readNpz(join(__dirname, 'models/adamtl_taw_permute/golden.npz'))
const tasks = { semseg: 11, human_parts: 7, normals: 3, sal: 1 }

describe.each(Object.entries(expected))('%s', (name, figures) => {
  it.each(Object.entries(tasks))('%s', async (id, channels) => {
    const task = defaultTask(id, channels)
    // Nearest from 128 to 32 takes every 4th pixel, as the goldens do.
    const truth = await readTruth(join(__dirname, `../../resources/sample/images/${name}.png`), task, 32)
    const output = golden.f32(`adaptive.img${figures.index}.output_stride4.${id}`)
    const metric = imageMetric(task, output, truth!)
    const figure = figures[id as keyof typeof tasks]
    if (figure === null) {
      expect(metric).toBeNull()
      return
    }
    expect(metric?.value).toBeCloseTo(figure, 5)
    if (id === 'sal') expect(figuresOf(task, accumulate(task, output, truth!)).find((m) => m.name === 'maxF')?.value).toBeCloseTo(figures.sal_max_f, 6)
    // A wrong picture of the truth would be as good on another image.
    const other = golden.f32(`adaptive.img${1 - figures.index}.output_stride4.${id}`)
    expect(imageMetric(task, other, truth!)?.value).not.toBeCloseTo(figure, 2)
  })
})
