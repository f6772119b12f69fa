/** Columns of a result as what they were asked to be: `CAST(… AS DOUBLE)` and texts. */
import type { DuckDBValue } from '@duckdb/node-api'

/** Nulls stay null. */
export const numbersOrNull = (column: DuckDBValue[]): (number | null)[] => column.map((v) => (v === null ? null : number(v)))
export const numbers = (column: DuckDBValue[]): number[] => column.map(number)
export const texts = (column: DuckDBValue[]): string[] => column.map((v) => {
  if (typeof v !== 'string') throw new TypeError(`a text was expected, not ${typeof v}`)
  return v
})

function number(v: DuckDBValue): number {
  if (typeof v !== 'number') throw new TypeError(`a number was expected, not ${typeof v}`)
  return v
}
