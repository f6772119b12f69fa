import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { encode } from 'fast-png'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StudioError } from '@shared/errors'
import { defaultTask } from '@shared/model/classes'
import type { Task } from '@shared/model/tasks'
import { writeNpy } from '../../../electron/engine/dataset/npy'
import { readTruth } from '../../../electron/engine/dataset/truth'
import { chunk, pngBytes } from './png-bytes'

const sample = (name: string) => join(__dirname, '../../../resources/sample/images', name)
let root: string
beforeEach(async () => { root = await mkdtemp(join(tmpdir(), 'truth-')) })
afterEach(() => rm(root, { recursive: true, force: true }))

/** Puts one file into a truth folder and reads it for image `a.jpg`. */
async function read(folder: string, file: string, bytes: Uint8Array, task: Task, size: number) {
  await mkdir(join(root, folder), { recursive: true })
  await writeFile(join(root, folder, file), bytes)
  return readTruth(join(root, 'images', 'a.jpg'), task, size)
}
async function refusal(work: Promise<unknown>) {
  return work.then(() => { throw new Error('nothing was refused') }, (error: unknown) => {
    if (error instanceof StudioError) return error.value
    throw error
  })
}
const greyPng = (values: number[], width: number) => encode({ width, height: values.length / width, channels: 1, data: Uint8Array.from(values) })
const rgbPng = (values: number[], width: number) => encode({ width, height: values.length / width / 3, channels: 3, data: Uint8Array.from(values) })

describe('the sample study', () => {
  it('gives class indices, not colours', async () => {
    const truth = await readTruth(sample('g25.png'), defaultTask('semseg', 11), 128)
    if (truth?.type !== 'labels') throw new Error('no labels')
    expect(truth.labels.length).toBe(128 * 128)
    const present = new Set(truth.labels)
    expect(Math.max(...present)).toBeLessThan(11)
    // A person stands in this scene.
    expect(present.has(3)).toBe(true)
  })
  it('gives unit normals and leaves out the sky', async () => {
    const truth = await readTruth(sample('g25.png'), defaultTask('normals', 3), 64)
    if (truth?.type !== 'normals') throw new Error('no normals')
    const n = 64 * 64
    let valid = 0
    for (let i = 0; i < n; i++) {
      const length = Math.hypot(truth.normals[i]!, truth.normals[n + i]!, truth.normals[2 * n + i]!)
      expect(length).toBeCloseTo(truth.valid[i] ? 1 : 0, 5)
      valid += truth.valid[i]!
    }
    expect(valid).toBeGreaterThan(n / 4)
    expect(valid).toBeLessThan(n)
  })
  it('finds a folder by the kind it stands for, and nothing for tasks without truth', async () => {
    expect((await readTruth(sample('g00.png'), defaultTask('saliency', 1), 32))?.type).toBe('mask')
    expect(await readTruth(sample('g00.png'), defaultTask('depth', 1), 32)).toBeNull()
    expect(await readTruth(sample('missing.png'), defaultTask('semseg', 11), 32)).toBeNull()
    expect(await readTruth(sample('g00.png'), defaultTask('albedo', 2), 32)).toBeNull()
  })
})

describe('labels', () => {
  const semseg = defaultTask('semseg', 3)
  it('are resized as cv2.INTER_NEAREST does and keep 255', async () => {
    const truth = await read('semseg', 'a.png', greyPng([0, 1, 2, 1, 255, 0, 2, 2, 1], 3), semseg, 2)
    expect(truth).toEqual({ type: 'labels', size: 2, labels: Uint8Array.of(0, 1, 1, 255) })
  })
  it('are palette indices of 1 to 8 bits, 16-bit grey, or .npy', async () => {
    const palette = pngBytes(2, 2, 4, 3, deflateSync(Uint8Array.of(0, 0x01, 0, 0x20)), [chunk('PLTE', new Uint8Array(9).fill(77))])
    const expected = { type: 'labels', size: 2, labels: Uint8Array.of(0, 1, 2, 0) }
    expect(await read('semseg', 'a.png', palette, semseg, 2)).toEqual(expected)
    await rm(join(root, 'semseg'), { recursive: true })
    expect(await read('semseg', 'a.npy', writeNpy(Float32Array.of(0, 1, 2, 0), [2, 2]), semseg, 2)).toEqual(expected)
    await rm(join(root, 'semseg'), { recursive: true })
    expect(await read('segmentation', 'a.png', encode({ width: 2, height: 2, channels: 1, depth: 16, data: Uint16Array.of(0, 1, 2, 0) }), semseg, 2)).toEqual(expected)
  })
  it('prefer the folder with the task’s own name', async () => {
    await read('segmentation', 'a.png', greyPng([1], 1), semseg, 1)
    expect(await read('semseg', 'a.png', greyPng([2], 1), semseg, 1)).toMatchObject({ labels: Uint8Array.of(2) })
  })
  it('that are no classes of the task, or colours, are refused by name', async () => {
    const offByOne = await refusal(read('semseg', 'a.png', greyPng([3], 1), semseg, 1))
    expect(offByOne).toMatchObject({ code: 'mismatch', file: join(root, 'semseg', 'a.png') })
    expect(offByOne.why).toContain('It holds 3; semseg has classes 0 to 2')
    expect((await refusal(read('semseg', 'a.png', rgbPng([1, 2, 3], 1), semseg, 1))).code).toBe('mismatch')
    await rm(join(root, 'semseg'), { recursive: true })
    expect((await refusal(read('semseg', 'a.npy', writeNpy(Float32Array.of(0.5), [1, 1]), semseg, 1))).why).toContain('0.5')
  })
})

describe('masks', () => {
  it('may be 0/255, 0/1 or probabilities', async () => {
    const sal = defaultTask('sal', 1)
    const expected = { type: 'mask', size: 2, mask: Uint8Array.of(0, 1, 0, 1) }
    expect(await read('sal', 'a.png', greyPng([0, 255, 100, 200], 2), sal, 2)).toEqual(expected)
    expect(await read('sal', 'a.png', greyPng([0, 1, 0, 1], 2), sal, 2)).toEqual(expected)
    await rm(join(root, 'sal'), { recursive: true })
    expect(await read('sal', 'a.npy', writeNpy(Float32Array.of(0, 0.6, 0.4, 1), [1, 2, 2]), sal, 2)).toEqual(expected)
    expect(await read('edges', 'a.npy', writeNpy(Float32Array.of(0, 1, NaN, 1), [2, 2]), defaultTask('edge', 1), 2)).toMatchObject({ mask: Uint8Array.of(0, 1, 255, 1) })
  })
})

describe('normals and depth', () => {
  it('reads vectors from .npy in both layouts and ignores zero and NaN', async () => {
    const normals = defaultTask('normals', 3)
    const expected = { type: 'normals', size: 2, normals: Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0), valid: Uint8Array.of(1, 1, 0, 0) }
    expect(await read('normals', 'a.npy', writeNpy(Float32Array.of(0, 0, 2, 3, 0, 0, 0, 0, 0, NaN, 0, 1), [2, 2, 3]), normals, 2)).toEqual(expected)
    expect(await read('normals', 'a.npy', writeNpy(Float32Array.of(0, 3, 0, NaN, 0, 0, 0, 0, 2, 0, 0, 1), [3, 2, 2]), normals, 2)).toEqual(expected)
    await rm(join(root, 'normals'), { recursive: true })
    expect(await read('normals', 'a.png', rgbPng([128, 128, 255, 255, 128, 128, 128, 128, 128, 128, 128, 128], 2), normals, 2)).toEqual(expected)
    expect((await refusal(read('normals', 'a.png', greyPng([1], 1), normals, 1))).code).toBe('mismatch')
  })
  it('reads depth from .npy, and says why a picture will not do', async () => {
    const depth = defaultTask('depth', 1)
    expect(await read('depth', 'a.npy', writeNpy(Float32Array.of(1.5, 0, NaN, 2), [2, 2, 1]), depth, 2)).toMatchObject({ valid: Uint8Array.of(1, 0, 0, 1), depth: Float32Array.of(1.5, 0, NaN, 2) })
    await rm(join(root, 'depth'), { recursive: true })
    expect((await refusal(read('depth', 'a.png', greyPng([9], 1), depth, 1))).why).toContain('unit')
  })
  it('refuses arrays that are no pictures, and damaged files', async () => {
    const depth = defaultTask('depth', 1)
    expect((await refusal(read('depth', 'a.npy', writeNpy(new Float32Array(4), [4]), depth, 2))).why).toBe('Its shape is [4]')
    expect((await refusal(read('depth', 'a.npy', writeNpy(new Float32Array(0), [0, 2]), depth, 2))).code).toBe('mismatch')
    expect((await refusal(read('depth', 'a.npy', Buffer.from('junk'), depth, 2))).file).toBe(join(root, 'depth', 'a.npy'))
  })
})
