/** What perfetto recorded beside a run: counters, each with times of its own, by the run's clock. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { z } from 'zod'
import type { Capabilities } from '@shared/device/capabilities'
import { batteryCounters, isRail } from '@shared/device/counters'
import { batteryReading } from '@shared/runs/perfetto-power'
import { Column } from '@shared/trace/column'
import type { Trace } from '@shared/trace/trace'
import { appendChunks } from './append'
import { samplesTable } from './begin'
import type { Database } from './database'
import { countRows, decimate, type Rows, type Span, type Traces } from './decimate'
import type { StoredRun } from './list'
import { inSpan, secondsOf } from './run-time'
import { addDoubles } from './values'

/** Ascending times in nanoseconds of the device's monotonic clock, and values in the counter's unit. */
export interface CounterReadings { id: string; at: readonly number[]; values: readonly number[] }
/** A recording, as it came from the device; `problems` in words. */
export interface Recorded { counters: readonly CounterReadings[]; problems: readonly string[] }

const sourceSchema = z.object({ id: z.string(), position: z.number() })
const sourcesSql = 'SELECT id, position FROM counter_sources WHERE run = $1 ORDER BY position'

/** Adds to what earlier recordings of the run told. @param shift from the device's clock to the run's, nanoseconds */
export async function appendCounters(c: DuckDBConnection, run: number, { counters, problems }: Recorded, shift: number): Promise<void> {
  const known = (await c.runAndReadAll('SELECT id FROM counter_sources WHERE run = $1 ORDER BY position', [run])).getRows().map(([id]) => String(id))
  for (const { id, at, values } of counters) {
    if (!known.includes(id)) {
      await c.run('INSERT INTO counter_sources VALUES ($1, $2, $3)', [run, known.length, id])
      known.push(id)
    }
    const position = known.indexOf(id)
    await appendChunks(c, 'counters', at.length, (chunk, from, to) => {
      const rows = to - from
      chunk.setColumns([new Array<number>(rows).fill(run), new Array<number>(rows).fill(position), at.slice(from, to).map((ns) => BigInt(ns + shift)), values.slice(from, to)])
    })
  }
  for (const problem of problems) await c.run('INSERT INTO counter_problems VALUES ($1, $2)', [run, problem])
}

/** Into the trace of a run. */
export async function addCounters(db: Database, run: number, trace: Trace): Promise<void> {
  for (const { id, position } of await db.rows(sourceSchema, sourcesSql, [run])) {
    const at = new Column(), values = new Column()
    await db.each('SELECT at_ns::DOUBLE, value FROM counters WHERE run = $1 AND counter = $2 ORDER BY at_ns', [run, position], (chunk) => addDoubles(chunk, [at, values]))
    trace.counters.set(id, { at, values })
  }
  const problems = await db.rows(z.object({ problem: z.string() }), 'SELECT problem FROM counter_problems WHERE run = $1 ORDER BY rowid', [run])
  trace.counterProblems.push(...problems.map((p) => p.problem))
}

/** For a chart, in W: each rail by the steps of its counter, and the battery's current × voltage under `batteryCounters.current`. */
export async function counterTraces(db: Database, run: StoredRun, capabilities: Capabilities, span: Span): Promise<{ traces: Traces; points: number }> {
  const sources = await db.rows(sourceSchema, sourcesSql, [run.number]), traces: Traces = {}
  const battery = await batteryTable(db, run, capabilities, sources)
  const tables = sources.flatMap((s): [string, string][] => (isRail(s.id) ? [[s.id, railTable(run, s.position)]] : s.id === batteryCounters.current && battery ? [[s.id, battery]] : []))
  let points = 0
  for (const [id, table] of tables) {
    const rows: Rows = { table, within: inSpan('at_ns', run, span), begins: secondsOf('at_ns', run), ends: secondsOf('at_ns', run), values: { [id]: { low: 'watts', high: 'watts' } } }
    const count = await countRows(db, rows)
    Object.assign(traces, await decimate(db, rows, span, count))
    points += count
  }
  return { traces, points }
}

/** Joules so far → mean power since the reading before; none where a counter began anew. Readings without news say nothing. */
function railTable(run: StoredRun, counter: number): string {
  const steps = `SELECT at_ns, value, lag(value) OVER (ORDER BY at_ns) AS before FROM counters WHERE run = ${run.number} AND counter = ${counter}`
  const news = `SELECT at_ns, value, before, lag(at_ns) OVER (ORDER BY at_ns) AS since FROM (${steps}) WHERE before IS NULL OR value <> before`
  return `(SELECT at_ns, (value - before) * 1e9 / (at_ns - since) AS watts FROM (${news}) WHERE value > before)`
}

/** With perfetto's own voltage, or the gauge's at that time. Null where either is missing or the sign is unknown. */
async function batteryTable(db: Database, run: StoredRun, capabilities: Capabilities, sources: readonly { id: string; position: number }[]): Promise<string | null> {
  const position = (id: string): number | undefined => sources.find((s) => s.id === id)?.position
  const current = position(batteryCounters.current), own = position(batteryCounters.voltage), reading = batteryReading(capabilities)
  if (current === undefined || reading === null) return null
  const [sampled] = await db.rows(z.object({ position: z.number() }), 'SELECT position FROM sources WHERE run = $1 AND id = $2', [run.number, capabilities.gauge?.voltage ?? ''])
  const volts = own !== undefined ? `SELECT at_ns, value AS volts FROM counters WHERE run = ${run.number} AND counter = ${own}`
    : sampled ? `SELECT at_ns, s${sampled.position} AS volts FROM ${samplesTable(run.number)} WHERE s${sampled.position} IS NOT NULL` : null
  return volts && `(SELECT c.at_ns, ${reading.sign * reading.factor} * c.value * v.volts AS watts FROM (SELECT * FROM counters WHERE run = ${run.number} AND counter = ${current}) c ASOF JOIN (${volts}) v ON c.at_ns >= v.at_ns)`
}
