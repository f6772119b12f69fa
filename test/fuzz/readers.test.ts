import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../electron/engine/checkpoint'
import { StudioError } from '@shared/errors'
import { code, global, torchZip, u32 } from '../fixtures/checkpoint/build'
import { cpuMs } from '../support/cpu-time'
import { fuzzCase, fuzzReaders } from './support/readers'

describe('generated checkpoints', () => {
  it('end as a checkpoint or as a StudioError, quickly and without executing anything', async () => {
    const figures = await fuzzReaders(600)
    expect(figures.failures).toEqual([])
    expect(figures.executed).toBe(0)
    expect(figures.slowest.ms).toBeLessThan(20_000)
    expect(figures.peakMB - figures.startMB).toBeLessThan(1024)
    expect(figures.opened).toBeGreaterThan(20)
    expect(Object.keys(figures.refused).sort()).toEqual(['incomplete', 'refused', 'unreadable', 'unsupported'])
  })

  it('are the same for the same seed', () => {
    for (let seed = 0; seed < 24; seed++) expect(fuzzCase(seed, 'm').bytes.equals(fuzzCase(seed, 'm').bytes)).toBe(true)
  })
})

describe('pickles that fill memory', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fill-memory-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const most = 60 * 1024 * 1024

  /** A pickle that puts `pieces` into the memo over and over: slot 1, slot 2, … as far as its size allows. */
  const kept = (prefix: Buffer, ...pieces: (number | string | Uint8Array)[]): Buffer => {
    const piece = code(...pieces, 'r', u32(0), '0')
    const count = Math.min(2_000_000, Math.floor(most / piece.length))
    const bytes = Buffer.concat([prefix, Buffer.alloc(count * piece.length, piece)])
    for (let i = 1, at = prefix.length + piece.length; i <= count; i++, at += piece.length) bytes.writeUInt32LE(i, at - 5)
    return bytes
  }
  const none = Buffer.alloc(0)

  it.each<[string, () => Buffer]>([
    ['dicts', () => kept(none, '}')],
    ['lists', () => kept(none, ']Na')],
    ['calls', () => kept(code(global('a', 'b'), 'q', 0, '0'), 'h', 0, ')R')],
    ['tuples', () => kept(none, ')', 0x85, 0x85, 0x85, 0x85)],
    ['long texts', () => kept(none, 'X', u32(65536), Buffer.alloc(65536, 0xc3))],
    ['integers', () => kept(none, 0x8a, 255, Buffer.alloc(255, 0x5a))],
    ['one list', () => Buffer.concat([code(']'), Buffer.alloc(4_000_000, 'Na')])],
    ['marks and tuples', () => kept(none, '(NNNNt')]
  ])('%s', async (name, make) => {
    const file = join(folder, 'full.pth')
    writeFileSync(file, torchZip(make()))
    const before = process.memoryUsage().rss
    const spent = await cpuMs(() => expect(openCheckpoint(file)).rejects.toBeInstanceOf(StudioError))
    expect(spent, name).toBeLessThan(15_000)
    expect((process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20, name).toBeLessThan(1024)
  })
})
