/** What the device told besides latencies: power, temperatures, clocks. */
import { z } from 'zod'
import type { Capabilities } from '@shared/device/capabilities'
import { overviewTable, samplesTable } from './begin'
import type { Database } from './database'
import { countRows, decimate, extremes, type Rows, type Span, type Traces } from './decimate'
import type { StoredRun } from './list'
import { powerId, powerOf } from './power'
import { inSpan, overlapsSpan, secondsOf } from './run-time'

/** So many blocks of the overview in a column of the chart: an extreme is then drawn at most an eighth of a column from its place. */
const blocksPerColumn = 4

export async function sourceTraces(db: Database, run: StoredRun, capabilities: Capabilities, span: Span): Promise<{ traces: Traces; points: number }> {
  const sources = await db.rows(z.object({ id: z.string(), position: z.number() }), 'SELECT id, position FROM sources WHERE run = $1 ORDER BY position', [run.number])
  const power = powerOf(capabilities)
  const column = (id: string | undefined): string | undefined => sources.filter((s) => s.id === id).map((s) => `s${s.position}`)[0]
  const current = column(power?.current), voltage = column(power?.voltage), sign = power?.sign ?? 1
  const samples = samplesTable(run.number), overview = overviewTable(run.number)

  const plain: Rows = { table: samples, within: inSpan('at_ns', run, span), begins: secondsOf('at_ns', run), ends: secondsOf('at_ns', run), values: {} }
  const blocks: Rows = { table: overview, within: overlapsSpan('from_ns', 'to_ns', run, span), begins: secondsOf('from_ns', run), ends: secondsOf('to_ns', run), values: {} }
  for (const { id, position } of sources) {
    plain.values[id] = { low: `s${position}`, high: `s${position}` }
    blocks.values[id] = { low: `l${position}`, high: `h${position}` }
  }
  if (current && voltage) {
    const watts = `${sign} * ${current} * ${voltage}`
    plain.values[powerId] = { low: watts, high: watts }
    blocks.values[powerId] = { low: 'power_low', high: 'power_high' }
  }
  const count = await countRows(db, plain)
  const wide = count > 2 * span.columns && (await countRows(db, blocks)) >= blocksPerColumn * span.columns
  return { traces: await (wide ? extremes(db, blocks, span) : decimate(db, plain, span, count)), points: count * sources.length }
}
