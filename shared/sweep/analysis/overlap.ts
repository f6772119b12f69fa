/** Do tasks ask for the same blocks? Over all pairs of an image and a block. */
import type { SweepColumns } from '../columns'
import { countOf, eachRow, type Rows } from './rows'

export interface Overlap {
  /** Image × block pairs that were looked at. */
  pairs: number
  /** Share of them that each lane asked for. */
  asked: number[]
  /** Share that any lane asked for. */
  union: number
  /** Share that exactly k lanes asked for, k = 0 … lanes. */
  byCount: number[]
  /** `[lanes][lanes]`: both asked ÷ either asked (Jaccard index); 1 on the diagonal, NaN where neither ever asked. */
  shared: number[][]
  /** `[lanes]`: share that this lane alone asked for. */
  alone: number[]
}

/** @throws RangeError for more than 16 lanes: patterns of lanes are counted */
export function overlap(c: SweepColumns, rows: Rows = null): Overlap {
  const L = c.lanes.length, NB = c.blocks.length, pairs = countOf(c, rows) * NB
  if (L > 16) throw new RangeError(`${L} lanes`)
  const patterns = new Uint32Array(1 << L)
  eachRow(c, rows, (r) => {
    const at = r * L * NB
    for (let b = 0; b < NB; b++) {
      let pattern = 0
      for (let lane = 0; lane < L; lane++) pattern |= c.asked[at + lane * NB + b]! << lane
      patterns[pattern]!++
    }
  })
  const sum = (keep: (pattern: number) => boolean): number => patterns.reduce((n, count, p) => (keep(p) ? n + count : n), 0)
  const bits = (p: number): number => { let n = 0; for (; p > 0; p >>= 1) n += p & 1; return n }
  const lanes = Array.from({ length: L }, (_, i) => 1 << i)
  return {
    pairs, union: (pairs - patterns[0]!) / pairs,
    asked: lanes.map((a) => sum((p) => (p & a) !== 0) / pairs),
    alone: lanes.map((a) => patterns[a]! / pairs),
    byCount: Array.from({ length: L + 1 }, (_, k) => sum((p) => bits(p) === k) / pairs),
    shared: lanes.map((a) => lanes.map((b) => sum((p) => (p & a) !== 0 && (p & b) !== 0) / sum((p) => (p & (a | b)) !== 0)))
  }
}
