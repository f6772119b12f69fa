/** The sweep in the fixtures of study files from version 4 on. It never changes: the fixtures of every version hold it. */
import { sweepPlanSchema } from '@shared/sweep/plan'
import { densitySize, sumsOf, type SweepLayout } from '@shared/sweep/layout'
import type { ImageRows, SweepRow } from '@shared/sweep/row'
import type { SweepMeta } from '../../electron/engine/store/sweeps/sweeps'

const tasks = [{ id: 'semseg', kind: 'segmentation' as const, channels: 2 }, { id: 'normals', kind: 'normals' as const, channels: 3 }]
const layout = (lanes: string[]): SweepLayout => ({ blocks: ['s0.b0', 's1.b0'], tokens: [4, 1], lanes, tasks, staticMacs: 100 })
export const layouts = [layout([]), layout(['semseg', 'normals'])]

export const storedSweepMeta: SweepMeta = {
  name: 'Stored sweep', title: 'set', difficulty: 'of the data set', layouts,
  plan: sweepPlanSchema.parse({
    dataset: { root: '/data/set' }, workers: 1,
    variants: [{ id: 'static', label: 'Static', model: 0, settings: { static: true } }, { id: 'adaptive', label: 'Adaptive', model: 0, settings: {} }]
  }),
  models: [{ name: 'nano', file: '/models/nano.pth', hash: 'abc' }],
  images: [{ name: 'a', path: '/data/set/a.png' }, { name: 'b', path: '/data/set/b.png' }, { name: 'c', path: '/data/set/c.png' }]
}

function row(variant: number, image: number): SweepRow {
  const l = layouts[variant]!, fixed = variant === 0
  return {
    variant, route: fixed ? '11' : image === 0 ? '10' : '11', asked: fixed ? '' : image === 0 ? '1000' : '1101', executed: fixed ? 100 : 60 + image, controllers: fixed ? 0 : 5, latencyMs: 10 - variant,
    tokens: fixed ? [4, 1] : [2, image], main: [50 + image, fixed ? 12 : null],
    // Images counted, then pixels right and pixels in either, by class.
    sums: Float64Array.from({ length: sumsOf(l).size }, (_, i) => [1, 6, 2, 8, 4][i] ?? 0),
    selected: Uint8Array.from({ length: densitySize(l) }, (_, i) => (i + image) % 2)
  }
}

export const storedRows: ImageRows[] = [
  { image: 0, difficulty: 0.25, rows: [row(0, 0), row(1, 0)], failure: null },
  { image: 1, difficulty: null, rows: [], failure: 'torn.png: This is no picture' },
  { image: 2, difficulty: 0.75, rows: [row(0, 1), row(1, 1)], failure: null }
]
