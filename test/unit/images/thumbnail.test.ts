import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeImageBytes } from '../../../electron/engine/dataset/decode'
import { encodePng } from '../../../electron/engine/dataset/encode-png'
import { squareOf, thumbnail } from '../../../electron/engine/dataset/thumbnail'
import { StudioError } from '@shared/errors'

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'thumbnail-')) })
afterAll(() => rm(folder, { recursive: true, force: true }))

/** `colour(x, y)` as an opaque PNG. */
function picture(width: number, height: number, colour: (x: number, y: number) => [number, number, number]): Uint8Array {
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set([...colour(x, y), 255], (y * width + x) * 4)
  return encodePng(rgba, width, height)
}

describe('encodePng', () => {
  it('is lossless, with and without transparency', async () => {
    const opaque = picture(7, 5, (x, y) => [x * 30, y * 50, 200])
    expect([...(await decodeImageBytes(opaque, 'a')).data.subarray(-3)]).toEqual([180, 200, 200])
    const clear = encodePng(Uint8Array.of(9, 8, 7, 0, 6, 5, 4, 128), 2, 1)
    expect([...(await decodeImageBytes(clear, 'a')).data]).toEqual([9, 8, 7, 6, 5, 4])
    expect(clear[25]).toBe(6)
    expect(opaque[25]).toBe(2)
  })
  it('refuses bytes that are not the picture', () => {
    expect(() => encodePng(new Uint8Array(3), 1, 1)).toThrow(RangeError)
  })
})

describe('squareOf', () => {
  it('crops the middle and averages whole areas', () => {
    const data = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) => (Math.floor(i / 3) % 6) * 10)
    const { rgba, side } = squareOf({ width: 6, height: 4, data }, 2)
    expect(side).toBe(2)
    expect([...rgba]).toEqual([15, 15, 15, 255, 35, 35, 35, 255, 15, 15, 15, 255, 35, 35, 35, 255])
  })
  it('does not enlarge', () => {
    expect(squareOf({ width: 3, height: 5, data: new Uint8Array(45) }, 64).side).toBe(3)
  })
})

describe('thumbnail', () => {
  it('is a small WebP that looks like the picture', async () => {
    const file = join(folder, 'a.png')
    await writeFile(file, picture(300, 200, (x) => (x < 150 ? [200, 40, 40] : [40, 40, 200])))
    const { data, type } = await thumbnail(file, 96)
    expect(type).toBe('image/webp')
    expect(data.length).toBeLessThan(3000)
    const image = await decodeImageBytes(data, 'thumbnail')
    expect([image.width, image.height]).toEqual([96, 96])
    expect(image.data[(48 * 96 + 10) * 3]).toBeGreaterThan(180)
    expect(image.data[(48 * 96 + 86) * 3 + 2]).toBeGreaterThan(180)
  })

  it('is remembered until the file changes', async () => {
    const file = join(folder, 'b.png')
    await writeFile(file, picture(20, 20, () => [255, 0, 0]))
    const [first, second] = await Promise.all([thumbnail(file, 16), thumbnail(file, 16)])
    expect(second).toBe(first)
    expect(await thumbnail(file, 16)).toBe(first)
    await writeFile(file, picture(20, 20, () => [0, 255, 0]))
    await utimes(file, new Date(), new Date(Date.now() + 5000))
    const green = await decodeImageBytes((await thumbnail(file, 16)).data, 't')
    expect(green.data[1]).toBeGreaterThan(200)
  })

  it('survives a crowd, and a bad file among them', async () => {
    const files = await Promise.all(Array.from({ length: 40 }, async (_, i) => {
      const file = join(folder, `c${i}.png`)
      await writeFile(file, i === 7 ? 'broken' : picture(64, 64, () => [i, i, i]))
      return file
    }))
    const made = await Promise.allSettled(files.map((f) => thumbnail(f, 32)))
    expect(made.map((m) => m.status === 'fulfilled')).toEqual(files.map((_, i) => i !== 7))
    const [failed] = made.filter((m) => m.status === 'rejected')
    const reason: unknown = failed?.reason
    expect(reason instanceof StudioError && reason.value.file).toBe(files[7])
    await expect(thumbnail(join(folder, 'none.png'), 32)).rejects.toMatchObject({ value: { code: 'not-found' } })
  })
})
