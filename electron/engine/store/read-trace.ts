/** A stored run back in memory, as `shared/trace` and the analysis take it. */
import { z } from 'zod'
import { lineSchema, phaseNames, type Line } from '@shared/trace/stream'
import { droppedSlots } from '@shared/trace/takes'
import { Trace } from '@shared/trace/trace'
import { samplesTable } from './begin'
import { addCounters } from './counters'
import type { Database } from './database'
import { parse } from './documents'
import type { StoredRun } from './list'
import { addDoubles } from './values'

export async function readTrace(db: Database, run: StoredRun): Promise<Trace> {
  const trace = new Trace()
  for (const line of await rareLines(db, run.number)) trace.add(line)
  await addInferences(db, run.number, trace)
  await addSamples(db, run.number, trace)
  await addCounters(db, run.number, trace)
  trace.restarts = run.restarts
  return trace
}

/** Numbers of slots that enter no figure: cut off, and taken again. */
export async function droppedIn(db: Database, run: number): Promise<number[]> {
  const trace = new Trace()
  for (const line of await rareLines(db, run)) trace.add(line)
  return [...droppedSlots(trace)]
}

/** Phases and everything else that is told seldom, in the order of their times. */
async function rareLines(db: Database, run: number): Promise<Line[]> {
  const events = (await db.rows(z.object({ line: z.string() }), 'SELECT line FROM events WHERE run = $1 ORDER BY rowid', [run])).map((e) => parse(db, lineSchema, e.line))
  const phases = await db.rows(phaseSchema, 'SELECT phase, edge, at_ns::DOUBLE AS "at", slot, round, variant, reason FROM phases WHERE run = $1 ORDER BY rowid', [run])
  const time = (line: Line): number => (line.t === 'inference' ? line.start : line.t === 'profiled' ? Infinity : line.at)
  // The sort is stable: an environment stays before the phases that begin at its time. Phases that it cut end before it in time.
  return [...events, ...phases.map(({ reason, ...p }): Line => ({ t: 'phase', ...p, reason: reason ?? undefined }))].sort((a, b) => compare(time(a), time(b)))
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0)
const phaseSchema = z.object({
  phase: z.enum(phaseNames), edge: z.enum(['begin', 'end']), at: z.number(), slot: z.number().nullable(), round: z.number().nullable(), variant: z.string().nullable(), reason: z.string().nullable()
})

const inferenceSchema = z.object({
  variant: z.string(), image: z.number(), round: z.number(), slot: z.number(), start: z.number(), end: z.number(), route: z.string(), macs: z.number(), warm: z.boolean()
})

async function addInferences(db: Database, run: number, trace: Trace): Promise<void> {
  const sql = 'SELECT variant, image, round, slot, start_ns::DOUBLE AS "start", end_ns::DOUBLE AS "end", route, macs, warm FROM inferences WHERE run = $1'
  const names = ['variant', 'image', 'round', 'slot', 'start', 'end', 'route', 'macs', 'warm']
  await db.each(sql, [run], (chunk) => {
    for (const row of chunk.getRowObjects(names)) trace.add({ t: 'inference', ...inferenceSchema.parse(row) })
  })
}

/** Straight into the columns: ten million lines would be ten million objects. */
async function addSamples(db: Database, run: number, trace: Trace): Promise<void> {
  const sources = await db.rows(z.object({ id: z.string(), position: z.number() }), 'SELECT id, position FROM sources WHERE run = $1 ORDER BY position', [run])
  const columns = [trace.samples.at, ...sources.map((s) => trace.samples.values[trace.sources.indexOf(s.id)]!)]
  const selected = sources.map((s) => `, s${s.position}`).join('')
  await db.each(`SELECT at_ns::DOUBLE${selected} FROM ${samplesTable(run)}`, [], (chunk) => addDoubles(chunk, columns))
  if (trace.samples.at.length > 0) trace.last = Math.max(trace.last, trace.samples.at.values.at(-1)!)
}
