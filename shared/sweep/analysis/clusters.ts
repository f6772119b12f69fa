/** Groups of similar routes. */
import type { SweepColumns } from '../columns'
import { averageLinkage, bitsOf, distance, type Group } from './linkage'
import { rowsWhere, type Rows } from './rows'
import { routeShares, type RouteShare } from './routes'

export interface Cluster {
  /** Distinct routes of it, most frequent first; indices into the columns' `routes`. */
  routes: number[]
  /** The route that is nearest to all images of the group. */
  typical: number
  images: number
  share: number
  /** Mean executed MACs. */
  executed: number
  /** Fewest and most blocks that ran on an image of it. */
  blocks: { least: number; most: number }
  /** `[blocks]`: share of its images on which the block ran. */
  ran: Float64Array
}

export interface Clusters {
  /** Cheapest first. */
  clusters: Cluster[]
  /** `[routes]`: which cluster a route is in; 255 for a route of no image. */
  ofRoute: Uint8Array
  distinct: number
}

type Route = RouteShare & { bits: Float64Array }

/** More distinct routes than these are rare ones: each of the others joins the group that is nearest to it. */
const mostLinked = 512

/** @param k how many groups; fewer where there are fewer distinct routes, or where what is left would be a few odd images */
export function routeClusters(c: SweepColumns, k: number, rows: Rows = null): Clusters {
  const shares = routeShares(c, rows).map((s): Route => ({ ...s, bits: bitsOf(s.mask) })), linked = shares.slice(0, mostLinked), NB = c.blocks.length
  const kept = sizable(averageLinkage(linked.map((s) => ({ f: s.bits, weight: s.images }))), k, linked)
  const groups = kept.map(({ members, f }) => ({ f, routes: members.map((i) => linked[i]!) }))
  const placed = new Set(kept.flatMap((g) => g.members))
  for (const [i, s] of shares.entries()) {
    if (!placed.has(i)) groups.reduce((best, g) => (distance(s.bits, g.f) < distance(s.bits, best.f) ? g : best)).routes.push(s)
  }
  const total = shares.reduce((n, s) => n + s.images, 0)
  const clusters = groups.map(({ routes }) => summary(routes, NB, total)).sort((a, b) => a.executed - b.executed)
  const ofRoute = new Uint8Array(c.routes.length).fill(255)
  clusters.forEach((cluster, i) => { for (const route of cluster.routes) ofRoute[route] = i })
  return { clusters, ofRoute, distinct: shares.length }
}

/** A group of less than this share of the images is a few odd ones, which average linkage tends to set apart. */
const leastShare = 0.04

/**
 * `k` groups of some size: the tree is cut lower until there are as many, and the odd ones beside them join the nearest.
 * Where no cut has as many, the one with the most of them; where all are small, the plain cut.
 */
function sizable(cut: (k: number) => Group[], k: number, linked: readonly Route[]): Group[] {
  const least = leastShare * linked.reduce((n, s) => n + s.images, 0)
  let best: Group[] = []
  for (let m = k; m <= Math.min(linked.length, 8 * k); m++) {
    const large = cut(m).filter((g) => g.weight >= least)
    if (large.length > best.length) best = large
    if (large.length >= k) return large.sort((a, b) => b.weight - a.weight).slice(0, k)
  }
  return best.length > 0 ? best : cut(k)
}

function summary(routes: Route[], NB: number, total: number): Cluster {
  const ordered = routes.toSorted((a, b) => b.images - a.images || a.route - b.route)
  const images = ordered.reduce((n, r) => n + r.images, 0), ran = new Float64Array(NB)
  for (const r of ordered) for (let b = 0; b < NB; b++) ran[b]! += (r.bits[b]! * r.images) / images
  let typical = ordered[0]!, least = Infinity, fewest = Infinity, most = 0
  for (const r of ordered) {
    const d = distance(r.bits, ran)
    if (d < least - 1e-12) { least = d; typical = r }
    fewest = Math.min(fewest, r.blocks)
    most = Math.max(most, r.blocks)
  }
  return {
    routes: ordered.map((r) => r.route), typical: typical.route, images, share: images / total, ran,
    executed: ordered.reduce((sum, r) => sum + r.executed * r.images, 0) / images,
    blocks: { least: fewest, most }
  }
}

export const rowsOfCluster = (c: SweepColumns, { ofRoute }: Clusters, cluster: number, rows: Rows = null): Uint32Array => rowsWhere(c, rows, (r) => ofRoute[c.route[r]!] === cluster)

/** What sets a group apart: the block whose share differs most from that of all other groups. */
export interface Mark { block: number; with: boolean }

/** Null for a block that differs by less than half, or without another group. */
export function markOf(clusters: readonly Cluster[], index: number): Mark | null {
  const own = clusters[index]!, others = clusters.filter((_, i) => i !== index), images = others.reduce((n, o) => n + o.images, 0)
  let best: Mark | null = null, most = 0.5
  own.ran.forEach((f, block) => {
    const rest = others.reduce((sum, o) => sum + o.ran[block]! * o.images, 0) / images
    if (Math.abs(f - rest) > most) { most = Math.abs(f - rest); best = { block, with: f > rest } }
  })
  return best
}
