/** Sums over any images of a sweep, from which the figures of that set follow. */
import { INTEGER, LIST, listValue, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { sumsOf } from '@shared/sweep/layout'
import { pooledFigures, type Pooled } from '@shared/sweep/figures'
import type { Database } from '../database'
import { numbersOrNull } from '../values'
import { readLayouts, type StoredSweep } from './list'
import { rowsTable, sumColumns } from './table'

/** @param images positions; null takes all. One answer for each of `variants`, in their order. @throws StudioError `not-found` for another variant */
export async function readPooled(db: Database, sweep: StoredSweep, variants: readonly string[], images: ArrayLike<number> | null): Promise<Pooled[]> {
  const layouts = await readLayouts(db, sweep.number)
  return Promise.all(variants.map(async (variant) => {
    const position = variantPosition(sweep, variant), layout = layouts[position]!
    const sums = sumColumns(sumsOf(layout).size)
    const means = ['count(*)::DOUBLE', 'avg(executed)', 'avg(controllers)', 'avg(latency)', ...sums.map((s) => `sum(${s})`)]
    const some = images === null ? '' : ' AND image IN (SELECT unnest($2::INTEGER[]))'
    const values: DuckDBValue[] = images === null ? [position] : [position, listValue(Array.from(images))]
    const types: DuckDBType[] = images === null ? [INTEGER] : [INTEGER, LIST(INTEGER)]
    const [n = 0, executed = null, controllers = null, latencyMs = null, ...pooled] = numbersOrNull((await db.columns(`SELECT ${means.join(', ')} FROM ${rowsTable(sweep.number)} WHERE variant = $1${some}`, values, types)).map((c) => c[0]!))
    return pooledFigures(variant, layout, { n: n ?? 0, executed, controllers, latencyMs, sums: Float64Array.from(pooled, (v) => v ?? 0) })
  }))
}

export function variantPosition(sweep: StoredSweep, variant: string): number {
  const position = sweep.plan.variants.findIndex((v) => v.id === variant)
  if (position < 0) throw new StudioError('not-found', `This sweep has no variant ${variant}`, { fix: `It has ${sweep.plan.variants.map((v) => v.id).join(', ')}.` })
  return position
}

export async function countRows(db: Database, sweep: number, position: number): Promise<number> {
  return (await db.rows(z.object({ n: z.number() }), `SELECT count(*)::INTEGER AS n FROM ${rowsTable(sweep)} WHERE variant = $1`, [position]))[0]!.n
}
