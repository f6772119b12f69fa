import { describe, expect, it } from 'vitest'
import { Growing } from '../../../renderer/charts/trace/growing'
import { heldAt, nearest, robustRange } from '../../../renderer/charts/trace/points'
import { readout, spoken } from '../../../renderer/charts/trace/readout'
import { within, zoomed, type Track, type TraceView } from '../../../renderer/charts/trace/view'

function grown(n: number, value: (i: number) => number): Growing {
  const g = new Growing()
  for (let i = 0; i < n; i++) g.push(i / 10, value(i))
  return g
}
const wave = (i: number) => Math.sin(i / 50) * 10 + ((i * 7919) % 13) / 13

describe('a growing series', () => {
  it('keeps every point while there are few', () => {
    const p = grown(300, wave).view(0, 29.9, 100)
    expect(p.t).toHaveLength(300)
    expect(p.v[17]).toBe(wave(17))
  })
  it('keeps each column\'s least and greatest, whatever the span, in the order of time', () => {
    const n = 40_000
    const g = grown(n, wave)
    for (const [from, to] of [[0, n / 10], [123.4, 2345.6], [3900, 4100]] as const) {
      const columns = 200
      const p = g.view(from, to, columns, 0)
      expect(p.t.length).toBeLessThanOrEqual(2 * columns + 4)
      expect([...p.t].sort((a, b) => a - b)).toEqual([...p.t])
      const inside = Array.from({ length: n }, (_, i) => i).filter((i) => i / 10 > from && i / 10 <= to)
      const width = (to - from) / columns
      for (const c of [0, 1, 57, 120, columns - 2]) {
        const mine = inside.filter((i) => i / 10 > from + c * width && i / 10 <= from + (c + 1) * width).map(wave)
        if (mine.length === 0) continue
        expect(p.v).toContain(Math.max(...mine))
        expect(p.v).toContain(Math.min(...mine))
      }
    }
  })
  it('has gaps where a read failed, and is not confused by them', () => {
    const g = grown(20_000, (i) => (i % 3 === 0 ? Number.NaN : wave(i)))
    const p = g.view(0, 2000, 100, 0)
    expect(p.v.filter((v) => v !== null).length).toBeGreaterThan(150)
    expect(p.v).not.toContain(Number.NaN)
    expect(grown(10, () => Number.NaN).view(0, 1, 10).v).toEqual(Array.from({ length: 10 }, () => null))
    expect(g.highest()).toBe(Math.max(...Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? -Infinity : wave(i)))))
  })
  it('gives values of a span and those that pass', () => {
    const g = grown(100, (i) => i)
    expect(g.between(1, 1.5)).toEqual([11, 12, 13, 14, 15])
    expect(g.filter((v) => v > 97).values()).toEqual([98, 99])
    expect(g.first()).toEqual({ t: 0, v: 0 })
    expect(g.last()).toEqual({ t: 9.9, v: 99 })
    expect(new Growing().last()).toBeNull()
  })
})

describe('reading a series', () => {
  const p = { t: [1, 2, 3, 4], v: [10, null, 30, 40] }
  it('holds a gauge\'s value', () => expect([0.5, 1, 2.5, 3, 9].map((t) => heldAt(p, t))).toEqual([null, 10, 10, 30, 40]))
  it('finds the nearest point, but not a far one', () => {
    expect(nearest(p, 3.4, 1)).toEqual({ t: 3, v: 30 })
    expect(nearest(p, 3.6, 1)).toEqual({ t: 4, v: 40 })
    expect(nearest(p, 9, 1)).toBeNull()
  })
  it('has a range that one hiccup does not flatten', () => {
    const usual = Array.from({ length: 200 }, (_, i) => 100 + (i % 10))
    const range = robustRange([[...usual, 4000], [...usual.map((x) => x / 2), 900]])
    expect(range).toEqual({ low: 50, high: 109 })
    expect(robustRange([])).toBeNull()
    expect(robustRange([[7]])).toEqual({ low: 7, high: 7 })
  })
})

describe('the cursor', () => {
  const track = (id: Track['id'], over: Partial<Track>): Track => ({ id, title: id, unit: '', digits: 1, kind: 'steps', layers: [], medians: [], limits: [], range: null, empty: null, ...over })
  const view: TraceView = { from: 0, to: 10, bands: [], now: null, tracks: [
    track('latency', { unit: 'ms', kind: 'points', layers: [{ id: 'a', label: 'Static', color: 'static', points: { t: [1, 5], v: [212.4, 213] } }, { id: 'b', label: 'Adaptive', color: 'adapt', points: { t: [5.2], v: [98.76] } }] }),
    track('power', { unit: 'W', digits: 2, layers: [{ id: 'p', label: 'p', color: 'run', points: { t: [0, 4], v: [1, 3.056] } }] }), track('clock', { unit: 'GHz' })] }
  it('tells each track\'s value in its unit, and whose it is', () => {
    const values = readout(view, 5.15, 0.5)
    expect(values.map((v) => v.value)).toEqual(['98.8', '3.06', '–'])
    expect(values[0]?.of).toBe('Adaptive')
    expect(readout(view, 1.1, 0.5)[0]?.value).toBe('212')
    expect(readout(view, 8, 0.5)[0]?.value).toBe('–')
    expect(spoken(view, 5.15, values).replace(/\u00a0/g, ' ')).toBe('at 5.15 s: latency 98.8 ms, power 3.06 W, clock – GHz')
  })
  it('zooms around its place and never leaves the run', () => {
    const whole = { from: 0, to: 100 }
    expect(zoomed(whole, 0.5, 20, whole)).toEqual({ from: 10, to: 60 })
    expect(zoomed({ from: 10, to: 60 }, 4, 20, whole)).toEqual(whole)
    expect(within({ from: 95, to: 115 }, whole)).toEqual({ from: 80, to: 100 })
    expect(within({ from: 5, to: 5 }, whole, 2)).toEqual({ from: 5, to: 7 })
  })
})
