/** A plan's order made concrete: which variant takes which slot, on which images. Seeded, so that a plan says it all. */
import { seedOf, uniform } from '../policy/noise'
import type { Plan } from './plan'

export interface ScheduledSlot { slot: number; round: number; variant: string; /** Indices into `drawn`. */ images: number[] }
export interface Schedule { /** Indices of the images taken, ascending. */ drawn: number[]; slots: ScheduledSlot[] }

/**
 * Each variant once a round. Rounds come in pairs: a random order, then its reverse, so that a steady drift of temperature falls on all variants alike.
 * Every slot takes the same images; within a round in the same order, anew in the next.
 * @param routes one route signature per image offered (those of several variants joined, say); images of one route are one stratum
 */
export function schedule(plan: Pick<Plan, 'seed' | 'rounds' | 'images' | 'variants'>, routes: readonly string[]): Schedule {
  const drawn = drawByRoute(routes, plan.images ?? routes.length, plan.seed)
  const strata = drawn.map((i) => routes[i]!)
  const slots: ScheduledSlot[] = []
  let order: string[] = []
  for (let round = 0; round < plan.rounds; round++) {
    order = round % 2 === 0 ? shuffled(plan.variants.map((v) => v.id), seedOf(plan.seed, round, 0)) : [...order].reverse()
    const images = spread(strata, seedOf(plan.seed, round, 1))
    for (const variant of order) slots.push({ slot: slots.length, round, variant, images })
  }
  return { drawn, slots }
}

/** Draws `count` of the images so that each route keeps its share (largest remainder), and each has one as long as there is room. Ascending. */
export function drawByRoute(routes: readonly string[], count: number, seed: number): number[] {
  const n = routes.length, wanted = Math.min(count, n)
  const strata = byRoute(routes).sort((a, b) => b.length - a.length)
  const quotas = strata.map((s) => wanted * s.length / n), taken = quotas.map(Math.floor)
  const left = () => wanted - taken.reduce((a, b) => a + b, 0)
  // Who has none comes first, then the largest remainder; strata are by size, so ties favour the larger.
  const waiting = [...strata.keys()].sort((a, b) => Number(taken[a]! > 0) - Number(taken[b]! > 0) || (quotas[b]! % 1) - (quotas[a]! % 1))
  for (let k = 0; left() > 0; k = (k + 1) % waiting.length) if (taken[waiting[k]!]! < strata[waiting[k]!]!.length) taken[waiting[k]!]!++
  return strata.flatMap((s, k) => shuffled(s, seedOf(seed, k, 2)).slice(0, taken[k])).sort((a, b) => a - b)
}

/** Indices by route, routes in the order of their first image. */
function byRoute(routes: readonly string[]): number[][] {
  const groups = new Map<string, number[]>()
  routes.forEach((route, i) => {
    const group = groups.get(route)
    if (group) group.push(i)
    else groups.set(route, [i])
  })
  return [...groups.values()]
}

/** A random order in which the images of each stratum lie evenly apart, so that a slot cut anywhere holds each route's share. */
function spread(strata: readonly string[], seed: number): number[] {
  const random = uniform(seed), place = new Map<number, number>()
  for (const members of byRoute(strata)) {
    const phase = random()
    shuffled(members, Math.floor(random() * 2 ** 32)).forEach((i, k) => place.set(i, (k + phase) / members.length))
  }
  return [...strata.keys()].sort((a, b) => place.get(a)! - place.get(b)!)
}

/** Fisher & Yates. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const list = [...items], random = uniform(seed)
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[list[i], list[j]] = [list[j]!, list[i]!]
  }
  return list
}

/**
 * How long a plan takes, in seconds, without loading and pushing: from nothing waited for, to every limit reached.
 * @param latencyMs expected by variant, where known; a slot lasts longer when its inferences do
 */
export function planSeconds(plan: Plan, latencyMs: Readonly<Record<string, number>> = {}): { least: number; most: number } {
  const slots = plan.variants.reduce((sum, v) => sum + Math.max(plan.slotSeconds, plan.slotInferences * (latencyMs[v.id] ?? 0) / 1000), 0) * plan.rounds
  // Each of the two bursts has half its length of quiet before and after it.
  const least = plan.idleSeconds + 4 * plan.markerSeconds + slots
  return { least, most: least + plan.variants.length * plan.warmUp.maxSeconds + (plan.rounds - 1) * (plan.coolDown?.maxSeconds ?? 0) }
}
