/** A selection of rows of a variant: their numbers, ascending; null is all of them. */
import type { SweepColumns } from '../columns'

export type Rows = Uint32Array | null

export const countOf = (c: SweepColumns, rows: Rows): number => rows?.length ?? c.rows

/** Calls `visit` with each selected row. */
export function eachRow(c: SweepColumns, rows: Rows, visit: (row: number) => void): void {
  if (rows) for (let i = 0; i < rows.length; i++) visit(rows[i]!)
  else for (let r = 0; r < c.rows; r++) visit(r)
}

/** Rows that `keep` is true for, among those selected. */
export function rowsWhere(c: SweepColumns, rows: Rows, keep: (row: number) => boolean): Uint32Array {
  const out = new Uint32Array(countOf(c, rows))
  let n = 0
  eachRow(c, rows, (r) => { if (keep(r)) out[n++] = r })
  return out.slice(0, n)
}

/** The selected rows' values of a column. */
export function pick(c: SweepColumns, values: Float32Array, rows: Rows): Float32Array {
  if (!rows) return values.subarray(0, c.rows)
  const out = new Float32Array(rows.length)
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]!]!
  return out
}

/** Positions of the selected rows' images. */
export function imagesOf(c: SweepColumns, rows: Rows): Uint32Array {
  return rows ? Uint32Array.from(rows, (r) => c.image[r]!) : c.image.slice(0, c.rows)
}

/** Row of each image; −1 for an image without one. @param images how many there are */
export function rowOfImage(c: SweepColumns, images: number): Int32Array {
  const out = new Int32Array(images).fill(-1)
  for (let r = 0; r < c.rows; r++) out[c.image[r]!] = r
  return out
}

/** Mean without NaN; NaN of nothing. */
export function meanOf(c: SweepColumns, values: Float32Array, rows: Rows): number {
  let sum = 0, n = 0
  eachRow(c, rows, (r) => { const v = values[r]!; if (!Number.isNaN(v)) { sum += v; n++ } })
  return sum / n
}
