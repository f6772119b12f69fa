import { describe, expect, it } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import type { Sweep } from '@shared/sweep/plan'
import { fillOf, lightness, strength } from '../../../renderer/charts/heatmap/shade'
import { axisOf, fromX, fromY, nearestPoint, toX, toY, type Frame } from '../../../renderer/charts/scatter/geometry'
import { estimate } from '../../../renderer/features/sweep/start/estimate'
import { mainVariant, noiseOf, parseThresholds, variantsFor } from '../../../renderer/features/sweep/start/variants'
import { about, blockShort, depthsOf, took } from '../../../renderer/features/sweep/words'

const none = { allOn: false, thresholds: '', seeds: 0, manual: null }
const adaptive = [{ name: 'a', kind: 'adaptive' as const }]
const ids = (...args: Parameters<typeof variantsFor>): string[] => variantsFor(...args).map((v) => v.id)

describe('variants', () => {
  it('the static form is the baseline', () => {
    expect(ids(adaptive, none)).toEqual(['static', 'adaptive'])
    expect(ids([{ name: 's', kind: 'static' }], none)).toEqual(['static'])
  })
  it('what is wished for comes after', () => {
    const manual = { ...defaultSettings, blocks: { 's0.b1': 'off' as const } }
    const all = variantsFor(adaptive, { allOn: true, thresholds: '0.3 0.45', seeds: 2, manual })
    expect(all.map((v) => v.id)).toEqual(['static', 'adaptive', 'adaptive-at-0-3', 'adaptive-at-0-45', 'all-on', 'manual', 'adaptive-seed-1', 'adaptive-seed-2'])
    expect(mainVariant(all).id).toBe('adaptive')
    expect(noiseOf(all, all[1]!).map((v) => v.settings.noiseSeed)).toEqual([1, 2])
    expect(noiseOf(all, all[2]!)).toEqual([])
  })
  it('noise belongs to each policy', () => expect(ids([...adaptive, { name: 'b', kind: 'adaptive' }], { ...none, seeds: 1 })).toEqual(['static', 'a', 'b', 'a-seed-1', 'b-seed-1']))
  it('thresholds are told from what is none', () => expect(parseThresholds('0.3, .5;1 0.3 x 2')).toEqual({ values: [0.3, 0.5, 1], bad: ['x', '2'] }))
})

it('estimates from a sweep of the same model, else from one inference', () => {
  const before = { rows: 400, seconds: 10, plan: { workers: 2 }, models: [{ name: 'a', file: 'a', hash: 'h' }] } as Partial<Sweep> as Sweep
  expect(estimate(1200, 4, 'h', [before], 8)).toEqual({ seconds: 15, from: 'sweep' })
  expect(estimate(1000, 2, 'other', [before], 8)).toEqual({ seconds: expect.closeTo(5.6, 9) as number, from: 'inference' })
  expect(estimate(1000, 2, null, [], null)).toBeNull()
})

it('words', () => {
  expect([about(40), about(600), about(7200)]).toEqual(['about 40\u00a0s', 'about 10\u00a0min', 'about 2.0\u00a0h'])
  expect([took(4.4), took(112), took(7320)]).toEqual(['4.4\u00a0s', '1\u00a0min 52\u00a0s', '2\u00a0h 2\u00a0min'])
  expect([blockShort('s2.b3'), blockShort('gate')]).toEqual(['S3 B3', 'gate'])
  expect(depthsOf(['s0.b0', 's0.b1', 's1.b0'])).toEqual([2, 1])
})

describe('charts', () => {
  it('lightness is OKLab\'s', () => {
    expect(lightness('#ffffff')).toBeCloseTo(1, 3)
    expect(lightness('#000')).toBeCloseTo(0, 6)
    expect(lightness('#ff0000')).toBeCloseTo(0.62796, 4)
  })
  it('an empty cell is still seen, a full one keeps its colour', () => {
    expect([strength(0), strength(1)]).toEqual([0.03, expect.closeTo(0.95, 12)])
    expect(strength(7)).toBe(strength(1))
    expect(fillOf(0.5, 'var(--t0)')).toBe('color-mix(in oklab, var(--t0) 49%, var(--panel))')
  })
  it('axes are round and hold all values', () => {
    expect(axisOf([0.05, 0.97, NaN], 4)).toEqual({ low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] })
    expect(axisOf([54, 94], 4, [100])).toEqual({ low: 40, high: 100, ticks: [40, 60, 80, 100] })
    expect(axisOf([], 4).ticks).toEqual([0, 1])
    const one = axisOf([5], 4)
    expect(one.low).toBeLessThan(5)
    expect(one.high).toBeGreaterThan(5)
  })
  it('points are found where they are drawn', () => {
    const f: Frame = { left: 40, top: 10, width: 100, height: 50, x: axisOf([0, 1], 4), y: axisOf([0, 10], 4) }
    expect([toX(f, 0.5), toY(f, 0)]).toEqual([90, 60])
    expect([fromX(f, 90), fromY(f, 60)]).toEqual([0.5, 0])
    expect(nearestPoint(f, [0, 0.5, NaN], [0, 5, 5], 91, 36, 12)).toBe(1)
    expect(nearestPoint(f, [0, 0.5], [0, 5], 130, 20, 12)).toBe(-1)
  })
})
