/** Traces of any length as at most two points for each column of a chart: its least and its greatest value, found by the database. */
import type { Database } from './database'
import { numbers, numbersOrNull } from './values'

export interface Points { t: number[]; v: (number | null)[] }
export interface Span { /** Seconds. */ from: number; to: number; columns: number }
export interface Traces {
  /** By key, in the order of `expressions`. */
  traces: Record<string, Points>
  /** Rows in the span. */
  rows: number
}

/**
 * @param table   a table or subquery
 * @param seconds SQL of a row's time in seconds, ascending
 * @param within  SQL that keeps the rows of the span, best by plain comparisons with stored columns: DuckDB skips what lies outside
 * @param values  SQL of the value, by trace
 * @returns the rows themselves where they are few; otherwise minimum and maximum of each column's width, null where it has no value
 */
export async function decimate(db: Database, table: string, seconds: string, within: string, values: Record<string, string>, { from, to, columns }: Span): Promise<Traces> {
  const keys = Object.keys(values)
  const [counted] = await db.columns(`SELECT count(*)::DOUBLE FROM ${table} WHERE ${within}`)
  const rows = numbers(counted ?? [])[0] ?? 0
  if (keys.length === 0 || rows === 0) return { traces: Object.fromEntries(keys.map((k) => [k, { t: [], v: [] }])), rows }
  if (rows <= 2 * columns) {
    const [t, ...v] = await db.columns(`SELECT (${seconds})::DOUBLE AS t, ${keys.map((k) => `(${values[k]!})::DOUBLE`).join(', ')} FROM ${table} WHERE ${within} ORDER BY t`)
    const times = numbers(t!)
    return { traces: Object.fromEntries(keys.map((k, i) => [k, { t: times, v: numbersOrNull(v[i]!) }])), rows }
  }
  const width = (to - from) / columns
  const bucket = `least(greatest(floor(((${seconds}) - ${from}) / ${width}), 0), ${columns - 1})::INTEGER`
  const [b, ...extremes] = await db.columns(`SELECT ${bucket} AS b, ${keys.map((k) => `min(${values[k]!})::DOUBLE, max(${values[k]!})::DOUBLE`).join(', ')} FROM ${table} WHERE ${within} GROUP BY b ORDER BY b`)
  const buckets = numbers(b!)
  const traces = keys.map((k, i) => [k, zigzag(buckets, numbersOrNull(extremes[2 * i]!), numbersOrNull(extremes[2 * i + 1]!), from, width)] as const)
  return { traces: Object.fromEntries(traces), rows }
}

/** Both extremes of a column side by side within it; a column without a value breaks the line. */
function zigzag(buckets: readonly number[], low: readonly (number | null)[], high: readonly (number | null)[], from: number, width: number): Points {
  const t: number[] = [], v: (number | null)[] = []
  let next = buckets[0] ?? 0
  for (const [i, b] of buckets.entries()) {
    if (b > next || low[i] === null) {
      t.push(from + (Math.min(next, b) + 0.5) * width)
      v.push(null)
    }
    if (low[i] !== null) {
      t.push(from + (b + 0.25) * width, from + (b + 0.75) * width)
      v.push(low[i]!, high[i]!)
    }
    next = b + 1
  }
  return { t, v }
}
