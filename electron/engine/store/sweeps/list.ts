/** Sweeps as lists show them, and what one needs to go on. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { densitySize, sweepLayoutSchema, type SweepLayout } from '@shared/sweep/layout'
import { sweepPlanSchema, sweepStateSchema, type Sweep } from '@shared/sweep/plan'
import type { Database } from '../database'
import { text } from '../values'
import { parse } from '../documents'
import type { SweepImage } from './begin'
import { rowsTable } from './table'

const rowSchema = z.object({
  number: z.number(), name: z.string(), notes: z.string(), started: z.string(), ended: z.string().nullable(), state: sweepStateSchema, ending: z.string().nullable(),
  plan: z.string(), title: z.string(), seconds: z.number(), images: z.number(), failures: z.number()
})
export type StoredSweep = Sweep & { number: number }

const select = `SELECT id AS number, name, notes, started, ended, state, ending, plan, title, seconds,
  (SELECT count(*)::INTEGER FROM sweep_images i WHERE i.sweep = s.id) AS images, (SELECT count(*)::INTEGER FROM sweep_failures f WHERE f.sweep = s.id) AS failures FROM sweeps s`

/** Newest first, without hidden ones. */
export const listSweeps = async (db: Database): Promise<Sweep[]> => (await visible(db, 'true')).map(asSweep)

export const asSweep = ({ number: _, ...sweep }: StoredSweep): Sweep => sweep

/** @throws StudioError `not-found` */
export async function findSweep(db: Database, sweep: string): Promise<StoredSweep> {
  const [found] = /^\d{1,9}$/.test(sweep) ? await visible(db, 'id = $1', [Number(sweep)]) : []
  if (!found) throw missingSweep(sweep)
  return found
}

export const missingSweep = (sweep: string): StudioError => new StudioError('not-found', `There is no sweep ${sweep} in this study`, { fix: 'It may have been deleted; look at the list of sweeps.' })

async function visible(db: Database, condition: string, values: number[] = []): Promise<StoredSweep[]> {
  const found = await db.rows(rowSchema, `${select} WHERE NOT hidden AND ${condition} ORDER BY id DESC`, values)
  return Promise.all(found.map(async (row) => {
    const plan = parse(db, sweepPlanSchema, row.plan)
    const models = await db.rows(z.object({ name: z.string(), file: z.string(), hash: z.string() }), 'SELECT name, file, hash FROM sweep_models s JOIN models m ON m.id = s.model WHERE sweep = $1 ORDER BY position', [row.number])
    const [rows] = await db.rows(z.object({ n: z.number() }), `SELECT count(*)::INTEGER AS n FROM ${rowsTable(row.number)}`)
    return { ...row, id: String(row.number), plan, models, rows: rows!.n, total: row.images * plan.variants.length }
  }))
}

export async function readLayouts(db: Database, sweep: number): Promise<SweepLayout[]> {
  const rows = await db.rows(z.object({ layout: z.string() }), 'SELECT layout FROM sweep_variants WHERE sweep = $1 ORDER BY position', [sweep])
  return rows.map((r) => parse(db, sweepLayoutSchema, r.layout))
}

/** Column by column: a check of each of 100,000 rows would take as long as reading them. */
export async function readImages(db: Database, sweep: number): Promise<SweepImage[]> {
  const [names, paths] = await db.columns('SELECT name, path FROM sweep_images WHERE sweep = $1 ORDER BY position', [sweep])
  return names!.map((name, i) => ({ name: text(name), path: text(paths![i]!) }))
}

/** Images whose rows are there. Those that failed are tried again: a person may have mended them. */
export async function doneImages(db: Database, sweep: number): Promise<Set<number>> {
  const rows = await db.rows(z.object({ image: z.number() }), `SELECT DISTINCT image FROM ${rowsTable(sweep)}`)
  return new Set(rows.map((r) => r.image))
}

export async function isStored(db: Database, sweep: number, image: number): Promise<boolean> {
  return (await db.rows(z.object({ image: z.number() }), `SELECT image FROM ${rowsTable(sweep)} WHERE image = $2 UNION SELECT image FROM sweep_failures WHERE sweep = $1 AND image = $2 LIMIT 1`, [sweep, image])).length > 0
}

/** How often each token was selected (`densitySize`); null where densities were not kept. */
export async function readDensity(db: Database, sweep: number, variant: number, layout: SweepLayout): Promise<Uint32Array | null> {
  const [row] = await db.rows(z.object({ counts: z.instanceof(Uint8Array) }), 'SELECT counts FROM sweep_densities WHERE sweep = $1 AND variant = $2', [sweep, variant])
  if (!row) return null
  // A copy of its own starts at an aligned address. (Not slice(): a Node Buffer would give a view.)
  const counts = new Uint32Array(new Uint8Array(row.counts).buffer)
  if (counts.length !== densitySize(layout)) throw new StudioError('unreadable', 'This study holds something unknown', { why: `Densities of ${counts.length} tokens where ${densitySize(layout)} are expected.`, fix: 'Put a copy of the file back.', file: db.file })
  return counts
}

export const readFailures = (db: Database, sweep: number): Promise<{ image: number; message: string }[]> =>
  db.rows(z.object({ image: z.number(), message: z.string() }), 'SELECT image, message FROM sweep_failures WHERE sweep = $1 ORDER BY image', [sweep])
