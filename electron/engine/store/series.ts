/** The traces of a run's page for a span of its time. */
import { z } from 'zod'
import type { Capabilities } from '@shared/device/capabilities'
import { alignmentSchema, type Series } from '@shared/rpc/device-calls'
import { samplesTable } from './begin'
import type { Database } from './database'
import { decimate, type Points, type Span } from './decimate'
import type { StoredRun } from './list'
import { numbers } from './values'

/** The trace of an imported meter, in W. */
export const meterSource = 'meter'

/** @param asked seconds since the run's first line; null is the run's own end */
export async function readSeries(db: Database, run: StoredRun, capabilities: Capabilities, asked: { from: number | null; to: number | null; columns: number }): Promise<Series> {
  const from = asked.from ?? 0, to = Math.max(asked.to ?? run.durationS, from + 1e-6)
  const span = { from, to, columns: asked.columns }, origin = run.firstNs ?? 0
  const ns = { from: Math.floor(origin + from * 1e9), to: Math.ceil(origin + to * 1e9) }
  const sources = await sourceTraces(db, run, capabilities, span, ns)
  const { latency, outliers, inferences } = await latencyTraces(db, run, span, ns)
  const meter = await meterTrace(db, run, span)
  return {
    from, to, phases: await phaseBands(db, run), latency, outliers,
    sources: meter ? { ...sources.traces, [meterSource]: meter.points } : sources.traces,
    points: sources.points + inferences + (meter?.rows ?? 0)
  }
}

interface Nanoseconds { from: number; to: number }

async function sourceTraces(db: Database, run: StoredRun, { sources, gauge }: Capabilities, span: Span, ns: Nanoseconds): Promise<{ traces: Record<string, Points>; points: number }> {
  const stored = await db.rows(z.object({ id: z.string(), position: z.number() }), 'SELECT id, position FROM sources WHERE run = $1 ORDER BY position', [run.number])
  const column = new Map(stored.map((s) => [s.id, `s${s.position}`]))
  const values: Record<string, string> = Object.fromEntries(column)
  const current = gauge && column.get(gauge.current), voltage = gauge && column.get(gauge.voltage)
  const hasPower = sources.some((s) => s.kind === 'power' && column.has(s.id))
  if (current && voltage && gauge.dischargeSign !== null && !hasPower) values.power = `${gauge.dischargeSign} * ${current} * ${voltage}`
  const { traces, rows } = await decimate(db, samplesTable(run.number), seconds('at_ns', run), `at_ns BETWEEN ${ns.from} AND ${ns.to}`, values, span)
  return { traces, points: rows * column.size }
}

const seconds = (column: string, run: StoredRun): string => `(${column} - ${run.firstNs ?? 0}::BIGINT) / 1e9`

/** Warm-up inferences are shown, as the slope they are; they have no part in the fences. */
async function latencyTraces(db: Database, run: StoredRun, span: Span, ns: Nanoseconds): Promise<{ latency: Series['latency']; outliers: Series['outliers']; inferences: number }> {
  const ms = '(end_ns - start_ns) / 1e6'
  const fences = await db.rows(z.object({ variant: z.string(), q1: z.number().nullable(), q3: z.number().nullable() }),
    `SELECT variant, quantile_cont(${ms}, 0.25) FILTER (NOT warm)::DOUBLE AS q1, quantile_cont(${ms}, 0.75) FILTER (NOT warm)::DOUBLE AS q3 FROM inferences WHERE run = $1 GROUP BY variant ORDER BY variant`, [run.number])
  const latency: Series['latency'] = {}, outliers: Series['outliers'] = {}
  let inferences = 0
  for (const { variant, q1, q3 } of fences) {
    const within = `run = ${run.number} AND variant = ${literal(variant)} AND start_ns BETWEEN ${ns.from} AND ${ns.to}`
    const all = await decimate(db, 'inferences', seconds('start_ns', run), within, { ms }, span)
    latency[variant] = all.traces.ms!
    inferences += all.rows
    if (q1 === null || q3 === null) continue
    const reach = 1.5 * (q3 - q1)
    const beyond = await decimate(db, 'inferences', seconds('start_ns', run), `${within} AND NOT warm AND ${ms} NOT BETWEEN ${q1 - reach} AND ${q3 + reach}`, { ms }, span)
    outliers[variant] = beyond.traces.ms!
  }
  return { latency, outliers, inferences }
}

const literal = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`

async function meterTrace(db: Database, run: StoredRun, span: Span): Promise<{ points: Points; rows: number } | null> {
  const [meter] = await db.rows(z.object({ alignment: z.string() }), 'SELECT alignment FROM meters WHERE run = $1', [run.number])
  if (!meter) return null
  const { offsetS, driftPpm } = alignmentSchema.parse(JSON.parse(meter.alignment))
  const pace = 1 + driftPpm / 1e6
  const within = `run = ${run.number} AND t_s BETWEEN ${span.from * pace + offsetS} AND ${span.to * pace + offsetS}`
  const { traces, rows } = await decimate(db, 'meter_samples', `(t_s - (${offsetS})) / ${pace}`, within, { watts: 'watts' }, span)
  return { points: traces.watts!, rows }
}

/** All phases of the run: a chart shades what it shows of them. One that never ended, e.g. because of an unplug, ends where the run does. */
async function phaseBands(db: Database, run: StoredRun): Promise<Series['phases']> {
  const edges = await db.rows(
    z.object({ phase: z.string(), edge: z.string(), t: z.number(), slot: z.number().nullable(), round: z.number().nullable(), variant: z.string().nullable() }),
    `SELECT phase, edge, (${seconds('at_ns', run)})::DOUBLE AS t, slot, round, variant FROM phases WHERE run = $1 ORDER BY at_ns, rowid`, [run.number])
  const bands: Series['phases'] = []
  const open = new Map<string, Series['phases'][number]>()
  for (const { edge, t, ...of } of edges) {
    const key = JSON.stringify(of), band = open.get(key)
    if (edge === 'end' && band) {
      band.to = t
      open.delete(key)
    } else if (edge === 'begin') {
      const begun = { ...of, from: t, to: run.durationS }
      bands.push(begun)
      open.set(key, begun)
    }
  }
  return bands
}

/** At most `most` latencies of each variant in ms, evenly taken over the run, warm-up left out. */
export async function readLatencies(db: Database, run: StoredRun, most: number): Promise<Record<string, number[]>> {
  const variants = await db.rows(z.object({ variant: z.string() }), 'SELECT DISTINCT variant FROM inferences WHERE run = $1 AND NOT warm ORDER BY variant', [run.number])
  const latencies: Record<string, number[]> = {}
  for (const { variant } of variants) {
    const [ms] = await db.columns(
      `SELECT ms FROM (SELECT (end_ns - start_ns)::DOUBLE / 1e6 AS ms, start_ns, row_number() OVER (ORDER BY start_ns) AS i, count(*) OVER () AS n FROM inferences WHERE run = $1 AND variant = $2 AND NOT warm)
       WHERE n <= $3 OR (i * $3) // n > ((i - 1) * $3) // n ORDER BY start_ns`, [run.number, variant, most])
    latencies[variant] = numbers(ms ?? [])
  }
  return latencies
}
