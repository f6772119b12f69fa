/** Sweeps from beginning to end: real threads, real weights, a real study. The threads' program is the last build's. */
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import { routeOf } from '@shared/policy/route'
import { mainValue, accumulate } from '@shared/sweep/pooled'
import { findDataset, readSampleTruth } from '../../../electron/engine/dataset/layout'
import { loadInput } from '../../../electron/engine/inference/input'
import { ModelRunner } from '../../../electron/engine/inference/runner'
import { ModelSessions } from '../../../electron/engine/inference/sessions'
import { Store } from '../../../electron/engine/store/store'
import type { SessionOptions } from '../../../electron/engine/sweep/session'
import { planFor, sampleModel, scratchFolder, session, validation, variants } from './support'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })
const scratch = scratchFolder()
let store: Store, model: SessionOptions['models'][number]
beforeAll(async () => {
  store = await Store.open(path.join(scratch, 'study.duckdb'))
  model = await sampleModel(scratch)
})
afterAll(() => store.close())

it('has the rows that the model alone gives, whatever the threads', async () => {
  const { session: sweep, events } = await session(store, model)
  const done = await sweep.run()
  expect(done).toMatchObject({ state: 'complete', ending: null, images: 12, rows: 24, total: 24, failures: 0 })
  expect(events[0]).toEqual({ k: 'started', sweep: done.id })
  expect(events.at(-1)).toMatchObject({ k: 'progress', done: 12, total: 12, failed: 0 })

  const { samples } = await findDataset({ root: validation, layout: null, split: null, mapping: null }, new AbortController().signal, () => undefined)
  const runner = new ModelRunner(new ModelSessions(model.folder, model.manifest)), columns = await store.sweeps.columns(done.id, 'adaptive')
  const sums = new Map<string, ReturnType<typeof accumulate>>(), selected = new Map<string, Float64Array>()
  for (const [i, sample] of samples.slice(0, 12).entries()) {
    const { decision, maps, tokens } = await runner.run((await loadInput(sample.path, model.manifest)).tensor, defaultSettings)
    expect(columns.image[i]).toBe(i)
    expect(columns.routes[columns.route[i]!]).toBe(routeOf(decision))
    expect(columns.executed[i]).toBe(Math.fround(decision.macs.executed))
    expect(columns.difficulty[i]).toBe(Math.fround(sample.difficulty!))
    for (const [l, lane] of columns.lanes.entries()) for (const [b, block] of decision.blocks.entries()) expect(columns.asked[(i * columns.lanes.length + l) * 12 + b]).toBe(Number(block.tasks[lane]!.active))
    for (const [b, block] of decision.blocks.entries()) expect(columns.tokens[i * 12 + b]).toBe(Math.fround(block.tokens.selected / block.tokens.total))
    for (const [k, task] of model.manifest.tasks.entries()) {
      const truth = (await readSampleTruth(sample, task, 128))!, one = accumulate(task, maps.get(task.id)!, truth), value = mainValue(task, one)
      expect(columns.metrics[k]!.values[i]).toEqual(Math.fround(value))
      sums.set(task.id, accumulate(task, maps.get(task.id)!, truth, sums.get(task.id)))
    }
    for (const [block, masks] of tokens) for (const [lane, mask] of Object.entries({ ...masks.lanes, union: masks.union })) {
      const so = selected.get(`${block} ${lane}`) ?? new Float64Array(mask.length)
      mask.forEach((m, t) => { so[t]! += m })
      selected.set(`${block} ${lane}`, so)
    }
  }
  const [pooled] = await store.sweeps.pooled(done.id, ['adaptive'], null)
  for (const { task, figures } of pooled!.tasks) expect(figures[0]!.value).toBeCloseTo(mainValue(model.manifest.tasks.find((t) => t.id === task)!, sums.get(task)!), 9)
  const densities = (await store.sweeps.densities(done.id, 'adaptive'))!
  for (const [block, lanes] of Object.entries(densities.blocks)) for (const [lane, share] of Object.entries(lanes)) {
    const expected = selected.get(`${block} ${lane}`) ?? new Float64Array(share.length)
    expect([...share]).toEqual([...expected].map((n) => Math.fround(n / 12)))
  }
})

it('pools any images', async () => {
  const [latest] = await store.sweeps.list()
  const columns = await store.sweeps.columns(latest!.id, 'adaptive')
  const [one] = await store.sweeps.pooled(latest!.id, ['adaptive'], Uint32Array.of(3))
  expect(one).toMatchObject({ images: 1, executed: columns.executed[3] })
  const parts = one!.tasks.find((t) => t.task === 'semseg')!
  expect(parts.figures[0]!.value).toBeCloseTo(columns.metrics.find((m) => m.task === 'semseg')!.values[3]!, 4)
})

it('pauses, goes on, and stops with what it has; resuming adds what is missing, once', async () => {
  const asked: string[] = []
  const { session: first, events } = await session(store, model, { plan: planFor({ limit: 30 }) }, (e, s) => {
    if (e.k !== 'progress') asked.push(e.k)
    if (e.k === 'progress' && e.done >= 4 && !asked.includes('paused')) {
      s.order('pause')
      setTimeout(() => s.order('resume'), 300)
    }
    if (e.k === 'progress' && e.done >= 8 && asked.length >= 3) s.order('stop')
  })
  const partial = await first.run()
  expect(partial).toMatchObject({ state: 'partial', ending: 'Stopped' })
  expect(partial.rows).toBeGreaterThanOrEqual(16)
  expect(partial.rows).toBeLessThan(60)
  expect(events.filter((e) => e.k === 'paused').map((e) => e.paused)).toEqual([true, false])

  const { session: second } = await session(store, model, { plan: planFor({ limit: 30 }), resume: partial.id })
  const whole = await second.run()
  expect(whole).toMatchObject({ id: partial.id, state: 'complete', rows: 60, failures: 0 })
  expect([...(await store.sweeps.columns(whole.id, 'static')).image]).toEqual(Array.from({ length: 30 }, (_, i) => i))
})

it('tells a bad image and goes on; mended, it is tried again', async () => {
  const folder = path.join(scratch, 'set')
  for (const kind of ['images', 'semseg', 'human_parts', 'normals', 'sal']) {
    fs.mkdirSync(path.join(folder, kind), { recursive: true })
    for (const i of [0, 1, 2]) fs.copyFileSync(path.join(validation, kind, `v00${i}.png`), path.join(folder, kind, `v00${i}.png`))
  }
  const bad = path.join(folder, 'images/v001.png'), good = fs.readFileSync(bad)
  fs.writeFileSync(bad, good.subarray(0, 200))
  const plan = planFor({ dataset: { root: folder }, limit: null })
  const partial = await (await session(store, model, { plan })).session.run()
  expect(partial).toMatchObject({ state: 'complete', images: 3, rows: 4, failures: 1 })
  expect(await store.sweeps.failures(partial.id)).toEqual([{ image: 1, message: expect.stringMatching(/PNG|picture|image/i) as unknown }])
  fs.writeFileSync(bad, good)
  expect(await (await session(store, model, { plan, resume: partial.id })).session.run()).toMatchObject({ state: 'complete', rows: 6, failures: 0 })
})

it('gives up where every image fails', async () => {
  const folder = path.join(scratch, 'broken')
  fs.mkdirSync(folder)
  for (let i = 0; i < 25; i++) fs.writeFileSync(path.join(folder, `b${i}.png`), 'no picture')
  const { session: sweep } = await session(store, model, { plan: planFor({ dataset: { root: folder }, limit: null }) })
  await expect(sweep.run()).rejects.toMatchObject({ value: { code: 'mismatch', message: 'The first 20 images all failed' } })
  expect((await store.sweeps.list())[0]).toMatchObject({ state: 'partial', rows: 0 })
})

it('forced to what the policy chose, a variant has the same rows without a run', async () => {
  const forced = (block: string, gate: 'on' | 'off') => ({ id: `${block.replace('.', '-')}-${gate}`, label: '', model: 0, settings: { ...defaultSettings, blocks: { [block]: gate } } })
  const plan = planFor({ limit: 6, purpose: 'counterfactual', variants: [variants[1]!, forced('s2.b0', 'off'), forced('s2.b0', 'on')] })
  const done = await (await session(store, model, { plan })).session.run()
  const [base, off, on] = await Promise.all(plan.variants.map((v) => store.sweeps.columns(done.id, v.id)))
  for (let i = 0; i < 6; i++) {
    const { lanes, asked } = base!, gate = lanes.some((_, l) => asked[(i * lanes.length + l) * 12 + 4] === 1)
    // A skipped block saves at least its controllers; an equal latency, to the last bit, is a copied row.
    expect(off!.executed[i]! < base!.executed[i]!).toBe(gate)
    expect(on!.latencyMs[i] === base!.latencyMs[i]).toBe(gate)
    expect(off!.latencyMs[i] === base!.latencyMs[i]).toBe(!gate)
  }
  expect(await store.sweeps.densities(done.id, variants[1]!.id)).toBeNull()
})

it('is hidden, brought back, and gone for good when the study closes', async () => {
  const file = path.join(scratch, 'other.duckdb'), own = await Store.open(file)
  const done = await (await session(own, model, { plan: planFor({ limit: 2 }) })).session.run()
  await own.sweeps.update(done.id, { name: 'Named', notes: 'noted' })
  await own.sweeps.delete(done.id)
  expect(await own.sweeps.list()).toEqual([])
  await own.sweeps.restore(done.id)
  expect(await own.sweeps.list()).toMatchObject([{ name: 'Named', notes: 'noted' }])
  await own.sweeps.delete(done.id)
  await own.close()
  const again = await Store.open(file)
  await expect(again.sweeps.restore(done.id)).rejects.toMatchObject({ value: { code: 'not-found' } })
  await again.close()
})
