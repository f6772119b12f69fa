/** The trace of an external meter, imported into a run. */
import { z } from 'zod'
import { alignmentSchema } from '@shared/rpc/device-calls'
import type { Database } from './database'
import { countRows, decimate, type Points, type Rows, type Span } from './decimate'
import { parse } from './documents'
import type { StoredRun } from './list'

/** Null where none was imported. */
export async function meterTrace(db: Database, run: StoredRun, span: Span): Promise<{ points: Points; rows: number } | null> {
  const [meter] = await db.rows(z.object({ alignment: z.string() }), 'SELECT alignment FROM meters WHERE run = $1', [run.number])
  if (!meter) return null
  const { offsetS, driftPpm } = parse(db, alignmentSchema, meter.alignment)
  const pace = 1 + driftPpm / 1e6, seconds = `((t_s - (${offsetS})) / ${pace})`
  const rows: Rows = {
    table: 'meter_samples', within: `run = ${run.number} AND t_s BETWEEN ${span.from * pace + offsetS} AND ${span.to * pace + offsetS}`,
    begins: seconds, ends: seconds, values: { watts: { low: 'watts', high: 'watts' } }
  }
  const count = await countRows(db, rows)
  return { points: (await decimate(db, rows, span, count)).watts!, rows: count }
}
