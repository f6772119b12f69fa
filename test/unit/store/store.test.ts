/** A run's way through the store: written, listed, read back, changed, deleted. */
import path from 'node:path'
import { expect, it, vi } from 'vitest'
import { runDetailSchema } from '@shared/runs/run'
import type { Line } from '@shared/trace/stream'
import type { Column } from '@shared/trace/column'
import { Trace } from '@shared/trace/trace'
import { Store } from '../../../electron/engine/store/store'
import { environment, inference, meta, phase, sample, start } from '../../support/runs'
import { storedLines } from '../../support/stored-run'
import { scratchFolder } from './support'

const scratch = scratchFolder()
let files = 0
const newFile = (): string => path.join(scratch, `${files++}.duckdb`)
it('keeps a run as it came, over closing and opening', async () => {
  const file = newFile(), store = await Store.open(file)
  const writer = await store.begin({ ...meta, name: 'First' })
  expect((await store.runs())[0]).toMatchObject({ id: writer.id, name: 'First', state: 'running', ended: null, inferences: 0 })
  await writer.append(storedLines.slice(0, 5))
  await writer.save()
  await writer.append(storedLines.slice(5))
  await writer.finish('finished', null)
  await store.close()

  const again = await Store.open(file)
  const [run] = await again.runs()
  expect(run).toMatchObject({ name: 'First', state: 'finished', ending: null, simulated: true, device: 'M4000', models: meta.models, inferences: 2, samples: 2, durationS: 5 })
  expect(Object.keys(run!)).not.toContain('number')
  expect(await again.documents(run!.id)).toEqual({ plan: meta.plan, capabilities: meta.capabilities, images: meta.images, skipped: [] })
  const live = new Trace()
  for (const line of storedLines) live.add(line)
  expect(plain(await again.trace(run!.id))).toEqual(plain(live))
  await again.close()
})

it('goes on when a runner comes back with other sources, also after a restart of the device', async () => {
  const told: Line[] = [
    environment(start, ['current', 'zone0']), phase('begin', start + 1), sample(start + 2, [1, 30]), inference(start + 3, 1),
    // Plugged in again: the same clock, one source more, another order.
    environment(start + 9e9, ['zone0', 'voltage', 'current']), phase('begin', start + 10e9), sample(start + 11e9, [31, 3.8, 2]), phase('end', start + 12e9),
    // Switched off and on: its clock begins anew.
    environment(5e9, ['voltage']), sample(6e9, [3.9]), inference(7e9, 2, { variant: 'adaptive' })
  ]
  for (const size of [told.length, 1, 4]) {
    const store = await Store.open(newFile()), writer = await store.begin(meta)
    for (let i = 0; i < told.length; i += size) {
      await writer.append(told.slice(i, i + size))
      await writer.save()
    }
    await writer.finish('finished', null)
    const live = new Trace()
    for (const line of told) live.add(line)
    expect(live.restarts).toBe(1)
    expect(plain(await store.trace(writer.id)), `batches of ${size}`).toEqual(plain(live))
    expect((await store.runs())[0]!.durationS).toBeCloseTo(live.seconds(live.last), 9)
    await store.close()
  }
})

it('saves by itself within two seconds', async () => {
  const store = await Store.open(newFile()), writer = await store.begin(meta)
  await writer.append(storedLines)
  expect((await store.runs())[0]!.inferences).toBe(0)
  await vi.waitUntil(async () => (await store.runs())[0]!.inferences === 2, { timeout: 2000, interval: 20 })
  await writer.finish('finished', null)
  await store.close()
})

it('computes a run\'s figures from what was captured', async () => {
  const store = await Store.open(newFile()), writer = await store.begin(meta)
  await writer.append(storedLines)
  await writer.finish('partial', 'Cancelled')
  const detail = await store.detail(writer.id)
  expect(runDetailSchema.parse(detail)).toEqual(detail)
  expect(detail).toMatchObject({ id: writer.id, state: 'partial', ending: 'Cancelled', plan: meta.plan, images: meta.images, validity: { badge: 'simulated' } })
  expect(detail.variants.find((v) => v.id === 'static')).toMatchObject({ inferences: 2, latencyMs: { min: 30, max: 32 } })
  await store.close()
})

it('refuses samples that do not fit their sources, and stores none of that batch', async () => {
  const store = await Store.open(newFile()), writer = await store.begin(meta)
  await writer.append([environment(), sample(start, [1, 2])])
  await expect(writer.save()).rejects.toMatchObject({ value: { code: 'mismatch' } })
  expect((await store.runs())[0]).toMatchObject({ samples: 0 })
  await expect(store.close()).rejects.toMatchObject({ value: { code: 'mismatch' } })
})

/** What a trace holds, in the order in which it holds it. */
const plain = (t: Trace): unknown => ({
  sources: t.sources, at: [...t.samples.at.values], values: t.samples.values.map((c) => [...c.values]), variants: t.variants, routes: t.routes,
  inferences: Object.entries<Column>({ ...t.inferences }).map(([k, c]) => [k, [...c.values]]), spans: t.spans, errors: t.errors, sampler: t.sampler, done: t.done, restarts: t.restarts, first: t.first, last: t.last
})

it('keeps which images could not be read, until the run goes', async () => {
  const file = newFile(), store = await Store.open(file), skipped = [{ path: '/images/broken.png', why: 'This picture is cut off' }, { path: '/images/gone.png', why: 'There is no such file' }]
  const writer = await store.begin({ ...meta, skipped })
  await writer.finish('finished', null)
  const detail = await store.detail(writer.id)
  expect(detail.skipped).toEqual(skipped)
  expect(detail.validity.reasons).toContainEqual({ id: 'images', state: 'look', text: '2 images left out that could not be read, first /images/broken.png: This picture is cut off' })
  await store.close()
})

it('of a slot that was cut off and taken again, the piece is in no distribution', async () => {
  const store = await Store.open(newFile()), writer = await store.begin(meta), slot = { slot: 1_000_000 }
  await writer.append([
    environment(), phase('begin', start + 1e9), inference(start + 1.1e9, 500), environment(start + 9e9),
    { ...phase('begin', start + 10e9), ...slot }, inference(start + 10.1e9, 20, slot), inference(start + 10.2e9, 22, slot), { ...phase('end', start + 11e9), ...slot }
  ] as Line[])
  await writer.finish('finished', null)
  expect(await store.latencies(writer.id)).toEqual({ static: [20, 22] })
  expect((await store.detail(writer.id)).variants[0]).toMatchObject({ id: 'static', inferences: 2 })
  const { latency, outliers } = await store.series(writer.id, { from: null, to: null, columns: 100 })
  expect(latency.static!.v).toEqual([500, 20, 22])
  expect(outliers.static?.v ?? []).toEqual([])
  await store.close()
})
