/** Traces of any length as at most two points for each column of a chart: its least and its greatest value, found by the database. */
import type { Database } from './database'
import { numbers, numbersOrNull } from './values'

export interface Points { t: number[]; v: (number | null)[] }
export type Traces = Record<string, Points>
/** Seconds, and the width of the chart. */
export interface Span { from: number; to: number; columns: number }

/** Rows of a table that are drawn; everything is SQL. */
export interface Rows {
  table: string
  /** Keeps the rows of the span, best by plain comparisons with stored columns: DuckDB skips what lies outside. */
  within: string
  /** Seconds at which a row begins and ends; one expression where it is a moment. */
  begins: string; ends: string
  /** Least and greatest value of a row by trace; one expression where it is a single value. */
  values: Record<string, { low: string; high: string }>
}

export async function countRows(db: Database, { table, within }: Pick<Rows, 'table' | 'within'>): Promise<number> {
  const [count] = await db.columns(`SELECT count(*)::DOUBLE FROM ${table} WHERE ${within}`)
  return numbers(count ?? [])[0] ?? 0
}

/** Few rows are drawn as they are, many as extremes. @param count as `countRows` says */
export function decimate(db: Database, rows: Rows, span: Span, count: number): Promise<Traces> {
  return count <= 2 * span.columns ? asTheyAre(db, rows) : extremes(db, rows, span)
}

async function asTheyAre(db: Database, { table, within, begins, values }: Rows): Promise<Traces> {
  const keys = Object.keys(values)
  const [t, ...v] = await db.columns(`SELECT ${[begins, ...keys.map((k) => values[k]!.low)].map((x) => `(${x})::DOUBLE`).join(', ')} FROM ${table} WHERE ${within} ORDER BY 1`)
  const times = numbers(t ?? [])
  return Object.fromEntries(keys.map((k, i) => [k, { t: times, v: numbersOrNull(v[i] ?? []) }]))
}

/** Minimum and maximum of each column's width, null where it has no value. A row belongs to the column of its middle. */
export async function extremes(db: Database, { table, within, begins, ends, values }: Rows, { from, to, columns }: Span): Promise<Traces> {
  const keys = Object.keys(values), width = (to - from) / columns
  const middle = begins === ends ? begins : `(${begins} + ${ends}) / 2`
  const column = (seconds: string): string => `least(greatest(floor((${seconds} - ${from}) / ${width}), 0), ${columns - 1})::SMALLINT`
  const aggregates = keys.map((k) => `min(${values[k]!.low})::DOUBLE, max(${values[k]!.high})::DOUBLE`)
  const reach = begins === ends ? [] : [`max(${column(ends)})`]
  const [c, ...found] = await db.columns(`SELECT ${[`${column(middle)} AS c`, ...aggregates, ...reach].join(', ')} FROM ${table} WHERE ${within} GROUP BY c ORDER BY c`)
  const at = numbers(c ?? []), until = begins === ends ? at : numbers(found.pop() ?? [])
  return Object.fromEntries(keys.map((k, i) => [k, points(at, until, numbersOrNull(found[2 * i] ?? []), numbersOrNull(found[2 * i + 1] ?? []), from, width)]))
}

/** Both extremes of a column side by side within it; columns without a value break the line. */
function points(at: readonly number[], until: readonly number[], low: readonly (number | null)[], high: readonly (number | null)[], from: number, width: number): Points {
  const t: number[] = [], v: (number | null)[] = []
  let next = at[0] ?? 0
  for (const [i, column] of at.entries()) {
    if (column > next || low[i] === null) {
      t.push(from + (Math.min(next, column) + 0.5) * width)
      v.push(null)
    }
    if (low[i] !== null) {
      t.push(from + (column + 0.25) * width, from + (column + 0.75) * width)
      v.push(low[i]!, high[i]!)
    }
    next = Math.max(column, until[i]!) + 1
  }
  return { t, v }
}
