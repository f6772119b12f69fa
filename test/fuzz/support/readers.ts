/** Opens generated files and counts how each ended. Whatever is in a file, there are two ends: a checkpoint, or a StudioError that says why. */
import { createHook } from 'node:async_hooks'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCheckpoint } from '../../../electron/engine/checkpoint'
import { StudioError } from '@shared/errors'
import { lyingLegacy, lyingSafetensors, lyingZip, noise, zipBomb } from './containers'
import { mutated, truncated } from './mutate'
import { attack, bomb, lyingTensors, misplaced, soup } from './pickles'
import { Random } from './random'

const kinds: Record<string, (random: Random, marker: string) => Buffer> = {
  mutated, truncated, soup, misplaced, lyingTensors, bomb, attack, lyingZip, zipBomb, lyingSafetensors, lyingLegacy, noise
}

export interface FuzzFigures {
  cases: number
  seconds: number
  /** Files that were opened and read whole. */
  opened: number
  /** StudioErrors by code. */
  refused: Record<string, number>
  /** Anything else; must be empty. */
  failures: { kind: string; seed: number; problem: string }[]
  slowest: { kind: string; seed: number; ms: number }
  /** Highest resident memory of the process, and what it was before. */
  peakMB: number
  startMB: number
  /** Child processes started, and files made by code inside the cases; must be 0. */
  executed: number
}

/** The bytes of one case; the same for the same seed. */
export function fuzzCase(seed: number, marker: string): { kind: string; bytes: Buffer } {
  const names = Object.keys(kinds)
  const kind = names[seed % names.length] ?? ''
  const make = kinds[kind]
  if (!make) throw new Error('no kinds')
  return { kind, bytes: make(new Random(seed), marker) }
}

/** Runs `cases` cases from seed `first` on. */
export async function fuzzReaders(cases: number, first = 0): Promise<FuzzFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-readers-'))
  const file = join(folder, 'case.pth'), marker = join(folder, 'executed')
  const peak = () => process.resourceUsage().maxRSS / 1024
  const figures: FuzzFigures = { cases, seconds: 0, opened: 0, refused: {}, failures: [], slowest: { kind: '', seed: 0, ms: 0 }, peakMB: 0, startMB: peak(), executed: 0 }
  const processes = createHook({ init: (_, type) => { if (type === 'PROCESSWRAP') figures.executed++ } }).enable()
  const begin = performance.now()
  try {
    for (let seed = first; seed < first + cases; seed++) {
      const { kind, bytes } = fuzzCase(seed, marker)
      writeFileSync(file, bytes)
      const start = performance.now()
      const problem = await outcome(file, figures)
      const ms = performance.now() - start
      if (problem) figures.failures.push({ kind, seed, problem })
      if (ms > figures.slowest.ms) figures.slowest = { kind, seed, ms }
      if (existsSync(marker)) {
        figures.executed++
        rmSync(marker)
      }
    }
    if (Object.keys(Object.prototype).length > 0) figures.executed++
  } finally {
    processes.disable()
    rmSync(folder, { recursive: true, force: true })
  }
  figures.seconds = (performance.now() - begin) / 1000
  figures.peakMB = peak()
  return figures
}

/** Counts the end of one case; returns what is wrong with that end, if anything. */
async function outcome(file: string, figures: FuzzFigures): Promise<string | undefined> {
  try {
    const checkpoint = await openCheckpoint(file)
    try {
      for (const { name, shape } of checkpoint.tensors.values()) {
        const values = await checkpoint.read(name)
        if (values.length !== shape.reduce((a, b) => a * b, 1)) return `${name} has ${values.length} values`
      }
    } finally {
      await checkpoint.close()
    }
    figures.opened++
    return undefined
  } catch (error) {
    if (!(error instanceof StudioError)) return error instanceof Error ? error.stack : String(error)
    const { code, why, fix, file: named, checks } = error.value
    figures.refused[code] = (figures.refused[code] ?? 0) + 1
    const complete = code !== 'internal' && why && fix && named === file && checks?.filter((c) => c.state === 'failed').length === 1 && checks.every((c) => c.label !== '')
    return complete ? undefined : `an incomplete error: ${JSON.stringify(error.value)}`
  }
}
