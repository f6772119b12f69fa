/** Columns made by hand, for tests. */
import { uniform } from '@shared/policy/noise'
import type { SweepColumns } from '@shared/sweep/columns'

export interface Row { image?: number; /** Blocks each lane asks for, a character each. */ asked: string[]; executed?: number; difficulty?: number; figures?: Record<string, number> }

/** Routes are the union of what was asked. */
export function columnsOf(rows: readonly Row[], blocks: number, lanes: readonly string[] = ['a', 'b']): SweepColumns {
  const masks = rows.map((r) => Array.from({ length: blocks }, (_, b) => (r.asked.some((lane) => lane[b] === '1') ? '1' : '0')).join(''))
  const routes = [...new Set(masks)], n = rows.length
  const tasks = [...new Set(rows.flatMap((r) => Object.keys(r.figures ?? {})))]
  return {
    variant: 'adaptive', rows: n, blocks: Array.from({ length: blocks }, (_, b) => `s0.b${b}`), lanes: [...lanes], staticMacs: 100,
    image: Uint32Array.from(rows, (r, i) => r.image ?? i), executed: Float32Array.from(rows, (r) => r.executed ?? 0), controllers: new Float32Array(n), latencyMs: new Float32Array(n),
    difficulty: Float32Array.from(rows, (r) => r.difficulty ?? NaN), route: Uint32Array.from(masks, (m) => routes.indexOf(m)), routes,
    asked: Uint8Array.from(rows.flatMap((r) => r.asked.flatMap((lane) => Array.from(lane, Number)))), tokens: new Float32Array(n * blocks),
    metrics: tasks.map((task) => ({ task, kind: 'segmentation', name: 'mIoU', unit: '%', higherIsBetter: task !== 'angle', values: Float32Array.from(rows, (r) => r.figures?.[task] ?? NaN) }))
  }
}

/** 100,000 rows of 12 blocks and four lanes, some thousand distinct routes. */
export function manyColumns(seed = 1, n = 100_000): SweepColumns {
  const random = uniform(seed), lanes = ['semseg', 'human_parts', 'normals', 'saliency'], blocks = 12
  const index = new Map<string, number>(), c = columnsOf([], blocks, lanes)
  const asked = new Uint8Array(n * lanes.length * blocks), route = new Uint32Array(n), difficulty = new Float32Array(n), executed = new Float32Array(n)
  for (let r = 0; r < n; r++) {
    difficulty[r] = random()
    let mask = ''
    for (let b = 0; b < blocks; b++) {
      let any = false
      for (let lane = 0; lane < lanes.length; lane++) {
        const on = random() < 0.1 + 0.4 * difficulty[r]! * ((b + lane) % 3) / 2
        asked[(r * lanes.length + lane) * blocks + b] = Number(on)
        any ||= on
      }
      mask += any ? '1' : '0'
      executed[r]! += any ? 20e6 : 1e6
    }
    if (!index.has(mask)) index.set(mask, index.size)
    route[r] = index.get(mask)!
  }
  const image = Uint32Array.from({ length: n }, (_, i) => i), zeros = (): Float32Array => new Float32Array(n)
  const metrics = lanes.map((task, k) => ({ task, kind: 'segmentation' as const, name: 'mIoU', unit: '%', higherIsBetter: true, values: difficulty.map((d) => 60 + k - 20 * d) }))
  return { ...c, rows: n, image, asked, route, routes: [...index.keys()], difficulty, executed, controllers: zeros(), latencyMs: zeros(), tokens: new Float32Array(n * blocks), metrics, staticMacs: 250e6 }
}
