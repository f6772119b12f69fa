import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import { imageMetric, imageMetrics } from '../../../electron/engine/dataset/metrics'

const semseg: Task = { ...defaultTask('semseg', 3) }
const parts: Task = { ...defaultTask('human_parts', 3) }
/** Logits `[channels, n]` whose argmax are the given classes. */
const oneHot = (classes: number[], channels: number) =>
  Float32Array.from({ length: channels * classes.length }, (_, i) => (classes[i % classes.length] === Math.floor(i / classes.length) ? 5 : -5))
const labels = (...values: number[]): Truth => ({ type: 'labels', size: 2, labels: Uint8Array.from(values) })
const mask = (...values: number[]): Truth => ({ type: 'mask', size: 2, mask: Uint8Array.from(values) })

describe('mIoU', () => {
  it('is the mean over classes in prediction or truth', () => {
    // Class 0: 1 of 2. Class 1: 1 of 3. Class 2: 0 of 1, predicted only.
    expect(imageMetric(semseg, oneHot([0, 1, 2, 1], 3), labels(0, 1, 1, 0))).toEqual({ name: 'mIoU', value: (1 / 2 + 1 / 3 + 0) / 3, unit: '', higherIsBetter: true })
  })
  it('leaves out pixels marked 255, also in the prediction', () => {
    expect(imageMetric(semseg, oneHot([0, 2, 1, 1], 3), labels(0, 255, 1, 1))?.value).toBe(1)
  })
  it('is undefined without a counted pixel, and for parts without a person', () => {
    expect(imageMetric(semseg, oneHot([0, 0, 0, 0], 3), labels(255, 255, 255, 255))).toBeNull()
    expect(imageMetric(parts, oneHot([0, 0, 0, 0], 3), labels(0, 0, 255, 0))).toBeNull()
    expect(imageMetric(parts, oneHot([0, 0, 0, 0], 3), labels(0, 0, 1, 0))?.value).toBeCloseTo(3 / 8)
  })
})

describe('normals', () => {
  const normals = defaultTask('normals', 3)
  const truth: Truth = { type: 'normals', size: 2, normals: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1), valid: Uint8Array.of(1, 1, 1, 0) }
  it('is the mean angle whatever the length; ignored pixels do not count', () => {
    // 0°, 90°, 45°; the last one is opposite but ignored.
    const output = Float32Array.of(0, 3, 7, 0, 0, 0, 0, 0, 0.1, 0, 7, -1)
    expect(imageMetric(normals, output, truth)).toMatchObject({ name: 'mErr', unit: '°', higherIsBetter: false })
    expect(imageMetric(normals, output, truth)?.value).toBeCloseTo(45)
  })
  it('counts a zero vector as 90°', () => {
    expect(imageMetric(normals, new Float32Array(12), truth)?.value).toBe(90)
  })
})

describe('saliency', () => {
  const sal = defaultTask('sal', 1)
  const logit = (p: number) => Math.log(p / (1 - p))
  it('takes the best threshold for maxF and one half for IoU', () => {
    const output = Float32Array.of(logit(0.3), logit(0.32), logit(0.1), logit(0.6))
    const values = Object.fromEntries(imageMetrics(sal, output, mask(1, 1, 0, 0)).map((m) => [m.name, m.value]))
    // At 0.15 to 0.25 both salient pixels and one other are found: precision 2/3, recall 1.
    expect(values['maxF']).toBeCloseTo((1.3 * (2 / 3)) / (0.3 * (2 / 3) + 1))
    expect(values['IoU']).toBe(0)
  })
  it('has no maxF where nothing is salient, and IoU 1 where nothing is found either', () => {
    const output = new Float32Array(4).fill(-3)
    expect(imageMetric(sal, output, mask(0, 0, 0, 255))).toBeNull()
    expect(imageMetrics(sal, output, mask(0, 0, 0, 255))).toEqual([{ name: 'IoU', value: 1, unit: '', higherIsBetter: true }])
  })
  it('is 0, not undefined, where everything is missed', () => {
    expect(imageMetric(sal, new Float32Array(4).fill(-30), mask(1, 0, 0, 0))?.value).toBe(0)
  })
})

describe('edges and depth', () => {
  it('weights edges 0.95 in the loss, and survives huge logits', () => {
    const edge = defaultTask('edge', 1)
    const metric = imageMetric(edge, Float32Array.of(0, 0, 800, -800), mask(1, 0, 1, 0))
    expect(metric).toMatchObject({ name: 'loss', higherIsBetter: false })
    expect(metric?.value).toBeCloseTo(Math.LN2 / 4)
    expect(imageMetric(edge, Float32Array.of(-800, 0, 0, 0), mask(1, 255, 255, 255))?.value).toBeCloseTo(0.95 * 800)
  })
  it('is the root of the mean squared error over valid depths', () => {
    const truth: Truth = { type: 'depth', size: 2, depth: Float32Array.of(1, 2, 3, 0), valid: Uint8Array.of(1, 1, 1, 0) }
    expect(imageMetric(defaultTask('depth', 1), Float32Array.of(1, 4, 3, 99), truth)?.value).toBeCloseTo(Math.sqrt(4 / 3))
  })
})

it('refuses an output of another size, and measures nothing for unknown tasks', () => {
  expect(() => imageMetric(semseg, new Float32Array(5), labels(0, 0, 0, 0))).toThrow(RangeError)
  expect(imageMetric(defaultTask('albedo', 2), new Float32Array(8), labels(0, 0, 0, 0))).toBeNull()
})
