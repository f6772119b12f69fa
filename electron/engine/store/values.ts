/** Columns of a result as what they were asked to be: `CAST(… AS DOUBLE)` and texts. */
import { DuckDBDoubleVector, type DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api'
import type { Column } from '@shared/trace/column'

/** Nulls stay null. */
export const numbersOrNull = (column: DuckDBValue[]): (number | null)[] => column.map((v) => (v === null ? null : number(v)))
export const numbers = (column: DuckDBValue[]): number[] => column.map(number)

function number(v: DuckDBValue): number {
  if (typeof v !== 'number') throw new TypeError(`a number was expected, not ${typeof v}`)
  return v
}

export function text(v: DuckDBValue): string {
  if (typeof v !== 'string') throw new TypeError(`a text was expected, not ${typeof v}`)
  return v
}

/** Adds a chunk's columns of doubles to `columns`, nulls as NaN. */
export function addDoubles(chunk: DuckDBDataChunk, columns: readonly Column[]): void {
  for (const [i, column] of columns.entries()) {
    const vector = chunk.getColumnVector(i)
    if (!(vector instanceof DuckDBDoubleVector)) throw new TypeError(`column ${i} holds no doubles`)
    for (let row = 0; row < chunk.rowCount; row++) column.push(vector.getItem(row) ?? NaN)
  }
}
