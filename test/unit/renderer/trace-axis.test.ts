import { describe, expect, it } from 'vitest'
import { duration, length, niceAxis, timeTicks } from '../../../renderer/charts/trace/axis'

const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, ' ')

describe('axis of a track', () => {
  it('holds its values, with round ticks inside', () => {
    for (const [low, high, count] of [[7.1, 24.3, 4], [0.31, 2.53, 2], [33.2, 38.1, 4], [-1.2, 0.4, 3], [101, 251, 4], [1.01, 3.1, 1]] as const) {
      const a = niceAxis(low, high, count)
      expect(a.low).toBeLessThanOrEqual(low)
      expect(a.high).toBeGreaterThanOrEqual(high)
      // A quarter of a tick at each end is all that is given away.
      const step = a.ticks[1]! - a.ticks[0]!
      expect(a.high - high + (low - a.low)).toBeLessThan(step / 2 + 1e-9)
      expect(a.ticks.length).toBeGreaterThanOrEqual(2)
      expect(a.ticks.length).toBeLessThanOrEqual(5)
      expect(a.ticks.every((t) => t >= a.low - 1e-9 && t <= a.high + 1e-9)).toBe(true)
    }
  })
  it('gives a single value room, and nothing at all a place', () => {
    expect(niceAxis(5, 5).low).toBeLessThan(5)
    expect(niceAxis(5, 5).high).toBeGreaterThan(5)
    expect(niceAxis(Infinity, -Infinity)).toEqual({ low: 0, high: 1, ticks: [0, 1], digits: 0 })
  })
  it('stays as it is while values come in within it', () => expect(niceAxis(7.1, 24.3)).toEqual(niceAxis(7.0, 24.9)))
})

describe('time axis', () => {
  const labels = (from: number, to: number, n: number) => timeTicks(from, to, n).map((t) => t.label)
  it('is in the unit that fits', () => {
    expect(labels(0, 40, 9)).toEqual(['0 s', '5', '10', '15', '20', '25', '30', '35', '40'])
    expect(labels(0, 1350, 12)[0]).toBe('0 min')
    expect(labels(0, 1350, 12)[1]).toBe('2')
    expect(labels(731, 791, 6)).toEqual(['12:20 min', '12:30', '12:40', '12:50', '13:00', '13:10'])
    expect(labels(0.2, 0.31, 6)[0]).toBe('0.20 s')
  })
  it('has no more ticks than asked for', () => {
    for (const to of [0.05, 1, 7, 59, 130, 3000, 40_000]) expect(timeTicks(0, to, 10).length).toBeLessThanOrEqual(11)
    expect(timeTicks(3, 3, 10)).toEqual([])
  })
})

describe('spans of time', () => {
  it('are said in two units at most', () => {
    expect([0.84, 4.25, 42, 487, 3840, Number.NaN].map((s) => plain(duration(s)))).toEqual(['0.84 s', '4.3 s', '42 s', '8 min 07 s', '1 h 04 min', '–'])
  })
  it('leave out what is zero where they stand still', () => expect([60, 90, 3600].map((s) => plain(length(s)))).toEqual(['1 min', '1 min 30 s', '1 h']))
})
