import { describe, expect, it } from 'vitest'
import { disagreement } from '@shared/sweep/analysis/disagreement'
import { columnValues, filterRows, noFilter, sortRows } from '@shared/sweep/analysis/filter'
import { frequency } from '@shared/sweep/analysis/frequency'
import { histogram } from '@shared/sweep/analysis/histogram'
import { overlap } from '@shared/sweep/analysis/overlap'
import { rowOfImage } from '@shared/sweep/analysis/rows'
import { routeShares, usualAsked } from '@shared/sweep/analysis/routes'
import { slices, thirds } from '@shared/sweep/analysis/slices'
import { routeClusters } from '@shared/sweep/analysis/clusters'
import { stabilityOf } from '@shared/sweep/analysis/stability'
import { defaultSettings } from '@shared/policy/settings'
import { settingsOf } from '@shared/sweep/noise'
import { columnsOf } from './columns'

/** Four images, two lanes, three blocks. */
const four = columnsOf([
  { asked: ['110', '100'], executed: 40, difficulty: 0.4, figures: { seg: 50 } },
  { asked: ['110', '000'], executed: 42, difficulty: 0.8, figures: { seg: 40 } },
  { asked: ['000', '100'], executed: 20, difficulty: 0.1, figures: { seg: 70 } },
  { asked: ['000', '000'], executed: 10, difficulty: 0.2 }
], 3)

describe('frequency', () => {
  it('counts who asked and what ran', () => {
    const f = frequency(four)
    expect(f.asked.map((lane) => lane.map((e) => e.value))).toEqual([[0.5, 0.5, 0], [0.5, 0, 0]])
    expect(f.ran.map((e) => e.value)).toEqual([0.75, 0.5, 0])
    expect([f.images, f.meanAsked, f.meanRan]).toEqual([4, [1, 0.5], 1.25])
  })
  it('of a selection, with Wilson\'s interval', () => {
    const f = frequency(four, Uint32Array.of(0, 1))
    expect(f.ran.map((e) => e.value)).toEqual([1, 1, 0])
    // 2 of 2: n / (n + z²) = 2 / 5.8415
    expect(f.ran[0]!.low).toBeCloseTo(0.34238, 4)
    expect(f.ran[0]!.high).toBe(1)
  })
})

it('overlap: both asked for 1 of the 5 pairs that either asked for', () => {
  const o = overlap(four)
  expect(o.pairs).toBe(12)
  expect(o.union).toBeCloseTo(5 / 12)
  expect(o.asked).toEqual([4 / 12, 2 / 12])
  expect(o.alone).toEqual([3 / 12, 1 / 12])
  expect(o.byCount).toEqual([7 / 12, 4 / 12, 1 / 12])
  expect(o.shared).toEqual([[1, 1 / 5], [1 / 5, 1]])
})

describe('routes', () => {
  it('most frequent first, with their mean cost', () => {
    expect(routeShares(four)).toEqual([
      { route: 0, mask: '110', blocks: 2, images: 2, share: 0.5, executed: 41 },
      { route: 1, mask: '100', blocks: 1, images: 1, share: 0.25, executed: 20 },
      { route: 2, mask: '000', blocks: 0, images: 1, share: 0.25, executed: 10 }
    ])
  })
  it('what was asked most often on a route', () => {
    const c = columnsOf([{ asked: ['10', '01'] }, { asked: ['01', '10'] }, { asked: ['01', '10'] }], 2)
    expect([...usualAsked(c, 0)!]).toEqual([0, 1, 1, 0])
    expect(usualAsked(c, 5)).toBeNull()
  })
})

it('histogram: round bins that begin at a multiple of their width', () => {
  expect(histogram([12, 14, 23, 47, NaN], 4)).toEqual({ from: 10, width: 10, counts: [2, 1, 0, 1], n: 4 })
  expect(histogram([7, 7], 10)!.counts).toEqual([2])
  expect(histogram([NaN], 10)).toBeNull()
})

describe('slices', () => {
  it('thirds leave out what has no value', () => {
    const c = columnsOf([0.9, 0.1, NaN, 0.5, 0.3, 0.7, 0.2].map((difficulty) => ({ asked: ['1', '0'], difficulty })), 1)
    expect(thirds(c, c.difficulty).map((t) => [...t.rows])).toEqual([[1, 6], [3, 4], [0, 5]])
    expect(thirds(c, c.difficulty, Uint32Array.of(0, 2, 3, 4)).map((t) => [...t.rows])).toEqual([[4], [3], [0]])
    expect(slices(c, routeClusters(c, 4)).map((s) => s.id)).toEqual(['all', 'difficulty 0', 'difficulty 1', 'difficulty 2', 'MACs 0', 'MACs 1', 'MACs 2', 'group 0'])
  })
  it('few images have none', () => expect(slices(four, routeClusters(four, 2)).map((s) => s.id)).toEqual(['all', 'group 0', 'group 1']))
})

it('disagreement: losses as shares of the baseline\'s mean, over the images that both have', () => {
  const base = columnsOf([{ image: 0, asked: ['1'], figures: { seg: 40, angle: 10 } }, { image: 2, asked: ['1'], figures: { seg: 60, angle: 30 } }, { image: 3, asked: ['1'], figures: { seg: 50 } }], 1, ['a'])
  const other = columnsOf([{ image: 1, asked: ['1'], figures: { seg: 1 } }, { image: 2, asked: ['1'], figures: { seg: 55, angle: 32 } }, { image: 3, asked: ['1'], figures: { seg: 60 } }], 1, ['a'])
  const d = disagreement(other, base)
  expect([...d.images]).toEqual([2, 3])
  expect([...d.deltas[d.tasks.indexOf('seg')]!]).toEqual([-5, 10])
  // Means of the baseline over the images compared: seg 55, angle 30. Worse by 5/55 and 2/30, their mean; better by 10/55.
  expect(d.loss[0]).toBeCloseTo((5 / 55 + 2 / 30) / 2, 6)
  expect(d.loss[1]).toBeCloseTo(-10 / 55, 6)
})

it('stability: flips against the noise-free rule, and the entropy of the answers', () => {
  const base = columnsOf([{ asked: ['10'], executed: 5 }, { asked: ['11'], executed: 9 }], 2, ['a'])
  const seed = (asked: string[]) => columnsOf(asked.map((a) => ({ asked: [a], executed: 4 })), 2, ['a'])
  const s = stabilityOf(base, [seed(['10', '01']), seed(['11', '11'])])!
  expect(s.flip).toEqual([[1 / 4, 1 / 4]])
  expect(s.ranFlip).toEqual([1 / 4, 1 / 4])
  // Each block was asked once in two draws on one image: 1 bit there, none on the other.
  expect(s.entropy).toEqual([[0.5, 0.5]])
  expect([s.seeds, s.images, s.meanFlip, s.meanEntropy, s.executed]).toEqual([2, 2, 0.25, 0.5, { base: 7, noisy: [4, 4] }])
  expect(stabilityOf(base, [])).toBeNull()
})

describe('filter and sort', () => {
  const names = ['dog park', 'cat', 'dog', 'bird']
  const rows = (f: Partial<typeof noFilter>) => { const r = filterRows(four, names, routeClusters(four, 3), { ...noFilter, ...f }); return r && [...r] }
  it.each([
    ['nothing', {}, null],
    ['text', { text: 'DOG' }, [0, 2]],
    ['all words', { text: 'dog pa' }, [0]],
    ['a block that ran', { block: { block: 0, lane: null } }, [0, 1, 2]],
    ['a block that a lane asked for', { block: { block: 0, lane: 1 } }, [0, 2]],
    ['a range with both ends', { ranges: { executed: { low: 20, high: 40 } } }, [0, 2]],
    ['a figure, missing ones left out', { ranges: { seg: { low: 0, high: 50 } } }, [0, 1]],
    ['a route', { route: 1 }, [2]],
    ['a group', { cluster: 2 }, [0, 1]],
    ['images', { images: new Set([3, 0]) }, [0, 3]],
    ['several at once', { text: 'dog', ranges: { blocks: { low: 2, high: 3 } } }, [0]]
  ] as const)('%s', (_, f, expected) => expect(rows(f)).toEqual(expected))
  it('rows without a value come last in both directions', () => {
    const values = columnValues(four, null, 'seg')!
    expect([...sortRows(four, null, values, false)]).toEqual([1, 0, 2, 3])
    expect([...sortRows(four, Uint32Array.of(0, 2, 3), values, true)]).toEqual([2, 0, 3])
  })
  it('rows by image', () => expect([...rowOfImage(columnsOf([{ image: 1, asked: ['1'] }, { image: 3, asked: ['1'] }], 1, ['a']), 5)]).toEqual([-1, 0, -1, 1, -1]))
})

it('noise is drawn anew for each image', () => {
  const settings = { ...defaultSettings, noiseSeed: 4 }
  expect(settingsOf(defaultSettings, 3)).toBe(defaultSettings)
  expect(settingsOf(settings, 3)).toEqual(settingsOf(settings, 3))
  expect(settingsOf(settings, 3).noiseSeed).not.toBe(settingsOf(settings, 4).noiseSeed)
})
