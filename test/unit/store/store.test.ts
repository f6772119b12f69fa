/** A run's way through the store: written, listed, read back, changed, deleted. */
import path from 'node:path'
import { expect, it } from 'vitest'
import type { Line } from '@shared/trace/stream'
import type { Column } from '@shared/trace/column'
import { Trace } from '@shared/trace/trace'
import { Store } from '../../../electron/engine/store/store'
import { done, environment, inference, meta, phase, sample, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder()
let files = 0
const newFile = (): string => path.join(scratch, `${files++}.duckdb`)
const s = (seconds: number): number => start + seconds * 1e9

const lines: Line[] = [
  environment(), phase('begin', s(0.5), 'idle', null), sample(s(1), [-0.2, 3.8, 31.5]), phase('end', s(2), 'idle', null),
  inference(s(2.1), 40, { slot: -1, warm: true }),
  phase('begin', s(3)), inference(s(3.1), 30), sample(s(3.2), [-0.5, 3.7, null]), inference(s(3.3), 32, { image: 1, route: '1111' }), phase('end', s(4)),
  { t: 'error', at: s(4.1), code: 'image', message: 'one image was odd', fatal: false },
  { t: 'sampler', at: s(4.2), samples: 2, cpuNs: 1e6, medianNs: 9e4, late: 0 }, done(s(5), 2)
]

it('keeps a run as it came, over closing and opening', async () => {
  const file = newFile(), store = await Store.open(file)
  const writer = await store.begin({ ...meta, name: 'First' })
  expect((await store.runs())[0]).toMatchObject({ id: writer.id, name: 'First', state: 'running', ended: null, inferences: 0 })
  await writer.append(lines.slice(0, 5))
  await writer.save()
  await writer.append(lines.slice(5))
  await writer.finish('finished', null)
  await store.close()

  const again = await Store.open(file)
  const [run] = await again.runs()
  expect(run).toMatchObject({ name: 'First', state: 'finished', ending: null, simulated: true, device: 'M4000', models: meta.models, inferences: 3, samples: 2, durationS: 5 })
  expect(Object.keys(run!)).not.toContain('number')
  expect(await again.documents(run!.id)).toEqual({ plan: meta.plan, capabilities: meta.capabilities, images: meta.images })
  const live = new Trace()
  for (const line of lines) live.add(line)
  expect(plain(await again.trace(run!.id))).toEqual(plain(live))
  await again.close()
})

/** What a trace holds, in the order in which it holds it. */
const plain = (t: Trace): unknown => ({
  sources: t.sources, at: [...t.samples.at.values], values: t.samples.values.map((c) => [...c.values]), variants: t.variants, routes: t.routes,
  inferences: Object.entries<Column>({ ...t.inferences }).map(([k, c]) => [k, [...c.values]]), spans: t.spans, errors: t.errors, sampler: t.sampler, done: t.done, restarts: t.restarts, first: t.first, last: t.last
})
