/** Study files of every version there has been are opened, upgraded, and hold what they held. */
import fs from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { Trace } from '@shared/trace/trace'
import { Database } from '../../../electron/engine/store/database'
import { currentVersion, migrate } from '../../../electron/engine/store/migrate'
import { Store } from '../../../electron/engine/store/store'
import { storedLines, storedMeta } from '../../support/stored-run'
import { storedSweepMeta } from '../../support/stored-sweep'
import { scratchFolder } from './support'

const scratch = scratchFolder()
const fixtures = path.join(import.meta.dirname, '../../fixtures/store')
const versions = Array.from({ length: currentVersion }, (_, i) => i + 1)

const firstWithSweep = 4

async function expectStored(store: Store, id: string): Promise<void> {
  expect(await store.sweeps.get(id)).toMatchObject({ name: 'Stored sweep', state: 'complete', images: 3, rows: 4, total: 6, failures: 1, plan: storedSweepMeta.plan, models: storedSweepMeta.models })
  expect(await store.sweeps.images(id)).toEqual(storedSweepMeta.images)
  expect(await store.sweeps.failures(id)).toEqual([{ image: 1, message: 'torn.png: This is no picture' }])
  expect(await store.sweeps.columns(id, 'adaptive')).toMatchObject({
    rows: 2, image: Uint32Array.of(0, 2), executed: Float32Array.of(60, 61), difficulty: Float32Array.of(0.25, 0.75), routes: ['11', '10'], route: Uint32Array.of(1, 0),
    asked: Uint8Array.of(1, 0, 0, 0, 1, 1, 0, 1), tokens: Float32Array.of(0.5, 0, 0.5, 1)
  })
  const [pooled] = await store.sweeps.pooled(id, ['adaptive'], null)
  // Intersections over unions, pooled: 12 of 16 and 4 of 8 pixels.
  expect(pooled).toMatchObject({ images: 2, executed: 60.5, tasks: [{ task: 'semseg', figures: [{ name: 'mIoU', value: 62.5 }] }, { task: 'normals' }] })
  expect((await store.sweeps.densities(id, 'adaptive'))!.blocks['s1.b0']).toEqual({ semseg: Float32Array.of(0.5), normals: Float32Array.of(0.5), union: Float32Array.of(0.5) })
}

it.each(versions)('version %i opens and upgrades', async (version) => {
  const file = path.join(scratch, `v${version}.duckdb`)
  fs.writeFileSync(file, gunzipSync(fs.readFileSync(path.join(fixtures, `v${version}.duckdb.gz`))))
  const store = await Store.open(file)
  const [stopped, finished] = await store.runs()
  expect(stopped).toMatchObject({ name: 'Stopped', state: 'partial', ending: 'Cancelled' })
  expect(finished).toMatchObject({ name: 'Sample', notes: 'of the first version', tags: ['fixture'], state: 'finished', inferences: 2, samples: 2, durationS: 5, simulated: true, models: storedMeta.models })
  const { plan, capabilities, images } = storedMeta
  expect(await store.documents(finished!.id)).toEqual({ plan, capabilities, images, skipped: [] })
  const live = new Trace(), trace = await store.trace(finished!.id)
  for (const line of storedLines) live.add(line)
  expect(trace.spans).toEqual(live.spans)
  expect([...trace.inferences.end.values]).toEqual([...live.inferences.end.values])
  expect(trace.samples.values.map((c) => [...c.values])).toEqual(live.samples.values.map((c) => [...c.values]))
  expect((await store.series(finished!.id, { from: null, to: null, columns: 100 })).sources.power!.v).toEqual([0.76, 1.85])
  const sweeps = await store.sweeps.list()
  expect(sweeps).toHaveLength(version < firstWithSweep ? 0 : 1)
  if (version >= firstWithSweep) await expectStored(store, sweeps[0]!.id)
  const more = await store.begin(storedMeta)
  await more.append(storedLines)
  await more.finish('finished', null)
  expect(await store.runs()).toHaveLength(3)
  await store.close()
  await (await Store.open(file)).close()
})

it('an upgrade that is interrupted leaves the version before it', async () => {
  const file = path.join(scratch, 'interrupted.duckdb')
  let db = await Database.open(file)
  await migrate(db, 0)
  await expect(db.write(async (c) => {
    await c.run('CREATE TABLE half (a INTEGER); UPDATE format SET version = 1')
    throw new Error('interrupted')
  })).rejects.toThrow('interrupted')
  await db.close()
  db = await Database.open(file)
  await migrate(db)
  await db.close()
  const store = await Store.open(file)
  expect(await store.runs()).toEqual([])
  await store.close()
})
