/** What the window asks of a stored sweep beside its rows: Δm of parts of it, and where a class occurs. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Sweep } from '@shared/sweep/plan'
import { Store } from '../../../electron/engine/store/store'
import { sampleModel, scratchFolder, session } from './support'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const scratch = scratchFolder()
let store: Store, sweep: Sweep
beforeAll(async () => {
  store = await Store.open(path.join(scratch, 'study.duckdb'))
  sweep = await (await session(store, await sampleModel(scratch))).session.run()
})
afterAll(() => store.close())

it('Δm is the mean relative change of the pooled main figures, of all images and of some', async () => {
  for (const images of [null, Uint32Array.of(1, 4, 7, 8)]) {
    const [gain] = await store.sweeps.gains(sweep.id, 'static', ['adaptive'], images)
    const [base, own] = await store.sweeps.pooled(sweep.id, ['static', 'adaptive'], images)
    const changes = own!.tasks.flatMap(({ task, figures: [after] }) => {
      const before = base!.tasks.find((t) => t.task === task)!.figures[0]
      return before && after ? [(after.higherIsBetter ? 1 : -1) * 100 * (after.value - before.value) / before.value] : []
    })
    expect(changes.length).toBeGreaterThan(2)
    expect(gain!.gain.value).toBeCloseTo(changes.reduce((a, b) => a + b, 0) / changes.length, 8)
    expect(gain!.gain.low).toBeLessThan(gain!.gain.value)
    expect(gain!.gain.high).toBeGreaterThan(gain!.gain.value)
  }
  expect((await store.sweeps.gains(sweep.id, 'static', ['static'], null))[0]!.gain).toEqual({ value: 0, low: 0, high: 0 })
  await expect(store.sweeps.gains(sweep.id, 'static', ['none'], null)).rejects.toMatchObject({ value: { code: 'not-found' } })
})

it('images with a class are those whose own figures know it', async () => {
  const with3 = await store.sweeps.withClass(sweep.id, 'adaptive', 'semseg', 3)
  const known: number[] = []
  for (let image = 0; image < sweep.images; image++) {
    const [one] = await store.sweeps.pooled(sweep.id, ['adaptive'], Uint32Array.of(image))
    if (one!.tasks.find((t) => t.task === 'semseg')!.classes![3]!.iou !== null) known.push(image)
  }
  expect([...with3]).toEqual(known)
  expect(known.length).toBeGreaterThan(0)
  expect(known.length).toBeLessThan(sweep.images)
  await expect(store.sweeps.withClass(sweep.id, 'adaptive', 'normals', 0)).rejects.toMatchObject({ value: { code: 'not-found' } })
})
