import { describe, expect, it } from 'vitest'
import { planSchema, presets, type Plan } from '@shared/device/plan'
import { drawByRoute, planSeconds, schedule } from '@shared/device/schedule'
import { settingsSchema } from '@shared/policy/settings'

const plan = (more: Partial<Plan> & { ids?: string[] } = {}): Plan => planSchema.parse({
  ...presets.standard, ...more, variants: (more.ids ?? ['static', 'adaptive']).map((id) => ({ id, label: id, model: 0, settings: settingsSchema.parse({}) }))
})
const count = (items: readonly string[]) => [...new Set(items)].map((x) => items.filter((y) => y === x).length)
const routes = [...Array<string>(30).fill('111'), ...Array<string>(15).fill('101'), ...Array<string>(3).fill('001')]

describe('order of slots', () => {
  it.each([['static', 'adaptive'], ['static', 'a', 'b', 'c']])('takes each variant once a round and balances places: %s …', (...ids) => {
    for (let seed = 0; seed < 30; seed++) {
      const { slots } = schedule(plan({ seed, ids, rounds: 6 }), routes)
      expect(slots.map((s) => s.slot)).toEqual(slots.map((_, i) => i))
      for (let round = 0; round < 6; round++) expect(slots.filter((s) => s.round === round).map((s) => s.variant).sort()).toEqual([...ids].sort())
      // A straight drift costs every variant the same.
      const places = ids.map((id) => slots.reduce((sum, s) => sum + (s.variant === id ? s.slot : 0), 0))
      expect(new Set(places).size).toBe(1)
    }
  })
  it('is random, and is its seed', () => {
    const first = (seed: number) => schedule(plan({ seed }), routes).slots.map((s) => s.variant).join()
    expect(first(3)).toBe(first(3))
    expect(new Set(Array.from({ length: 30 }, (_, s) => first(s))).size).toBeGreaterThan(8)
  })
})

describe('images', () => {
  it('are the same in every slot, in one order within a round and another in the next', () => {
    const { slots, drawn } = schedule(plan({ images: 16 }), routes)
    for (const s of slots) {
      expect([...s.images].sort((a, b) => a - b)).toEqual(drawn.map((_, i) => i))
      expect(s.images).toEqual(slots.find((o) => o.round === s.round)!.images)
    }
    expect(slots[0]!.images).not.toEqual(slots[2]!.images)
  })
  it('keep each route\'s share, and one of each as long as there is room', () => {
    const shares = (n: number) => count(drawByRoute(routes, n, 5).map((i) => routes[i]!))
    expect(shares(16)).toEqual([10, 5, 1])
    expect(shares(4)).toEqual([2, 1, 1])
    expect(shares(48)).toEqual([30, 15, 3])
    expect(drawByRoute(routes, 100, 5)).toHaveLength(48)
    const many = Array.from({ length: 20 }, (_, i) => String(i))
    expect(new Set(drawByRoute(many, 7, 1)).size).toBe(7)
  })
  it('never repeat one, whatever the routes', () => {
    for (let seed = 0; seed < 100; seed++) {
      const some = Array.from({ length: 1 + seed % 23 }, (_, i) => String((i * (seed + 1)) % 5)), wanted = 1 + seed % 30
      const drawn = drawByRoute(some, wanted, seed)
      expect(drawn).toHaveLength(Math.min(wanted, some.length))
      expect(new Set(drawn).size).toBe(drawn.length)
    }
  })
  it('lie so that half a slot holds half of each route', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { slots, drawn } = schedule(plan({ seed, images: null }), routes)
      const half = slots[0]!.images.slice(0, 24).map((i) => routes[drawn[i]!]!)
      expect(Math.abs(half.filter((r) => r === '111').length - 15)).toBeLessThanOrEqual(2)
      expect(Math.abs(half.filter((r) => r === '101').length - 7.5)).toBeLessThanOrEqual(2)
    }
  })
})

describe('time', () => {
  it('spans from nothing waited for to every limit reached', () => {
    expect(planSeconds(plan())).toEqual({ least: 60 + 12 + 16 * 60, most: 60 + 12 + 16 * 60 + 2 * 90 + 7 * 300 })
  })
  it('counts slots that their inferences make longer, and the bursts', () => {
    // 200 inferences of 500 ms take 100 s, longer than the slot's 60 s.
    expect(planSeconds(plan(), { static: 500, adaptive: 100 }).least).toBe(60 + 12 + 8 * (100 + 60))
  })
})
