/** Which images are looked at, and in which order. */
import { orderOf } from '../../stats/rank'
import type { SweepColumns } from '../columns'
import type { Clusters } from './clusters'
import { ranIn } from './routes'
import { rowsWhere, type Rows } from './rows'

export interface Range { low: number; high: number }

export interface SweepFilter {
  /** Words that all occur in the image's name. */
  text: string
  cluster: number | null
  /** Index into the columns' `routes`. */
  route: number | null
  /** Images on which the lane asked for the block; without a lane, on which it ran. */
  block: { block: number; lane: number | null } | null
  /** By column, see `columnValues`; both ends are in. */
  ranges: Readonly<Record<string, Range>>
  /** Images given by position, e.g. those that were slid over in a chart. */
  images: ReadonlySet<number> | null
}

export const noFilter: SweepFilter = { text: '', cluster: null, route: null, block: null, ranges: {}, images: null }

export const isFiltered = (f: SweepFilter): boolean =>
  f.text.trim() !== '' || f.cluster !== null || f.route !== null || f.block !== null || Object.keys(f.ranges).length > 0 || f.images !== null

/** A column as numbers: `executed`, `difficulty`, `latency`, `blocks`, `group`, `image`, `route`, or a task's id for its figure. Null for another. */
export function columnValues(c: SweepColumns, clusters: Clusters | null, id: string): Float32Array | null {
  switch (id) {
    case 'image': return Float32Array.from(c.image)
    case 'executed': return c.executed
    case 'difficulty': return c.difficulty
    case 'latency': return c.latencyMs
    case 'route': return Float32Array.from(c.route)
    case 'blocks': { const ran = c.routes.map(ranIn); return Float32Array.from(c.route, (r) => ran[r]!) }
    case 'group': return clusters && Float32Array.from(c.route, (r) => clusters.ofRoute[r]!)
    default: return c.metrics.find((m) => m.task === id)?.values ?? null
  }
}

/** Null where nothing is filtered. @param names of the images, by position */
export function filterRows(c: SweepColumns, names: readonly string[], clusters: Clusters | null, f: SweepFilter): Rows {
  if (!isFiltered(f)) return null
  const tests: ((row: number) => boolean)[] = []
  const NB = c.blocks.length
  if (f.cluster !== null && clusters) tests.push((r) => clusters.ofRoute[c.route[r]!] === f.cluster)
  if (f.route !== null) tests.push((r) => c.route[r] === f.route)
  if (f.block) {
    const { block, lane } = f.block
    if (lane === null) { const ran = c.routes.map((route) => route[block] === '1'); tests.push((r) => ran[c.route[r]!]!) }
    else tests.push((r) => c.asked[(r * c.lanes.length + lane) * NB + block] === 1)
  }
  for (const [id, { low, high }] of Object.entries(f.ranges)) {
    const values = columnValues(c, clusters, id)
    // NaN is in no range.
    if (values) tests.push((r) => values[r]! >= low && values[r]! <= high)
  }
  if (f.images) { const { images } = f; tests.push((r) => images.has(c.image[r]!)) }
  const words = f.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length > 0) tests.push((r) => { const name = names[c.image[r]!]!.toLowerCase(); return words.every((w) => name.includes(w)) })
  return rowsWhere(c, null, (r) => tests.every((test) => test(r)))
}

/** The selected rows in the order of a column; rows without a value come last in both directions. */
export function sortRows(c: SweepColumns, rows: Rows, values: Float32Array, descending: boolean): Uint32Array {
  const picked = new Float32Array(rows?.length ?? c.rows)
  for (let i = 0; i < picked.length; i++) { const v = values[rows ? rows[i]! : i]!; picked[i] = descending ? -v : v }
  const order = orderOf(picked)
  return rows ? order.map((i) => rows[i]!) : order
}
