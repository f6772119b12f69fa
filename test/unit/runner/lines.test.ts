import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { lineSchema, type Line } from '@shared/trace/stream'
import { RunnerLines } from '../../../electron/engine/device/deploy-lines'
import { LineWriter } from '../../../electron/runner/lines'
import { readSource } from '../../../electron/runner/sources'

let folder = ''
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-lines-')) })
afterEach(() => {
  vi.unstubAllEnvs()
  fs.rmSync(folder, { recursive: true })
})

const sample = (at: number, values: (number | null)[] = [1, null]): Line => ({ t: 'sample', at, values })

describe('writing lines', () => {
  it('keeps lines together until they are old, many, or flushed', () => {
    const file = path.join(folder, 'out'), fd = fs.openSync(file, 'w')
    const size = (): number => fs.fstatSync(fd).size
    const out = new LineWriter(3_600_000, fd)
    out.write(sample(1))
    expect(size()).toBe(0)
    for (let i = 0; i < 200; i++) out.write(sample(i))
    // What is written at once fits into what a pipe keeps together, and ends with a line.
    expect(size()).toBeGreaterThan(0)
    expect(size()).toBeLessThan(2 * 4096)
    expect(fs.readFileSync(file, 'latin1').endsWith('\n')).toBe(true)
    out.flush()
    expect(fs.readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(201)
    const hasty = new LineWriter(0, fd), before = size()
    hasty.write(sample(1))
    expect(size()).toBeGreaterThan(before)
    fs.closeSync(fd)
  })
})

describe('reading a source', () => {
  const source = (text: string | null, scale = 1e-6, words?: string[]) => {
    const file = path.join(folder, 'node')
    if (text !== null) fs.writeFileSync(file, text)
    return readSource({ id: 'x', path: file, kind: 'current', unit: 'A', scale, label: 'x', words })
  }
  it('scales its integer', () => {
    expect(source('-488281\n')).toBe(-0.488281)
    expect(source('41234', 0.001)).toBe(41.234)
  })
  it('is null where there is none, or no number', () => {
    expect(source(null)).toBeNull()
    expect(source('')).toBeNull()
    expect(source('Charging\n')).toBeNull()
  })
  it('of words is the word\'s place, and null for another', () => {
    expect(['Charging\n', 'Full\n', '1\n', ''].map((text) => source(text, 1, ['Unknown', 'Charging', 'Full']))).toEqual([1, 2, null, null])
  })
  it('is looked for in the folder of a simulation that has no root of its own', () => {
    fs.mkdirSync(path.join(folder, 'sys'))
    fs.writeFileSync(path.join(folder, 'sys', 'node'), '31250')
    const skin = (): number | null => readSource({ id: 'skin', path: '/sys/node', kind: 'temperature', unit: '°C', scale: 0.001, label: 'Skin' })
    expect(skin()).toBeNull()
    vi.stubEnv('ADAMTL_DEVICE_ROOT', folder)
    expect(skin()).toBe(31.25)
    // As it is set with a root of its own.
    vi.stubEnv('ADAMTL_DEVICE_ROOT', '')
    expect(skin()).toBeNull()
  })
})

describe('the host\'s side', () => {
  const collect = async (lines: RunnerLines): Promise<Line[]> => {
    const all: Line[] = []
    for await (const line of lines) all.push(line)
    return all
  }
  it('puts pieces together, and tells what is no document', async () => {
    const other: string[] = [], lines = new RunnerLines((text) => other.push(text))
    const text = `WARNING: linker\n${JSON.stringify(sample(5))}\r\n${JSON.stringify({ t: 'done', at: 6, inferences: 0, stopped: true })}\n{"t":"sam`
    for (const byte of Buffer.from(text)) void lines.take(Buffer.from([byte]))
    lines.close()
    expect(await collect(lines)).toEqual([sample(5), { t: 'done', at: 6, inferences: 0, stopped: true }])
    expect(other).toEqual(['WARNING: linker'])
    expect(lines.done?.stopped).toBe(true)
  })
  it('holds the device back while nobody reads', async () => {
    const lines = new RunnerLines(() => undefined), many = Buffer.from(`${JSON.stringify(sample(1))}\n`.repeat(10_001))
    const wait = lines.take(many)
    expect(wait).toBeInstanceOf(Promise)
    const reading = collect(lines)
    await wait
    lines.close()
    expect(await reading).toHaveLength(10_001)
  })
  it('refuses a document that is no line of the runner', () => {
    const lines = new RunnerLines(() => undefined)
    expect(() => lines.take(Buffer.from('{"t":"sample","at":-1,"values":[]}\n'))).toThrow(/does not understand/)
    expect(lineSchema.safeParse(sample(1)).success).toBe(true)
  })
})
