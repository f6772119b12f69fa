/** Describing runs, deleting them and bringing them back. */
import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { DuckDBInstance } from '@duckdb/node-api'
import { Store } from '../../../electron/engine/store/store'
import { environment, inference, meta, sample, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder()

async function stored(store: Store, name: string): Promise<string> {
  const writer = await store.begin({ ...meta, name })
  await writer.append([environment(), sample(start, [1, 2, 3]), inference(start, 5)])
  await writer.finish('finished', null)
  return writer.id
}

it('keeps names, notes and tags, and leaves the rest alone', async () => {
  const file = path.join(scratch, 'edit.duckdb')
  let store = await Store.open(file)
  const id = await stored(store, 'Before')
  expect(await store.update(id, { name: 'It\'s "after"', tags: ['cold', 'glasses', 'cold'] })).toMatchObject({ name: 'It\'s "after"', notes: '', tags: ['cold', 'glasses'] })
  expect(await store.update(id, { notes: 'kühl\nin the lab' })).toMatchObject({ name: 'It\'s "after"', notes: 'kühl\nin the lab', tags: ['cold', 'glasses'] })
  await store.close()
  store = await Store.open(file)
  expect(await store.runs()).toMatchObject([{ id, name: 'It\'s "after"', notes: 'kühl\nin the lab', tags: ['cold', 'glasses'], inferences: 1, models: meta.models }])
  expect(await store.update(id, { tags: [] })).toMatchObject({ tags: [] })
  await store.close()
})

it('may be renamed while it goes on', async () => {
  const store = await Store.open(path.join(scratch, 'busy.duckdb'))
  const writer = await store.begin(meta)
  const saves = Array.from({ length: 20 }, async (_, i) => {
    await writer.append(i === 0 ? [environment()] : [sample(start + i * 1e6, [i, 1, 2])])
    await writer.save()
    await store.update(writer.id, { notes: `batch ${i}` })
  })
  await Promise.all(saves)
  expect(await store.runs()).toMatchObject([{ samples: 19, state: 'running', notes: expect.stringContaining('batch') as unknown }])
  await writer.finish('finished', null)
  await store.close()
})

it('hides a deleted run until the studio ends, and can bring it back', async () => {
  const file = path.join(scratch, 'undo.duckdb')
  let store = await Store.open(file)
  const [kept, gone, back] = [await stored(store, 'kept'), await stored(store, 'gone'), await stored(store, 'back')]
  await store.delete(gone)
  await store.delete(back)
  expect((await store.runs()).map((r) => r.name)).toEqual(['kept'])
  await expect(store.detail(gone)).rejects.toMatchObject({ value: { code: 'not-found' } })
  await store.restore(back)
  expect((await store.runs()).map((r) => r.name)).toEqual(['back', 'kept'])
  await store.close()
  store = await Store.open(file)
  expect((await store.runs()).map((r) => r.id)).toEqual([back, kept])
  await expect(store.restore(gone)).rejects.toMatchObject({ value: { code: 'not-found' } })
  // A number is never given to another run.
  expect(Number(await stored(store, 'next'))).toBeGreaterThan(Number(back))
  await store.close()

  const db = await DuckDBInstance.create(file), connection = await db.connect()
  const count = async (sql: string) => (await connection.runAndReadAll(sql)).getRows()[0]![0]
  for (const table of ['inferences', 'events', 'sources', 'images', 'variants', 'run_models']) expect(await count(`SELECT count(*)::INTEGER FROM ${table} WHERE run = ${gone}`), table).toBe(0)
  expect(await count(`SELECT count(*)::INTEGER FROM duckdb_tables() WHERE table_name IN ('samples_${gone}', 'overview_${gone}')`)).toBe(0)
  expect(await count('SELECT count(*)::INTEGER FROM models')).toBe(1)
  connection.closeSync()
  db.closeSync()
})

it('refuses to delete a run that goes on, and names that are no run', async () => {
  const store = await Store.open(path.join(scratch, 'refuse.duckdb'))
  const writer = await store.begin(meta)
  await expect(store.delete(writer.id)).rejects.toMatchObject({ value: { code: 'refused' } })
  for (const name of ['99', '1; DROP TABLE runs', '', '-1', '1e3']) await expect(store.detail(name), name).rejects.toMatchObject({ value: { code: 'not-found' } })
  await store.close()
  const again = await Store.open(path.join(scratch, 'refuse.duckdb'))
  expect(await again.runs()).toMatchObject([{ state: 'partial', ending: 'The studio was closed while this run was going on' }])
  await again.close()
  expect(fs.existsSync(path.join(scratch, 'refuse.duckdb.wal'))).toBe(false)
})
