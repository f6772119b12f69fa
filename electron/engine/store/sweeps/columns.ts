/** A variant's rows as columns, for the views. */
import { DuckDBDoubleVector, DuckDBIntegerVector, DuckDBVarCharVector } from '@duckdb/node-api'
import { mainFigure } from '@shared/sweep/pooled'
import type { SweepColumns } from '@shared/sweep/columns'
import type { Database } from '../database'
import { readLayouts, type StoredSweep } from './list'
import { mainColumns, rowsTable, tokenColumns } from './table'
import { countRows, variantPosition } from './pooled'

/** Rows of one variant in the order of the images. @throws StudioError `not-found` for another variant */
export async function readSweepColumns(db: Database, sweep: StoredSweep, variant: string): Promise<SweepColumns> {
  const position = variantPosition(sweep, variant), layout = (await readLayouts(db, sweep.number))[position]!
  const { blocks, lanes, tasks } = layout, NB = blocks.length
  const rows = await countRows(db, sweep.number, position)
  const columns: SweepColumns = {
    variant, rows, blocks, lanes, staticMacs: layout.staticMacs, image: new Uint32Array(rows), executed: new Float32Array(rows), controllers: new Float32Array(rows),
    latencyMs: new Float32Array(rows), difficulty: new Float32Array(rows), route: new Uint32Array(rows), routes: [], asked: new Uint8Array(rows * lanes.length * NB),
    tokens: new Float32Array(rows * NB), metrics: tasks.map((task) => ({ task: task.id, kind: task.kind, ...mainFigure(task), values: new Float32Array(rows) }))
  }
  const numbers = ['executed', 'controllers', 'latency', 'difficulty', ...tokenColumns(NB), ...mainColumns(tasks.length)]
  let row = 0
  const seen = new Map<string, { index: number; rows: number }>()
  await db.each(
    `SELECT image, route, asked, ${numbers.join(', ')} FROM ${rowsTable(sweep.number)} WHERE variant = $1 ORDER BY image`,
    [position],
    (chunk) => {
      const image = chunk.getColumnVector(0), route = chunk.getColumnVector(1), asked = chunk.getColumnVector(2)
      if (!(image instanceof DuckDBIntegerVector && route instanceof DuckDBVarCharVector && asked instanceof DuckDBVarCharVector)) throw new TypeError('columns of other types')
      const vectors = numbers.map((_, i) => chunk.getColumnVector(3 + i)).map((v) => {
        if (!(v instanceof DuckDBDoubleVector)) throw new TypeError('a column holds no doubles')
        return v
      })
      for (let i = 0; i < chunk.rowCount; i++, row++) {
        columns.image[row] = image.getItem(i)!
        const text = route.getItem(i)!, known = seen.get(text) ?? { index: seen.size, rows: 0 }
        known.rows++
        seen.set(text, known)
        columns.route[row] = known.index
        const bits = asked.getItem(i)!
        for (let b = 0, o = row * bits.length; b < bits.length; b++) columns.asked[o + b] = Number(bits.charCodeAt(b) === 49)
        columns.executed[row] = vectors[0]!.getItem(i)!
        columns.controllers[row] = vectors[1]!.getItem(i)!
        columns.latencyMs[row] = vectors[2]!.getItem(i)!
        columns.difficulty[row] = vectors[3]!.getItem(i) ?? NaN
        for (let b = 0; b < NB; b++) columns.tokens[row * NB + b] = (vectors[4 + b]!.getItem(i) ?? 0) / layout.tokens[b]!
        for (let k = 0; k < tasks.length; k++) columns.metrics[k]!.values[row] = vectors[4 + NB + k]!.getItem(i) ?? NaN
      }
    }
  )
  // The most frequent first.
  const order = [...seen].sort((a, b) => b[1].rows - a[1].rows || (a[0] < b[0] ? 1 : -1)), place = new Uint32Array(order.length)
  for (const [i, [text, { index }]] of order.entries()) {
    place[index] = i
    columns.routes.push(text)
  }
  for (let r = 0; r < rows; r++) columns.route[r] = place[columns.route[r]!]!
  return columns
}
