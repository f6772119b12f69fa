/** What a person may do to a stored run: describe it, hide it, bring it back; hidden runs go when the studio ends. */
import { INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { overviewTable, samplesTable } from './begin'
import type { Database } from './database'
import { findRun, missing } from './list'

export interface RunChange { name?: string; notes?: string; tags?: string[] }

export async function changeRun(db: Database, run: string, { name, notes, tags }: RunChange): Promise<void> {
  const { number } = await findRun(db, run)
  await db.write(async (c) => {
    if (name !== undefined) await c.run('UPDATE runs SET name = $2 WHERE id = $1', [number, name])
    if (notes !== undefined) await c.run('UPDATE runs SET notes = $2 WHERE id = $1', [number, notes])
    if (tags !== undefined) await c.run('UPDATE runs SET tags = $2 WHERE id = $1', [number, listValue([...new Set(tags)])], [INTEGER, LIST(VARCHAR)])
  })
}

/** @throws StudioError `refused` while the run goes on */
export async function hideRun(db: Database, run: string): Promise<void> {
  const { number, state } = await findRun(db, run)
  if (state === 'running') throw new StudioError('refused', 'This run is still going on', { fix: 'Stop it first; what it captured is kept, and can be deleted then.' })
  await db.write((c) => c.run('UPDATE runs SET hidden = true WHERE id = $1', [number]))
}

/** @throws StudioError `not-found` */
export async function restoreRun(db: Database, run: string): Promise<void> {
  const number = /^\d{1,9}$/.test(run) ? Number(run) : 0
  const changed = await db.write(async (c) => (await c.run('UPDATE runs SET hidden = false WHERE id = $1', [number])).rowsChanged)
  if (changed === 0) throw missing(run)
}

const ofARun = ['run_models', 'variants', 'images', 'skipped_images', 'inferences', 'sources', 'phases', 'events', 'meters', 'meter_samples', 'counter_sources', 'counters', 'counter_problems']

/** Deletes what is hidden, for good. */
export async function purge(db: Database): Promise<void> {
  const hidden = await db.rows(z.object({ id: z.number() }), 'SELECT id FROM runs WHERE hidden')
  for (const { id } of hidden) {
    await db.write(async (c) => {
      for (const table of ofARun) await c.run(`DELETE FROM ${table} WHERE run = $1`, [id])
      await c.run(`DROP TABLE ${samplesTable(id)}`)
      await c.run(`DROP TABLE ${overviewTable(id)}`)
      await c.run('DELETE FROM runs WHERE id = $1', [id])
      await c.run('DELETE FROM models WHERE id NOT IN (SELECT model FROM run_models UNION SELECT model FROM sweep_models)')
    })
  }
}

/** A run that a crash left going on keeps what it captured. */
export async function closeCrashed(db: Database): Promise<void> {
  await db.write((c) => c.run(`UPDATE runs SET state = 'partial', ended = saved, ending = 'The studio ended while this run was going on' WHERE state = 'running'`))
}
