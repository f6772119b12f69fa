import { expect, it } from 'vitest'
import { uniform } from '@shared/policy/noise'
import { markOf, routeClusters } from '@shared/sweep/analysis/clusters'
import { averageLinkage, bitsOf, distance, type Weighted } from '@shared/sweep/analysis/linkage'
import { columnsOf } from './columns'

const masks = (n: number, blocks: number, seed: number) => {
  const random = uniform(seed), set = new Set<string>()
  while (set.size < n) set.add(Array.from({ length: blocks }, () => (random() < 0.5 ? '1' : '0')).join(''))
  return [...set].map((mask) => ({ mask, weight: 1 + Math.floor(random() * 5) }))
}

it('distance of two groups is the mean over all pairs of their members', () => {
  const a = ['110', '100'].map(bitsOf), b = ['011'].map(bitsOf)
  const f = [1, 0.5, 0]
  expect(distance(f, b[0]!)).toBe((distance(a[0]!, b[0]!) + distance(a[1]!, b[0]!)) / 2)
})

it('by hand: the two near pairs first, the lonely one stays alone', () => {
  // 1100–1110 and 0001–0011 differ in one block each; 1100 and 0001 in three.
  const list = ['1100', '1110', '0001', '0011'].map((mask) => ({ f: bitsOf(mask), weight: 1 }))
  expect(averageLinkage(list)(2).map((g) => g.members.toSorted()).toSorted()).toEqual([[0, 1], [2, 3]])
  expect(averageLinkage(list)(9).length).toBe(4)
  expect(averageLinkage(list)(1)[0]!.f).toEqual(Float64Array.of(0.5, 0.5, 0.5, 0.5))
  expect(averageLinkage([])(3)).toEqual([])
})

/** The definition: merge the nearest two until k are left. */
function naive(list: Weighted[], k: number): number[][] {
  let groups = list.map((_, i) => [i])
  const mean = (p: number[], q: number[]): number => {
    let sum = 0, w = 0
    for (const i of p) for (const j of q) {
      const both = list[i]!.weight * list[j]!.weight
      sum += both * distance(list[i]!.f, list[j]!.f)
      w += both
    }
    return sum / w
  }
  while (groups.length > k) {
    let best = { d: Infinity, i: 0, j: 0 }
    groups.forEach((p, i) => groups.slice(i + 1).forEach((q, at) => { const d = mean(p, q); if (d < best.d) best = { d, i, j: i + 1 + at } }))
    groups = [...groups.filter((_, i) => i !== best.i && i !== best.j), [...groups[best.i]!, ...groups[best.j]!]]
  }
  return groups.map((g) => g.toSorted((a, b) => a - b))
}

it('a chain of nearest neighbours gives the tree of the definition', () => {
  // Shares instead of bits, since no two distances are equal then: which of two equal ones comes first is a matter of taste.
  for (let seed = 1; seed <= 6; seed++) {
    const random = uniform(seed), list = Array.from({ length: 16 }, () => ({ f: Float64Array.from({ length: 5 }, () => random()), weight: 1 + 4 * random() }))
    for (const k of [2, 3, 4]) {
      const key = (groups: number[][]): string[] => groups.map((g) => g.join()).toSorted()
      expect(key(averageLinkage(list)(k).map((g) => g.members.toSorted((a, b) => a - b)))).toEqual(key(naive(list, k)))
    }
  }
})

it('groups of routes: cheapest first, with a typical route, and what sets them apart', () => {
  const rows = [...Array<string>(6).fill('1000'), ...Array<string>(2).fill('1001'), ...Array<string>(3).fill('1110'), '1111'].map((asked) => ({ asked: [asked], executed: asked.split('1').length }))
  const { clusters, ofRoute, distinct } = routeClusters(columnsOf(rows, 4, ['a']), 2)
  expect([distinct, [...ofRoute]]).toEqual([4, [0, 0, 1, 1]])
  expect(clusters.map(({ typical, images, blocks }) => ({ typical, images, blocks }))).toEqual([{ typical: 0, images: 8, blocks: { least: 1, most: 2 } }, { typical: 2, images: 4, blocks: { least: 3, most: 4 } }])
  expect(clusters[1]!.share).toBeCloseTo(4 / 12)
  expect(markOf(clusters, 1)).toEqual({ block: 1, with: true })
  expect(markOf(clusters, 0)).toEqual({ block: 1, with: false })
  expect(markOf(clusters.slice(0, 1), 0)).toBeNull()
})

it('a few odd images are no group', () => {
  // 1 of 100 differs from all others in nearly every block, and still the other two kinds are told apart.
  const rows = [...Array<string>(60).fill('110000'), ...Array<string>(39).fill('111000'), '000111'].map((asked) => ({ asked: [asked] }))
  const { clusters, ofRoute } = routeClusters(columnsOf(rows, 6, ['a']), 2)
  expect(clusters.map((c) => c.images).toSorted((a, b) => a - b)).toEqual([39, 61])
  expect(ofRoute[2]).toBe(ofRoute[0])
})

it('rare routes join the nearest group', () => {
  // 600 distinct routes: those beyond the most frequent 512 are not linked, and yet every image is in a group.
  const list = masks(600, 12, 3), rows = list.flatMap(({ mask, weight }) => Array<{ asked: string[] }>(weight).fill({ asked: [mask] }))
  const { clusters, ofRoute } = routeClusters(columnsOf(rows, 12, ['a']), 4)
  expect(clusters.reduce((n, c) => n + c.images, 0)).toBe(rows.length)
  expect(Math.max(...ofRoute)).toBe(3)
})
