/** Latencies over time, and as a distribution. Warm-up inferences are shown, as the slope they are, and those of a slot that was cut off and taken again; they have no part in any figure. */
import { z } from 'zod'
import type { Series } from '@shared/rpc/device-calls'
import type { Database } from './database'
import { countRows, decimate, type Points, type Rows, type Span } from './decimate'
import type { StoredRun } from './list'
import { droppedIn } from './read-trace'
import { inSpan, secondsOf } from './run-time'
import { numbers } from './values'

const ms = '(end_ns - start_ns) / 1e6'
const fenceSchema = z.object({ variant: z.string(), q1: z.number().nullable(), q3: z.number().nullable() })
type Fences = z.infer<typeof fenceSchema>

/** By variant, and those beyond Tukey's fences (of the whole run) once more. One query reads all of them: many small ones take longer than what they find. */
export async function latencyTraces(db: Database, run: StoredRun, span: Span): Promise<{ latency: Series['latency']; outliers: Series['outliers']; inferences: number }> {
  const counts = await countingIn(db, run), fences = await fencesOf(db, run, counts), values: Rows['values'] = {}
  const where = (condition: string): Rows['values'][string] => { const v = `CASE WHEN ${condition} THEN ${ms} END`; return { low: v, high: v } }
  for (const { variant, q1, q3 } of fences) {
    const own = `variant = ${literal(variant)}`
    values[`all ${variant}`] = where(own)
    if (q1 === null || q3 === null) continue
    const reach = 1.5 * (q3 - q1)
    values[`beyond ${variant}`] = where(`${own} AND ${counts} AND ${ms} NOT BETWEEN ${q1 - reach} AND ${q3 + reach}`)
  }
  const rows: Rows = { table: 'inferences', within: `run = ${run.number} AND ${inSpan('start_ns', run, span)}`, begins: secondsOf('start_ns', run), ends: secondsOf('start_ns', run), values }
  const inferences = await countRows(db, rows)
  const traces = fences.length > 0 ? await decimate(db, rows, span, inferences / fences.length) : {}
  const latency: Series['latency'] = {}, outliers: Series['outliers'] = {}
  for (const { variant } of fences) {
    latency[variant] = present(traces[`all ${variant}`])
    if (`beyond ${variant}` in traces) outliers[variant] = present(traces[`beyond ${variant}`])
  }
  return { latency, outliers, inferences }
}

/** Inferences are points: nothing lies between them, and nothing breaks. */
function present(points: Points = { t: [], v: [] }): Points {
  const kept: Points = { t: [], v: [] }
  for (const [i, v] of points.v.entries()) {
    if (v === null) continue
    kept.t.push(points.t[i]!)
    kept.v.push(v)
  }
  return kept
}

interface Known { inferences: number; fences: Fences[] }
/** Quartiles of a long run take a tenth of a second: they are kept while its inferences are the same. */
const known = new WeakMap<Database, Map<number, Known>>()

async function fencesOf(db: Database, run: StoredRun, counts: string): Promise<Fences[]> {
  const runs = known.get(db) ?? new Map<number, Known>()
  known.set(db, runs)
  const before = runs.get(run.number)
  if (before?.inferences === run.inferences) return before.fences
  const quartile = (q: number): string => `quantile_cont(${ms}, ${q}) FILTER (${counts})::DOUBLE`
  const fences = await db.rows(fenceSchema, `SELECT variant, ${quartile(0.25)} AS q1, ${quartile(0.75)} AS q3 FROM inferences WHERE run = $1 GROUP BY variant ORDER BY variant`, [run.number])
  runs.set(run.number, { inferences: run.inferences, fences })
  return fences
}

/** Of an inference that counts. */
async function countingIn(db: Database, run: StoredRun): Promise<string> {
  const dropped = await droppedIn(db, run.number)
  return dropped.length === 0 ? 'NOT warm' : `NOT warm AND slot NOT IN (${dropped.join(', ')})`
}

const literal = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`

/** At most `most` latencies of each variant in ms, evenly taken over the run. */
export async function readLatencies(db: Database, run: StoredRun, most: number): Promise<Record<string, number[]>> {
  const counts = await countingIn(db, run)
  const variants = await db.rows(z.object({ variant: z.string() }), `SELECT DISTINCT variant FROM inferences WHERE run = $1 AND ${counts} ORDER BY variant`, [run.number])
  const latencies: Record<string, number[]> = {}
  for (const { variant } of variants) {
    const [taken] = await db.columns(
      `SELECT ms FROM (SELECT (${ms})::DOUBLE AS ms, start_ns, row_number() OVER (ORDER BY start_ns) AS i, count(*) OVER () AS n FROM inferences WHERE run = $1 AND variant = $2 AND ${counts})
       WHERE n <= $3 OR (i * $3) // n > ((i - 1) * $3) // n ORDER BY start_ns`, [run.number, variant, most])
    latencies[variant] = numbers(taken ?? [])
  }
  return latencies
}
