import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import { accumulate, accumulatorSize, classFigures, figures, imageMetric, mainFigure, mainValue } from '@shared/sweep/pooled'

const semseg = defaultTask('semseg', 3), parts = defaultTask('human_parts', 3), normals = defaultTask('normals', 3)
const sal = defaultTask('sal', 1), edge = defaultTask('edge', 1), depth = defaultTask('depth', 1)

/** Logits `[channels, n]` whose argmax are the given classes. */
const oneHot = (classes: number[], channels = 3) =>
  Float32Array.from({ length: channels * classes.length }, (_, i) => (classes[i % classes.length] === Math.floor(i / classes.length) ? 5 : -5))
const labels = (...values: number[]): Truth => ({ type: 'labels', size: 2, labels: Uint8Array.from(values) })
const mask = (...values: number[]): Truth => ({ type: 'mask', size: 2, mask: Uint8Array.from(values) })
const logit = (p: number) => Math.log(p / (1 - p))
const logits = (...p: number[]) => Float32Array.from(p, logit)
const byName = (task: Task, sums: Float64Array) => Object.fromEntries(figures(task, sums).map((m) => [m.name, m.value]))
const pooled = (task: Task, ...images: [Float32Array, Truth][]) => {
  const sums = new Float64Array(accumulatorSize(task))
  for (const [output, truth] of images) accumulate(task, output, truth, sums)
  return sums
}

describe('mIoU', () => {
  it('is the mean over classes in prediction or truth, in percent', () => {
    // Class 0: 1 of 2. Class 1: 1 of 3. Class 2: 0 of 1, predicted only.
    const sums = pooled(semseg, [oneHot([0, 1, 2, 1]), labels(0, 1, 1, 0)])
    expect(figures(semseg, sums)).toEqual([{ name: 'mIoU', value: (50 + 100 / 3 + 0) / 3, unit: '%', higherIsBetter: true }])
    expect(classFigures(semseg, sums)).toEqual([50, 100 / 3, 0])
  })
  it('pools pixels over images before it divides', () => {
    // Class 0: 1 of 2 and 3 of 3, so 4 of 5; class 1: 2 of 3 and 1 of 1, so 3 of 4. The mean of the images' figures would be another.
    const sums = pooled(semseg, [oneHot([0, 1, 1, 1]), labels(0, 0, 1, 1)], [oneHot([0, 0, 0, 1]), labels(0, 0, 0, 1)])
    expect(mainValue(semseg, sums)).toBeCloseTo((80 + 75) / 2, 10)
    expect(sums[0]).toBe(2)
  })
  it('leaves out pixels marked 255, also in the prediction, and classes that do not occur', () => {
    const sums = pooled(semseg, [oneHot([0, 2, 1, 1]), labels(0, 255, 1, 1)])
    expect(mainValue(semseg, sums)).toBe(100)
    expect(classFigures(semseg, sums)).toEqual([100, 100, NaN])
  })
  it('takes the first of equal channels', () => {
    expect(mainValue(semseg, pooled(semseg, [new Float32Array(12), labels(0, 0, 0, 0)]))).toBe(100)
  })
  it('has no figure without a counted pixel', () => {
    const sums = pooled(semseg, [oneHot([0, 0, 0, 0]), labels(255, 255, 255, 255)])
    expect(figures(semseg, sums)).toEqual([])
    expect([...sums]).toEqual(Array(accumulatorSize(semseg)).fill(0))
    expect(imageMetric(semseg, oneHot([0, 0, 0, 0]), labels(255, 255, 255, 255))).toBeNull()
  })
  it('of parts counts images without a person, but says nothing of them alone', () => {
    const empty: [Float32Array, Truth] = [oneHot([0, 0, 0, 1]), labels(0, 0, 255, 0)]
    expect(figures(parts, pooled(parts, empty))).toEqual([])
    expect(imageMetric(parts, ...empty)).toBeNull()
    // Class 0: 3 of 3, then 2 of 3. Class 1: 1 of 1, then predicted in vain: 1 of 2.
    expect(mainValue(parts, pooled(parts, empty, [oneHot([0, 0, 0, 1]), labels(0, 0, 0, 1)]))).toBeCloseTo((500 / 6 + 50) / 2, 10)
  })
  it('refuses a class that the task does not have', () => {
    expect(() => pooled(semseg, [oneHot([0, 0, 0, 0]), labels(0, 3, 0, 0)])).toThrow(RangeError)
  })
})

describe('normals', () => {
  const truth: Truth = { type: 'normals', size: 2, normals: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1), valid: Uint8Array.of(1, 1, 1, 0) }
  it('are angles whatever the length; pixels that do not count do not', () => {
    // 0°, 90°, 45°; the last one is opposite but does not count.
    const of = byName(normals, pooled(normals, [Float32Array.of(0, 3, 7, 0, 0, 0, 0, 0, 0.1, 0, 7, -1), truth]))
    expect(of['mErr']).toBeCloseTo(45, 5)
    expect(of['RMSE']).toBeCloseTo(Math.sqrt((90 ** 2 + 45 ** 2) / 3), 5)
    // Within the bin of 45°, which is 3.75° wide.
    expect(Math.abs(of['median']! - 45)).toBeLessThanOrEqual(3.75)
    expect([of['<11.25°'], of['<22.5°'], of['<30°']]).toEqual([100 / 3, 100 / 3, 100 / 3])
  })
  it('counts a vector without a direction as 90°, and an opposite one as 180°', () => {
    expect(imageMetric(normals, new Float32Array(12), truth)).toEqual({ name: 'mErr', value: 90, unit: '°', higherIsBetter: false })
    expect(imageMetric(normals, new Float32Array(12).fill(NaN), truth)?.value).toBe(90)
    expect(imageMetric(normals, Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, -1, -2, -3, 0), truth)?.value).toBeCloseTo(180, 5)
  })
  it.each([[3, 0.05], [6, 0.01]])('equal Math.acos; the median lies near the exact one (skew %d)', (skew, near) => {
    const size = 128, n = size * size, output = new Float32Array(3 * n), z = new Float32Array(3 * n).fill(1, 2 * n), angles: number[] = []
    // Skewed as real errors are: many small ones, a long tail.
    for (let i = 0; i < n; i++) {
      const angle = 180 * ((i + 0.5) / n) ** skew
      angles.push(angle)
      output.set([Math.sin((angle * Math.PI) / 180)], i)
      output.set([Math.cos((angle * Math.PI) / 180)], 2 * n + i)
    }
    const of = byName(normals, pooled(normals, [output, { type: 'normals', size, normals: z, valid: new Uint8Array(n).fill(1) }]))
    const mean = (f: (a: number) => number) => angles.reduce((sum, a) => sum + f(a), 0) / n
    expect(of['mErr']).toBeCloseTo(mean((a) => a), 5)
    expect(of['RMSE']).toBeCloseTo(Math.sqrt(mean((a) => a * a)), 5)
    for (const w of [11.25, 22.5, 30]) expect(of[`<${w}°`]).toBeCloseTo(mean((a) => (a < w ? 100 : 0)), 10)
    expect(Math.abs(of['median']! - 180 * 0.5 ** skew)).toBeLessThan(near)
  })
  it('have no figure where nothing counts', () => {
    expect(imageMetric(normals, new Float32Array(12), { ...truth, valid: new Uint8Array(4) })).toBeNull()
  })
})

describe('saliency', () => {
  it('takes the best cut of the averages over images', () => {
    // Above 0.3 one of two salient pixels is found and nothing else; below it both and one other.
    const one: [Float32Array, Truth] = [logits(0.8, 0.28, 0.27, 0.1), mask(1, 1, 0, 0)]
    const alone = byName(sal, pooled(sal, one))
    expect(alone['mIoU']).toBeCloseTo(200 / 3, 10)
    expect(alone['maxF']).toBeCloseTo(80, 10)
    // With an image that is right from 0.3 to 0.9 and finds too much below, the best cut is above 0.3, though the first image alone is better below.
    const two: [Float32Array, Truth] = [logits(0.95, 0.28, 0.28, 0.28), mask(1, 0, 0, 0)]
    const both = byName(sal, pooled(sal, one, two))
    expect(both['mIoU']).toBeCloseTo((50 + 100) / 2, 10)
    // Precision 1, recall (1/2 + 1) / 2.
    expect(both['maxF']).toBeCloseTo((100 * 2 * 0.75) / 1.75, 10)
  })
  it('cuts at 0.2 to 0.9 only', () => {
    expect(imageMetric(sal, logits(0.92, 0.91, 0.19, 0.1), mask(1, 0, 0, 0))?.value).toBeCloseTo(50, 10)
    expect(imageMetric(sal, logits(0.19, 0.1, 0.1, 0.1), mask(1, 0, 0, 0))?.value).toBe(0)
  })
  it('has IoU 1 where there is nothing and nothing is found, and no maxF where nothing anywhere is salient', () => {
    const sums = pooled(sal, [new Float32Array(4).fill(-3), mask(0, 0, 0, 255)])
    expect(figures(sal, sums)).toEqual([{ name: 'mIoU', value: 100, unit: '%', higherIsBetter: true }])
    // Beside an image that is found whole, the empty one halves precision and recall, as in the authors' meter.
    accumulate(sal, logits(0.95, 0.1, 0.1, 0.1), mask(1, 0, 0, 0), sums)
    expect(byName(sal, sums)).toEqual({ mIoU: 100, maxF: 50 })
  })
  it('leaves out an image without a counted pixel', () => {
    expect(imageMetric(sal, new Float32Array(4), mask(255, 255, 255, 255))).toBeNull()
  })
})

describe('edges and depth', () => {
  it('weights edges 0.95 in the loss, and survives huge logits', () => {
    expect(imageMetric(edge, Float32Array.of(0, 0, 800, -800), mask(1, 0, 1, 0))?.value).toBeCloseTo(Math.LN2 / 4)
    expect(imageMetric(edge, Float32Array.of(-800, 0, 0, 0), mask(1, 255, 255, 255))).toEqual({ name: 'loss', value: 0.95 * 800, unit: '', higherIsBetter: false })
  })
  it('gives the usual figures of depth over valid pixels', () => {
    const truth: Truth = { type: 'depth', size: 2, depth: Float32Array.of(1, 2, 4, 0), valid: Uint8Array.of(1, 1, 1, 0) }
    const of = byName(depth, pooled(depth, [Float32Array.of(1, 3, 2, 99), truth]))
    expect(of['RMSE']).toBeCloseTo(Math.sqrt((0 + 1 + 4) / 3), 10)
    expect(of['abs-rel']).toBeCloseTo((0 + 0.5 + 0.5) / 3, 10)
    expect(of['log RMSE']).toBeCloseTo(Math.sqrt((Math.log(1.5) ** 2 + Math.log(2) ** 2) / 3), 10)
    // Factors 1, 1.5 and 2; 1.25³ is 1.953.
    expect(['δ<1.25', 'δ<1.25²', 'δ<1.25³'].map((name) => Math.round((of[name]! * 3) / 100))).toEqual([1, 2, 2])
    expect(imageMetric(depth, Float32Array.of(-5, 2, 4, 0), truth)?.value).toBeCloseTo(Math.sqrt(1 / 3), 6)
  })
})

it('refuses what does not fit, and measures nothing for unknown tasks', () => {
  expect(() => accumulate(semseg, new Float32Array(5), labels(0, 0, 0, 0))).toThrow(RangeError)
  expect(() => accumulate(semseg, oneHot([0, 0, 0, 0]), mask(0, 0, 0, 0))).toThrow(RangeError)
  expect(() => accumulate(semseg, oneHot([0, 0, 0, 0]), labels(0, 0, 0, 0), new Float64Array(3))).toThrow(RangeError)
  const albedo = defaultTask('albedo', 2)
  expect(accumulatorSize(albedo)).toBe(0)
  expect(imageMetric(albedo, new Float32Array(8), labels(0, 0, 0, 0))).toBeNull()
  expect(() => mainFigure(albedo)).toThrow(RangeError)
})
