/** How long a model takes to open: the first time, again in a new process's state, and what the studio remembers. */
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { OpenModels } from '../../electron/engine/model/open-models'
import { median } from './interleave'

export interface OpenFigure { bytes: number; importMs: number[]; againMs: number[] }

/** Import into an empty cache, then open again with everything released; both include loading the sessions of the adaptive form. */
export async function benchOpen(checkpoint: string, scratch: string, rounds: number): Promise<OpenFigure> {
  const importMs: number[] = [], againMs: number[] = []
  for (let i = 0; i < rounds; i++) {
    const cache = path.join(scratch, `cache-${i}`)
    for (const times of [importMs, againMs]) {
      const models = new OpenModels(cache)
      const start = performance.now()
      const opened = await models.open(checkpoint, {})
      times.push(performance.now() - start)
      if (opened.cached !== (times === againMs)) throw new Error('the import was not remembered as expected')
      models.close(opened.id)
    }
    fs.rmSync(cache, { recursive: true })
  }
  return { bytes: fs.statSync(checkpoint).size, importMs, againMs }
}

export const spread = (ms: number[]): string => `${(median(ms) / 1000).toFixed(2)} s (${(Math.min(...ms) / 1000).toFixed(2)}–${(Math.max(...ms) / 1000).toFixed(2)}, n = ${ms.length})`
