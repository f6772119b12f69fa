/** Parts of a set of images that are worth looking at by themselves. */
import type { SweepColumns } from '../columns'
import { orderOf } from '../../stats/rank'
import { rowsOfCluster, type Clusters } from './clusters'
import { countOf, pick, type Rows } from './rows'

export interface Slice { id: string; by: 'all' | 'difficulty' | 'MACs' | 'group'; rows: Rows; /** Smallest and largest value of what it is cut by. */ range: { low: number; high: number } | null; cluster?: number }

/** The selected rows in three parts of equal number, by a column; rows without a value are in none. Ascending rows in each. */
export function thirds(c: SweepColumns, values: Float32Array, rows: Rows = null): { rows: Uint32Array; low: number; high: number }[] {
  const picked = pick(c, values, rows), known = picked.reduce((n, v) => (Number.isNaN(v) ? n : n + 1), 0)
  if (known < 3) return []
  const order = orderOf(picked).subarray(0, known)
  return [0, 1, 2].map((k) => {
    const part = order.subarray(Math.round((known * k) / 3), Math.round((known * (k + 1)) / 3))
    return { rows: part.map((i) => (rows ? rows[i]! : i)).sort(), low: picked[part[0]!]!, high: picked[part.at(-1)!]! }
  })
}

/** All images, thirds by difficulty and by MACs, and the groups of routes. A single image more or less does not make a third: fewer than six images have none. */
export function slices(c: SweepColumns, clusters: Clusters, rows: Rows = null): Slice[] {
  const cut = (by: 'difficulty' | 'MACs', values: Float32Array): Slice[] =>
    countOf(c, rows) < 6 ? [] : thirds(c, values, rows).map((t, i) => ({ id: `${by} ${i}`, by, rows: t.rows, range: { low: t.low, high: t.high } }))
  return [
    { id: 'all', by: 'all', rows, range: null },
    ...cut('difficulty', c.difficulty), ...cut('MACs', c.executed),
    ...clusters.clusters.map((_, i): Slice => ({ id: `group ${i}`, by: 'group', rows: rowsOfCluster(c, clusters, i, rows), range: null, cluster: i }))
  ]
}
