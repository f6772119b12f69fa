import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import { uniform } from '@shared/policy/noise'
import { multiTaskGain, multiTaskGainInterval, type TaskSums } from '@shared/sweep/delta'
import { accumulatorSize } from '@shared/sweep/pooled'

const semseg = defaultTask('semseg', 2), depth = defaultTask('depth', 1), albedo = defaultTask('albedo', 2)
/** Sums that give an mIoU in percent over one class; the other does not occur. */
const miou = (percent: number) => [1, percent, 0, 100, 0]
/** Sums of n pixels that give an RMSE. */
const rmse = (value: number, n = 100) => Array.from({ length: accumulatorSize(depth) }, (_, i) => (i === 0 ? 1 : i === 1 ? n : i === 2 ? n * value ** 2 : 0))

describe('Δm', () => {
  it('is the mean relative change, counted positive where it is better', () => {
    // A change of +0.5 on 43.9 and of +0.002, which is worse, on 0.585: (1.139 − 0.342) / 2 %.
    const gain = multiTaskGain([semseg, depth], [miou(43.9), rmse(0.585)], [miou(44.4), rmse(0.587)])
    expect(gain?.gain).toBeCloseTo((100 * (0.5 / 43.9 - 0.002 / 0.585)) / 2, 8)
    expect(gain?.gain.toFixed(2)).toBe('0.40')
    expect(gain?.tasks.map((t) => [t.task, t.figure.name, Math.sign(t.gain)])).toEqual([['semseg', 'mIoU', 1], ['depth', 'RMSE', -1]])
  })
  it('leaves out what has no figure on a side or a baseline of 0, and is nothing where nothing is left', () => {
    const none = new Float64Array(accumulatorSize(depth))
    expect(multiTaskGain([semseg, depth, albedo], [miou(50), none, []], [miou(55), rmse(1), []])).toMatchObject({ gain: 10, left: ['depth', 'albedo'] })
    expect(multiTaskGain([semseg], [miou(0)], [miou(55)])).toBeNull()
    expect(multiTaskGainInterval([semseg], [[miou(0)]], [[miou(55)]], 1)).toBeNull()
  })
})

describe('its interval', () => {
  const random = uniform(7)
  /** Images of very different difficulty; the variant is 10 % worse on each, give or take. */
  const images: TaskSums[][] = Array.from({ length: 300 }, () => {
    const before = 20 + 60 * random()
    return [[miou(before)], [miou(before * (0.9 + 0.02 * (random() - 0.5)))]]
  })
  const baseline = images.map((i) => i[0]!), variant = images.map((i) => i[1]!)
  it('is paired: what both sides find hard does not widen it', () => {
    const e = multiTaskGainInterval([semseg], baseline, variant, 1)!
    expect(e.low).toBeLessThan(e.value)
    expect(e.high).toBeGreaterThan(e.value)
    // The standard error of a ratio of sums: sqrt(Σ (variant − ratio · baseline)²) / Σ baseline.
    const pairs = images.map(([b, v]) => [b![0]![1]!, v![0]![1]!] as const), sum = pairs.reduce((s, [b]) => s + b, 0), ratio = 1 + e.value / 100
    const error = (100 * Math.sqrt(pairs.reduce((s, [b, v]) => s + (v - ratio * b) ** 2, 0))) / sum
    expect((e.high - e.low) / (2 * 1.96 * error)).toBeGreaterThan(0.9)
    expect((e.high - e.low) / (2 * 1.96 * error)).toBeLessThan(1.1)
    expect(e.high - e.low).toBeLessThan(0.3)
  })
  it('is the same for the same seed, and refuses unequal pairs', () => {
    expect(multiTaskGainInterval([semseg], baseline, variant, 3)).toEqual(multiTaskGainInterval([semseg], baseline, variant, 3))
    expect(() => multiTaskGainInterval([semseg], baseline, variant.slice(1), 1)).toThrow(RangeError)
  })
})
