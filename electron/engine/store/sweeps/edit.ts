/** What a person may do to a stored sweep, and what becomes of those that a crash left going on. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import type { Database } from '../database'
import { findSweep, missingSweep } from './list'
import { rowsTable } from './table'

export interface SweepChange { name?: string; notes?: string }

export async function changeSweep(db: Database, sweep: string, { name, notes }: SweepChange): Promise<void> {
  const { number } = await findSweep(db, sweep)
  await db.write(async (c) => {
    if (name !== undefined) await c.run('UPDATE sweeps SET name = $2 WHERE id = $1', [number, name])
    if (notes !== undefined) await c.run('UPDATE sweeps SET notes = $2 WHERE id = $1', [number, notes])
  })
}

/** @throws StudioError `refused` while it goes on */
export async function hideSweep(db: Database, sweep: string): Promise<void> {
  const { number, state } = await findSweep(db, sweep)
  if (state === 'running' || state === 'paused') throw new StudioError('refused', 'This sweep is still going on', { fix: 'Stop it first; its rows are kept, and can be deleted then.' })
  await db.write((c) => c.run('UPDATE sweeps SET hidden = true WHERE id = $1', [number]))
}

/** @throws StudioError `not-found` */
export async function restoreSweep(db: Database, sweep: string): Promise<void> {
  const number = /^\d{1,9}$/.test(sweep) ? Number(sweep) : 0
  const changed = await db.write(async (c) => (await c.run('UPDATE sweeps SET hidden = false WHERE id = $1', [number])).rowsChanged)
  if (changed === 0) throw missingSweep(sweep)
}

const ofASweep = ['sweep_models', 'sweep_variants', 'sweep_images', 'sweep_failures', 'sweep_densities']

/** Deletes what is hidden, for good. */
export async function purgeSweeps(db: Database): Promise<void> {
  for (const { id } of await db.rows(z.object({ id: z.number() }), 'SELECT id FROM sweeps WHERE hidden')) {
    await db.write(async (c) => {
      for (const table of ofASweep) await c.run(`DELETE FROM ${table} WHERE sweep = $1`, [id])
      await c.run(`DROP TABLE ${rowsTable(id)}`)
      await c.run('DELETE FROM sweeps WHERE id = $1', [id])
    })
  }
}

/** Their rows are whole images: they can go on from there. */
export async function closeCrashedSweeps(db: Database): Promise<void> {
  await db.write((c) => c.run(`UPDATE sweeps SET state = 'partial', ended = saved, ending = 'The studio ended while this sweep was going on' WHERE state IN ('running', 'paused')`))
}
