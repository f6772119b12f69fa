import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode } from 'fast-png'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeImage, decodeImageBytes } from '../../../electron/engine/dataset/decode'
import { StudioError, type ErrorValue } from '@shared/errors'
import { readNpz } from '../../golden/npz'
import { cpuMs } from '../../support/cpu-time'
import { chunk, pngBytes } from './png-bytes'

const fixtures = join(__dirname, '../../fixtures/images')
const expected = readNpz(join(fixtures, 'expected.npz'))

let folder: string
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'images-')) })
afterAll(() => rm(folder, { recursive: true, force: true }))

async function refusal(work: Promise<unknown>): Promise<ErrorValue> {
  try {
    await work
  } catch (error) {
    if (error instanceof StudioError) return error.value
    throw error
  }
  throw new Error('nothing was refused')
}
const bytesRefusal = (bytes: Uint8Array) => refusal(decodeImageBytes(bytes, 'given.file'))

describe('decodeImage reads what OpenCV reads', () => {
  it.each(expected.names)('%s', async (name) => {
    const { shape, data } = expected.get(name)
    const image = await decodeImage(join(fixtures, name))
    expect([image.height, image.width, 3]).toEqual(shape)
    // Four inks to RGB is a convention, not a standard; Skia and OpenCV round it differently.
    const tolerance = name === 'cmyk.jpg' || name === 'ycck.jpg' ? 1 : 0
    const worst = image.data.reduce((max, v, i) => Math.max(max, Math.abs(v - data[i]!)), 0)
    expect(worst).toBeLessThanOrEqual(tolerance)
  })

  it.each(expected.names)('%s leaves the bytes it was given alone', async (name) => {
    const bytes = await readFile(join(fixtures, name))
    const before = Buffer.from(bytes)
    await decodeImageBytes(bytes, name)
    expect(bytes.equals(before)).toBe(true)
  })

  it('has a picture of every format, and pictures that are not blank', () => {
    expect(expected.names.length).toBe(72)
    for (const name of expected.names) expect(new Set(expected.get(name).data).size).toBeGreaterThan(1)
  })
})

describe('PNG against an independent encoder', () => {
  it.each([['null', 8], ['null', 16], ['Adam7', 8], ['Adam7', 16]] as const)('interlace %s, %i bits', async (interlace, depth) => {
    for (const [width, height] of [[1, 1], [2, 3], [5, 1], [9, 9], [37, 21]] as const) {
      for (const channels of [1, 2, 3, 4]) {
        const n = width * height * channels
        const data = depth === 8 ? Uint8Array.from({ length: n }, (_, i) => i * 37) : Uint16Array.from({ length: n }, (_, i) => i * 7919)
        const image = await decodeImageBytes(encode({ width, height, data, depth, channels }, { interlace }), 'x.png')
        const high = (i: number) => (depth === 8 ? data[i]! : data[i]! >> 8)
        const rgb = Array.from({ length: width * height }, (_, i) => [0, 1, 2].map((c) => high(i * channels + (channels < 3 ? 0 : c)))).flat()
        expect([...image.data]).toEqual(rgb)
      }
    }
  })
})

describe('paths', () => {
  it.each(['with space.png', 'ünïcödé 图像.png', 'hash#and%20percent?.png', "quote's.png", 'no-extension', 'wrong-extension.txt', `${'n'.repeat(240)}.png`])('opens %s', async (name) => {
    const deep = join(folder, 'a folder', 'd'.repeat(100))
    await mkdir(deep, { recursive: true })
    await writeFile(join(deep, name), await readFile(join(fixtures, 'rgb8.png')))
    expect((await decodeImage(join(deep, name))).width).toBe(23)
  })

  it('names the file and what to do for paths that lead nowhere', async () => {
    const missing = await refusal(decodeImage(join(folder, 'missing.png')))
    expect(missing).toMatchObject({ code: 'not-found', file: join(folder, 'missing.png') })
    expect(missing.fix).toContain('Check the path')
    expect(await refusal(decodeImage(folder))).toMatchObject({ code: 'unreadable', message: 'This is a folder, not a file' })
    expect((await refusal(decodeImage(join(folder, 'x'.repeat(5000))))).code).toBe('unreadable')
    expect((await refusal(decodeImage(join(folder, 'nul\0.png')))).code).toBe('unreadable')
  })

  it.skipIf(process.platform === 'win32')('refuses a named pipe instead of waiting for it', async () => {
    const pipe = join(folder, 'pipe.png')
    execFileSync('mkfifo', [pipe])
    expect((await refusal(decodeImage(pipe))).message).toBe('This is not a regular file')
  })
})

describe('bad files are refused with a reason', () => {
  it('names formats it does not read', async () => {
    expect(await bytesRefusal(new Uint8Array())).toMatchObject({ code: 'incomplete', message: 'This file is empty' })
    expect((await bytesRefusal(Buffer.from('GIF89a..........'))).message).toBe('A GIF cannot be read')
    expect((await bytesRefusal(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).message).toBe('An SVG cannot be read')
    const text = await bytesRefusal(Buffer.from('hello, this is text'))
    expect(text).toMatchObject({ code: 'unsupported', file: 'given.file' })
    expect(text.fix).toContain('PNG')
  })

  it.each(['rgb8.png', 'grey1i.png', 'baseline.jpg', 'progressive.jpg', 'cmyk.jpg', 'lossy.webp', 'lossless.webp', 'rgb.bmp', 'alpha.bmp'])('%s, cut anywhere, is an error and never a crash', async (name) => {
    const whole = await readFile(join(fixtures, name))
    for (let i = 1; i < 20; i++) {
      // A PNG that lacks its empty end chunk (12 bytes) only is whole.
      const { code } = await bytesRefusal(whole.subarray(0, Math.floor(((whole.length - 12) * i) / 20)))
      expect(['incomplete', 'unreadable', 'unsupported']).toContain(code)
    }
  })

  it.each(['rgb16i.png', 'palette4.png', 'baseline.jpg', 'progressive.jpg', 'alpha-lossy.webp', 'alpha-lossless.webp', 'alpha.bmp', 'bilevel.bmp'])('%s with any byte changed decodes or is refused', async (name) => {
    const whole = await readFile(join(fixtures, name))
    for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 150)) {
      const bytes = Buffer.from(whole)
      bytes[at] = bytes[at]! ^ (1 + ((at * 7) % 255))
      try {
        const image = await decodeImageBytes(bytes, name)
        expect(image.data.length).toBe(image.width * image.height * 3)
      } catch (error) {
        if (!(error instanceof StudioError)) throw error
      }
    }
  })

  it('finds a wrong checksum in a PNG', async () => {
    const bytes = Buffer.from(await readFile(join(fixtures, 'rgb8.png')))
    bytes[bytes.length - 40] = bytes[bytes.length - 40]! ^ 1
    expect(await bytesRefusal(bytes)).toMatchObject({ code: 'unreadable', why: 'The checksum of a IDAT chunk is wrong' })
  })

  it('refuses a small PNG that unfolds beyond its header', async () => {
    const bomb = pngBytes(4, 4, 8, 2, deflateSync(new Uint8Array(64 * 2 ** 20)))
    expect(bomb.length).toBeLessThan(100_000)
    expect((await bytesRefusal(bomb)).why).toBe('It holds more data than its header says')
  })

  it('refuses too many pixels from the header alone', async () => {
    const jpeg = Buffer.from(await readFile(join(fixtures, 'baseline.jpg')))
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
    jpeg.writeUInt16BE(60_000, frame + 5)
    jpeg.writeUInt16BE(60_000, frame + 7)
    const bmp = Buffer.from(await readFile(join(fixtures, 'rgb.bmp')))
    bmp.writeInt32LE(2_000_000_000, 18)
    const empty = deflateSync(new Uint8Array(10))
    const spent = await cpuMs(async () => {
      expect(await bytesRefusal(pngBytes(20_000, 20_000, 8, 2, empty))).toMatchObject({ code: 'refused', message: 'This picture is too large (20000 × 20000)' })
      for (const bytes of [pngBytes(9000, 9000, 16, 6, empty), jpeg, bmp]) expect((await bytesRefusal(bytes)).code).toBe('refused')
    })
    // Decoding 400 megapixels would take seconds.
    expect(spent).toBeLessThan(1500)
  })

  it('refuses impossible PNG headers', async () => {
    const data = deflateSync(new Uint8Array(100))
    expect((await bytesRefusal(pngBytes(0, 4, 8, 2, data))).why).toContain('no pixels')
    expect((await bytesRefusal(pngBytes(4, 4, 3, 2, data))).why).toContain('does not exist')
    expect((await bytesRefusal(pngBytes(4, 4, 8, 3, data))).why).toBe('Its palette is missing')
    expect((await bytesRefusal(pngBytes(4, 4, 8, 3, data, [chunk('PLTE', Buffer.alloc(4))]))).why).toContain('palette')
    expect((await bytesRefusal(pngBytes(4, 4, 8, 2, deflateSync(Buffer.alloc(4 * 13, 9))))).why).toBe('Row filter 9 does not exist')
  })
})
