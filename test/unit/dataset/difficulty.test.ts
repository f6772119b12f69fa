import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultTask } from '@shared/model/classes'
import { datasetRefSchema } from '@shared/sweep/dataset'
import { labelDifficulty, pictureDifficulty } from '@shared/sweep/difficulty'
import { decodeImageBytes } from '../../../electron/engine/dataset/decode'
import { findDataset, readSampleTruth } from '../../../electron/engine/dataset/layout'
import { squash } from '../../../electron/engine/dataset/resize'

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (v: readonly number[]) => v.reduce((x, y) => x + y, 0) / v.length
  const [ma, mb] = [mean(a), mean(b)]
  const dot = (f: (i: number) => number) => a.reduce((s, _, i) => s + f(i), 0)
  return dot((i) => (a[i]! - ma) * (b[i]! - mb)) / Math.sqrt(dot((i) => (a[i]! - ma) ** 2) * dot((i) => (b[i]! - mb) ** 2))
}

describe('difficulty', () => {
  it('of a class map is 0 for one class, 1 for many with long borders, and does not depend on resolution', () => {
    expect(labelDifficulty(new Uint8Array(64 * 64), 64)).toBe(0)
    const squares = (size: number, cell: number, classes: number) => Uint8Array.from({ length: size * size }, (_, i) => (Math.floor(i / size / cell) * 3 + Math.floor((i % size) / cell)) % classes)
    expect(labelDifficulty(squares(64, 2, 8), 64)).toBe(1)
    expect(labelDifficulty(squares(128, 32, 2), 128)).toBeCloseTo(labelDifficulty(squares(64, 16, 2), 64), 10)
    // Two halves: one side of border, two classes of eight.
    const halves = Uint8Array.from({ length: 64 * 64 }, (_, i) => (i % 64 < 32 ? 0 : 4))
    expect(labelDifficulty(halves, 64)).toBeCloseTo((1 / 10 + 1 / 7) / 2, 10)
    expect(labelDifficulty(halves.map((v) => (v ? 255 : 0)), 64)).toBe(0)
    expect(labelDifficulty(new Uint8Array(16).fill(255), 4)).toBeNaN()
  })
  it('of a picture is 0 for a flat one and 1 for stripes', () => {
    expect(pictureDifficulty(new Uint8Array(32 * 32 * 3).fill(90), 32)).toBe(0)
    expect(pictureDifficulty(Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (Math.floor(i / 6) % 2) * 255), 32)).toBe(1)
    expect(pictureDifficulty(new Uint8Array(3), 1)).toBe(0)
  })
  it('agrees with how complex the validation scenes were made', async () => {
    const { samples } = await findDataset(datasetRefSchema.parse({ root: join(__dirname, '../../../resources/sample/validation') }), new AbortController().signal, () => undefined)
    const given = samples.map((s) => s.difficulty!)
    const labels: number[] = [], pictures: number[] = []
    for (const sample of samples) {
      const truth = await readSampleTruth(sample, defaultTask('semseg', 11), 128)
      labels.push(truth?.type === 'labels' ? labelDifficulty(truth.labels, 128) : NaN)
      pictures.push(pictureDifficulty(squash(await decodeImageBytes(readFileSync(sample.path), sample.path), 128), 128))
    }
    // 0.95 and 0.79.
    expect(correlation(given, labels)).toBeGreaterThan(0.8)
    expect(correlation(given, pictures)).toBeGreaterThan(0.5)
  })
})
