import { describe, expect, it } from 'vitest'
import { uniform } from '@shared/policy/noise'
import { medianInterval, pairedRatio } from '@shared/stats/bootstrap'
import { lowerBound, minMaxIndices, upperBound } from '@shared/stats/decimate'
import { erfc, mannWhitney } from '@shared/stats/mann-whitney'
import { mean, median, quantile } from '@shared/stats/quantile'
import { meanInterval, ratioInterval, t975 } from '@shared/stats/student'
import { isOutside, tukeyFences } from '@shared/stats/tukey'
import reference from './reference.json'

const { values } = reference
const draw = (seed: number, n: number, make: (u: () => number) => number = (u) => u()) => {
  const u = uniform(seed)
  return Array.from({ length: n }, () => make(u))
}

describe('against NumPy and SciPy', () => {
  it.each(Object.entries(reference.quantiles))('quantile %s', (q, expected) => expect(quantile(values, Number(q))).toBeCloseTo(expected, 10))
  it.each(reference.ranks)('Mann–Whitney U = $u', ({ a, b, u, p, delta }) => {
    const test = mannWhitney(a, b)!
    expect(test.u).toBe(u)
    expect(test.p / p).toBeCloseTo(1, 5)
    expect(test.delta).toBeCloseTo(delta, 12)
  })
  it.each(Object.entries(reference.t975))('t of %s degrees of freedom', (n, expected) => expect(t975(Number(n)) / expected).toBeCloseTo(1, 4))
  it.each(Object.entries(reference.erfc))('erfc(%s)', (x, expected) => expect(erfc(Number(x)) / expected).toBeCloseTo(1, 6))
  it('mean with its interval', () => {
    const e = meanInterval(values)!
    for (const k of ['value', 'low', 'high'] as const) expect(e[k] / reference.mean[k]).toBeCloseTo(1, 6)
  })
  it('fences', () => {
    expect(tukeyFences(values).low).toBeCloseTo(reference.fences.low, 10)
    expect(tukeyFences(values).high).toBeCloseTo(reference.fences.high, 10)
  })
  it('median by bootstrap', () => expect(medianInterval(values, 3)).toEqual(reference.median))
  it('paired ratio by bootstrap', () => {
    const { a, b, value, low, high } = reference.paired, e = pairedRatio(a, b, 3)
    expect(e.value).toBeCloseTo(value, 12)
    expect(Math.abs(e.low - low)).toBeLessThan(0.001)
    expect(Math.abs(e.high - high)).toBeLessThan(0.001)
  })
})

describe('bootstrap', () => {
  it('is its seed', () => {
    expect(medianInterval(values, 1)).toEqual(medianInterval(values, 1))
    const a = draw(1, 9), b = draw(2, 9)
    expect(pairedRatio(a, b, 1)).toEqual(pairedRatio(a, b, 1))
    expect(pairedRatio(a, b, 1)).not.toEqual(pairedRatio(a, b, 2))
  })
  it('hands over to order statistics without a step', () => {
    const many = draw(4, 1001), e = medianInterval(many, 1), few = medianInterval(many.slice(1), 1)
    expect(Math.abs(e.low - few.low) + Math.abs(e.high - few.high)).toBeLessThan(0.02)
    expect(e.low).toBeLessThan(e.value)
    expect(e.value).toBeLessThan(e.high)
  })
  it('covers the true median in about 95 % of samples', () => {
    for (const n of [25, 1500]) {
      let held = 0
      for (let k = 0; k < 200; k++) {
        const { low, high } = medianInterval(draw(100 * n + k, n), k)
        if (low <= 0.5 && 0.5 <= high) held++
      }
      expect(held).toBeGreaterThan(178)
    }
  })
  it('pairs what is common to both sides away', () => {
    const images = draw(6, 30, (u) => 10 + 90 * u()), a = images.map((x) => 0.6 * x)
    const e = pairedRatio(a, images, 1)
    expect(e.high - e.low).toBeLessThan(1e-12)
    expect(e.value).toBeCloseTo(0.6, 12)
  })
  it('refuses no values and lists of different length', () => {
    expect(() => medianInterval([], 1)).toThrow('no values')
    expect(() => pairedRatio([1], [1, 2], 1)).toThrow('Pairs of 1 and 2')
  })
  it('shows one value as itself', () => expect(medianInterval([4], 1)).toEqual({ value: 4, low: 4, high: 4 }))
})

describe('few values', () => {
  it('have no interval from one, and a wide one from two', () => {
    expect(meanInterval([3])).toBeNull()
    expect(ratioInterval([0.5])).toBeNull()
    const e = meanInterval([1, 2])!
    expect(e.value).toBe(1.5)
    expect(e.high - e.value).toBeCloseTo(6.3531, 3)
  })
  it('make a ratio and its inverse the same finding', () => {
    const r = [0.5, 0.6, 0.55, 0.7], e = ratioInterval(r)!, inverse = ratioInterval(r.map((x) => 1 / x))!
    expect(1 / inverse.value).toBeCloseTo(e.value, 12)
    expect(1 / inverse.high).toBeCloseTo(e.low, 12)
  })
  it('of means and medians', () => {
    expect(median([3, 1, 2, 4])).toBe(2.5)
    expect(mean([1, 2, 6])).toBe(3)
    expect(median([])).toBeNaN()
  })
})

describe('ranks', () => {
  it('of equal groups tell nothing', () => {
    expect(mannWhitney([2, 2, 2], [2, 2])).toEqual({ u: 3, p: 1, delta: 0 })
    expect(mannWhitney([], [1])).toBeNull()
  })
  it('swap their sign with the groups', () => {
    for (let seed = 0; seed < 50; seed++) {
      const pick = (u: () => number) => Math.floor(u() * 6), a = draw(seed, 3 + seed % 7, pick), b = draw(seed + 999, 5, pick)
      const one = mannWhitney(a, b)!, other = mannWhitney(b, a)!
      expect(one.delta).toBeCloseTo(-other.delta, 12)
      expect(one.p).toBeCloseTo(other.p, 12)
      expect(one.u + other.u).toBe(a.length * b.length)
    }
  })
})

describe('fences', () => {
  it('flag what lies far out only', () => {
    const f = tukeyFences([1, 2, 3, 4, 5, 6, 7, 8, 30])
    expect([1, 8, 30].map((v) => isOutside(v, f))).toEqual([false, false, true])
    expect(isOutside(5, tukeyFences([]))).toBe(false)
  })
})

describe('decimation', () => {
  it('keeps the lowest and the highest of each column, in order, for any series', () => {
    for (let seed = 0; seed < 40; seed++) {
      const n = 500 + seed * 37, columns = 3 + seed, v = draw(seed, n, (u) => (u() < 0.05 ? NaN : u() - 0.5)), u = uniform(seed + 1)
      let at = 0
      const t = v.map(() => (at += u())), to = t.at(-1)!
      const kept = minMaxIndices(t, v, 0, to, columns)
      expect(kept.length).toBeLessThanOrEqual(2 * columns)
      expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b))
      for (let c = 0; c < columns; c++) {
        const inside = (i: number) => Math.min(columns - 1, Math.floor(t[i]! / (to / columns))) === c && !Number.isNaN(v[i]!)
        const all = [...v.keys()].filter(inside).map((i) => v[i]!), shown = kept.filter(inside).map((i) => v[i]!)
        if (all.length > 0) expect([Math.min(...shown), Math.max(...shown)]).toEqual([Math.min(...all), Math.max(...all)])
      }
    }
  })
  it('keeps a short series whole, within the range asked for', () => {
    expect(minMaxIndices([0, 1, 2, 3], [5, NaN, 7, 8], 1, 2, 100)).toEqual([1, 2])
    expect(minMaxIndices([], [], 0, 1, 10)).toEqual([])
  })
  it('bounds', () => {
    expect([lowerBound([1, 2, 2, 3], 2), upperBound([1, 2, 2, 3], 2), lowerBound([1], 5), upperBound([], 0)]).toEqual([1, 3, 1, 0])
  })
})
