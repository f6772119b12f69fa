/** The rows of one variant as sums image by image, for figures of any images with their intervals. */
import { DuckDBDoubleVector, DuckDBIntegerVector } from '@duckdb/node-api'
import { z } from 'zod'
import { sumsOf } from '@shared/sweep/layout'
import type { VariantSums } from '@shared/sweep/per-image'
import type { Database } from '../database'
import { readLayouts, type StoredSweep } from './list'
import { countRows, variantPosition } from './pooled'
import { rowsTable, sumColumns } from './table'

/** In the order of the images. @throws StudioError `not-found` for another variant */
export async function readSums(db: Database, sweep: StoredSweep, variant: string): Promise<VariantSums> {
  const position = variantPosition(sweep, variant), layout = (await readLayouts(db, sweep.number))[position]!, { size } = sumsOf(layout)
  const rows = await countRows(db, sweep.number, position)
  const read: VariantSums = { variant, layout, image: new Uint32Array(rows), executed: new Float64Array(rows), sums: new Float64Array(rows * size) }
  let row = 0
  await db.each(`SELECT image, executed${sumColumns(size).map((c) => `, ${c}`).join('')} FROM ${rowsTable(sweep.number)} WHERE variant = $1 ORDER BY image`, [position], (chunk) => {
    const image = chunk.getColumnVector(0)
    if (!(image instanceof DuckDBIntegerVector)) throw new TypeError('column of another type')
    const values = Array.from({ length: size + 1 }, (_, k) => chunk.getColumnVector(1 + k)).map((v) => {
      if (!(v instanceof DuckDBDoubleVector)) throw new TypeError('a column holds no doubles')
      return v
    })
    for (let i = 0; i < chunk.rowCount; i++, row++) {
      read.image[row] = image.getItem(i)!
      read.executed[row] = values[0]!.getItem(i)!
      for (let k = 0; k < size; k++) read.sums[row * size + k] = values[1 + k]!.getItem(i) ?? 0
    }
  })
  return read
}

/** By variant id: images on which its route or its cost is not that of the plan's first variant. */
export async function readChanged(db: Database, sweep: StoredSweep): Promise<Map<string, number>> {
  const table = rowsTable(sweep.number)
  const found = await db.rows(z.object({ variant: z.number(), n: z.number() }),
    `SELECT r.variant, count(*) FILTER (r.route <> b.route OR r.executed <> b.executed)::INTEGER AS n FROM ${table} r JOIN ${table} b ON b.image = r.image AND b.variant = 0 GROUP BY r.variant`)
  return new Map(found.map(({ variant, n }) => [sweep.plan.variants[variant]!.id, n]))
}
