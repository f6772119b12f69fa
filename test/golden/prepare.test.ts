/** Input preparation against OpenCV 4.6 (prepare.npz, made by make_prepare.py) and against PyTorch's tensors of the same PNG. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { imagenet } from '@shared/model/architecture'
import { decodeImage } from '../../electron/engine/dataset/decode'
import { normalise } from '../../electron/engine/dataset/prepare'
import { nearestIndices, squash } from '../../electron/engine/dataset/resize'
import type { RgbImage } from '../../electron/engine/dataset/rgb-image'
import { readNpz } from './npz'

const golden = readNpz(join(__dirname, 'prepare.npz'))
const named = (kind: string) => golden.names.filter((n) => n.startsWith(kind + '/')).map((name) => [name] as const)

/** Numerical Recipes' 32-bit generator, seed width · 65536 + height, top byte. */
function noise(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3)
  let x = width * 65536 + height
  for (let i = 0; i < data.length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    data[i] = x >>> 24
  }
  return { width, height, data }
}

function smooth(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[o++] = Math.floor((x * x) / 7) + y * 3
      data[o++] = Math.floor((x * y) / 5) + 31
      data[o++] = Math.floor(((x + 2 * y) * 255) / (width + 2 * height))
    }
  }
  return { width, height, data }
}

/** Number of differing grey levels, so that a failure says how far off it is. */
function differing(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length)
  let count = 0
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++
  return count
}

describe('squash equals cv2.resize(INTER_CUBIC), clipped and truncated', () => {
  it.each([...named('noise'), ...named('smooth')])('%s', (name) => {
    const [kind, dims, size] = name.split('/')
    const [w, h] = dims!.split('x').map(Number)
    const image = (kind === 'noise' ? noise : smooth)(w!, h!)
    expect(differing(squash(image, Number(size)), golden.u8(name))).toBe(0)
  })

  it.each(named('photo'))('%s', async (name) => {
    const [, stem, size] = name.split('/')
    const image = await decodeImage(join(__dirname, `../../resources/sample/images/${stem}.png`))
    expect(differing(squash(image, Number(size)), golden.u8(name))).toBe(0)
  })

  it('has fixtures of every kind', () => {
    expect(named('noise').length).toBeGreaterThanOrEqual(16)
    expect(named('smooth').length).toBeGreaterThanOrEqual(4)
    expect(named('photo').length).toBeGreaterThanOrEqual(3)
  })
})

it.each(named('nearest'))('label resizing picks the same samples as cv2.INTER_NEAREST: %s', (name) => {
  const [, from, to] = name.split('/').map(Number)
  expect([...nearestIndices(from!, to!)]).toEqual([...golden.get(name).data])
})

describe('squashed and normalised images equal the tensors PyTorch was given', () => {
  it.each([0, 1, 2])('v8_nano input %i, bit for bit', async (i) => {
    const folder = join(__dirname, 'models/v8_nano')
    const image = await decodeImage(join(folder, `input_${i}.png`))
    const input = normalise(squash(image, 32), imagenet.mean, imagenet.std)
    expect(Buffer.from(input.buffer)).toEqual(Buffer.from(readNpz(join(folder, 'golden.npz')).f32(`input_${i}`).buffer))
  })
})
