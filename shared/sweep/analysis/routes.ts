/** The distinct routes of a set of images: which blocks ran, on how many images, at what cost. */
import type { SweepColumns } from '../columns'
import { countOf, eachRow, type Rows } from './rows'

export interface RouteShare {
  /** Index into the columns' `routes`. */
  route: number
  /** Blocks that ran, a character each. */
  mask: string
  /** How many ran. */
  blocks: number
  images: number
  /** Of the images looked at. */
  share: number
  /** Mean executed MACs. */
  executed: number
}

/** Most frequent first; routes of no image are left out. */
export function routeShares(c: SweepColumns, rows: Rows = null): RouteShare[] {
  const counts = new Uint32Array(c.routes.length), sums = new Float64Array(c.routes.length), n = countOf(c, rows)
  eachRow(c, rows, (r) => {
    counts[c.route[r]!]!++
    sums[c.route[r]!]! += c.executed[r]!
  })
  return c.routes
    .map((mask, route) => ({ route, mask, blocks: ranIn(mask), images: counts[route]!, share: counts[route]! / n, executed: sums[route]! / counts[route]! }))
    .filter((s) => s.images > 0)
    .sort((a, b) => b.images - a.images || a.route - b.route)
}

export function ranIn(mask: string): number {
  let n = 0
  for (let b = 0; b < mask.length; b++) if (mask[b] === '1') n++
  return n
}

/**
 * What the lanes asked for most often among the images of a route, `[lanes × blocks]`: a pattern that occurred, not an average.
 * Null where no image has the route.
 */
export function usualAsked(c: SweepColumns, route: number, rows: Rows = null): Uint8Array | null {
  const size = c.lanes.length * c.blocks.length, seen = new Map<string, { n: number; at: number }>()
  eachRow(c, rows, (r) => {
    if (c.route[r] !== route) return
    const key = String.fromCharCode(...words(c.asked, r * size, size)), known = seen.get(key)
    if (known) known.n++
    else seen.set(key, { n: 1, at: r * size })
  })
  let best: { n: number; at: number } | null = null
  for (const s of seen.values()) if (!best || s.n > best.n) best = s
  return best && c.asked.slice(best.at, best.at + size)
}

/** Bits of a row, sixteen in a word. */
function words(asked: Uint8Array, at: number, size: number): Uint16Array {
  const out = new Uint16Array(Math.ceil(size / 16))
  for (let k = 0; k < size; k++) if (asked[at + k] === 1) out[k >> 4]! |= 1 << (k & 15)
  return out
}
