/** The trace of an external meter, imported into a run: at most one, and a new one takes its place. It is stored by the meter's own time, so that its alignment may change. */
import { z } from 'zod'
import { alignmentSchema, type MeterMapping } from '@shared/rpc/device-calls'
import type { Alignment } from '@shared/trace/align'
import { Column } from '@shared/trace/column'
import { PowerTrace } from '@shared/trace/power'
import { appendChunks } from './append'
import type { Database } from './database'
import { countRows, decimate, type Points, type Rows, type Span } from './decimate'
import { parse } from './documents'
import type { StoredRun } from './list'
import { addDoubles } from './values'

export interface Meter {
  file: string
  mapping: MeterMapping
  alignment: Alignment
  /** By the meter's time. */
  power: PowerTrace
}

export async function putMeter(db: Database, run: StoredRun, { file, mapping, alignment, power }: Meter): Promise<void> {
  const { at, watts } = power
  await db.write(async (c) => {
    await c.run('DELETE FROM meters WHERE run = $1', [run.number])
    await c.run('DELETE FROM meter_samples WHERE run = $1', [run.number])
    await c.run('INSERT INTO meters VALUES ($1, $2, $3, $4, $5)', [run.number, file, JSON.stringify(mapping), JSON.stringify(alignment), new Date().toISOString()])
    await appendChunks(c, 'meter_samples', power.length, (chunk, from, to) => {
      chunk.setColumns([new Array<number>(to - from).fill(run.number), [...at.subarray(from, to)], [...watts.subarray(from, to)]])
    })
  })
}

async function imported(db: Database, run: StoredRun): Promise<{ file: string; alignment: Alignment } | null> {
  const [meter] = await db.rows(z.object({ file: z.string(), alignment: z.string() }), 'SELECT file, alignment FROM meters WHERE run = $1', [run.number])
  return meter ? { file: meter.file, alignment: parse(db, alignmentSchema, meter.alignment) } : null
}

/** Null where none was imported. */
export async function readMeter(db: Database, run: StoredRun): Promise<{ file: string; power: PowerTrace; alignment: Alignment } | null> {
  const found = await imported(db, run)
  if (!found) return null
  const at = new Column(), watts = new Column()
  await db.each('SELECT t_s, watts FROM meter_samples WHERE run = $1', [run.number], (chunk) => addDoubles(chunk, [at, watts]))
  return { ...found, power: new PowerTrace(at.values, watts.values) }
}

/** For a chart, on the run's clock. Null where none was imported. */
export async function meterTrace(db: Database, run: StoredRun, span: Span): Promise<{ points: Points; rows: number } | null> {
  const found = await imported(db, run)
  if (!found) return null
  const { offsetS, driftPpm } = found.alignment
  const pace = 1 + driftPpm / 1e6, seconds = `((t_s - (${offsetS})) / ${pace})`
  const rows: Rows = {
    table: 'meter_samples', within: `run = ${run.number} AND t_s BETWEEN ${span.from * pace + offsetS} AND ${span.to * pace + offsetS}`,
    begins: seconds, ends: seconds, values: { watts: { low: 'watts', high: 'watts' } }
  }
  const count = await countRows(db, rows)
  return { points: (await decimate(db, rows, span, count)).watts!, rows: count }
}
