/** Lines of the runner → rows, appended within the transaction of one connection. */
import type { DuckDBConnection } from '@duckdb/node-api'
import { StudioError } from '@shared/errors'
import type { Line, Sample } from '@shared/trace/stream'
import { appendRows, type Row } from './append'
import { overviewTable, samplesTable } from './begin'
import { newClock, onRunClock, type Clock } from './clock'
import { blocksOf, type Reading } from './overview'
import type { PowerOf } from './power'

/** Which sources a run's readings have had so far, in the order of their columns, and which of them the runner now tells, in its order. */
interface Columns { readonly ids: readonly string[]; readonly now: readonly number[] }

/** What the lines so far have left behind. */
export interface Progress { readonly columns: Columns; readonly clock: Clock; /** Batches so far; the run's row counts them too. */ readonly batches: number }
export const noProgress: Progress = { columns: { ids: [], now: [] }, clock: newClock, batches: 0 }

/** @returns the progress after these lines */
export async function appendLines(c: DuckDBConnection, run: number, told: readonly Line[], before: Progress, power: PowerOf | null): Promise<Progress> {
  const { lines, clock } = onRunClock(told, before.clock)
  const inferences: Row[] = [], phases: Row[] = [], events: Row[] = [], samples: Reading[] = []
  let { columns } = before
  // Warm-up is kept, and counts for nothing.
  let measured = 0
  for (const line of lines) {
    if (line.t === 'inference' && !line.warm) measured++
    if (line.t === 'inference') inferences.push([run, line.variant, line.image, line.round, line.slot, BigInt(line.start), BigInt(line.end), line.route, line.macs, line.warm])
    else if (line.t === 'phase') phases.push([run, line.phase, line.edge, BigInt(line.at), line.slot, line.round, line.variant, line.reason ?? null])
    else if (line.t === 'sample') samples.push(reading(line, columns, power))
    else {
      events.push([run, line.t, JSON.stringify(line)])
      if (line.t === 'environment') columns = await addSources(c, run, columns, line.sources)
    }
  }
  await appendRows(c, 'inferences', inferences)
  await appendRows(c, 'phases', phases)
  await appendRows(c, 'events', events)
  // A runner that came back after an unplug may know more sources than the first: readings before it have none of them.
  const width = columns.ids.length
  await appendRows(c, samplesTable(run), samples.map((r) => [BigInt(r.at), ...Array.from({ length: width }, (_, i) => r.values[i] ?? null)]))
  await appendRows(c, overviewTable(run), blocksOf(samples, width))
  await c.run(tally, [run, measured, samples.length, nanoseconds(clock.first), nanoseconds(clock.last), clock.restarts, new Date().toISOString(), before.batches + 1])
  return { columns, clock, batches: before.batches + 1 }
}

const tally = 'UPDATE runs SET inferences = inferences + $2, samples = samples + $3, first_ns = $4, last_ns = $5, restarts = $6, saved = $7, batches = $8 WHERE id = $1'
const nanoseconds = (time: number | null): bigint | null => (time === null ? null : BigInt(time))

function reading({ at, values }: Sample, { ids, now }: Columns, power: PowerOf | null): Reading {
  if (values.length !== now.length) throw new StudioError('mismatch', 'The runner\'s samples do not fit its list of sources', { why: `${values.length} values came for ${now.length} sources.` })
  const placed = new Array<number | null>(ids.length).fill(null)
  for (const [i, value] of values.entries()) placed[now[i]!] = value
  const of = (id: string): number | null => placed[ids.indexOf(id)] ?? null
  const current = power && of(power.current), voltage = power && of(power.voltage)
  return { at, values: placed, power: power && current !== null && voltage !== null ? power.sign * current * voltage : null }
}

async function addSources(c: DuckDBConnection, run: number, { ids }: Columns, told: readonly string[]): Promise<Columns> {
  const all = [...ids]
  for (const id of told) {
    if (all.includes(id)) continue
    await c.run('INSERT INTO sources VALUES ($1, $2, $3)', [run, all.length, id])
    await c.run(`ALTER TABLE ${samplesTable(run)} ADD COLUMN s${all.length} DOUBLE`)
    for (const column of ['l', 'h']) await c.run(`ALTER TABLE ${overviewTable(run)} ADD COLUMN ${column}${all.length} DOUBLE`)
    all.push(id)
  }
  return { ids: all, now: told.map((id) => all.indexOf(id)) }
}
