/** The store at the sizes it is made for: how fast lines are saved, and how soon a chart of a long run is answered. */
import fs from 'node:fs'
import path from 'node:path'
import { performance } from 'node:perf_hooks'
import { Store } from '../../electron/engine/store/store'
import { uniform } from '../../shared/policy/noise'
import type { Line } from '../../shared/trace/stream'
import { environment, inference, meta, phase, start } from '../support/runs'
import { median } from './interleave'

export interface StoreFigures { samples: number; linesPerSecond: number; fileBytes: number; wholeMs: number; brushMs: number; narrowMs: number; latenciesMs: number; openMs: number }

const hz = 1000, batch = 20_000, columns = 1000, repeats = 15
const sources = ['current', 'voltage', 'zone0', 'zone1', 'cpu0', 'cpu4']

/** One sample in a millisecond, six sources each, and an inference every 40 ms. */
function* linesOf(samples: number): Generator<Line> {
  const random = uniform(3), ns = 1e9 / hz
  yield environment(start, sources)
  yield phase('begin', start)
  for (let i = 0; i < samples; i++) {
    const at = start + i * ns, load = -0.4 - 0.1 * Math.sin(i / 5000)
    yield { t: 'sample', at, values: [load + random() * 0.01, 3.8 + load / 10, 35 + i / samples, 33, i % 4000 < 2000 ? 1.8 : 2.4, 2.4] }
    if (i % 40 === 0) yield inference(at, 30 + random() * 3, { variant: i % 80 === 0 ? 'static' : 'adaptive', image: i % 12 })
  }
}

/** @param scratch a folder for the study file */
export async function benchStore(samples: number, scratch: string): Promise<StoreFigures> {
  const file = path.join(scratch, `store-${samples}.duckdb`)
  const store = await Store.open(file), writer = await store.begin(meta)
  const began = performance.now()
  let lines: Line[] = [], count = 0
  const flush = async (): Promise<void> => {
    count += lines.length
    await writer.append(lines)
    lines = []
  }
  for (const line of linesOf(samples)) {
    lines.push(line)
    if (lines.length === batch) await flush()
  }
  await flush()
  await writer.finish('finished', null)
  const linesPerSecond = count / ((performance.now() - began) / 1000)
  await store.close()

  const opening = performance.now()
  const again = await Store.open(file)
  const openMs = performance.now() - opening, { id } = writer, seconds = samples / hz
  const random = uniform(5)
  const time = async (ask: () => Promise<unknown>): Promise<number> => {
    const times: number[] = []
    for (let i = -2; i < repeats; i++) {
      const from = performance.now()
      await ask()
      if (i >= 0) times.push(performance.now() - from)
    }
    return median(times)
  }
  const brush = (share: number) => time(() => {
    const from = random() * (1 - share) * seconds
    return again.series(id, { from, to: from + share * seconds, columns })
  })
  const wholeMs = await time(() => again.series(id, { from: null, to: null, columns }))
  const figures = { samples, linesPerSecond, openMs, wholeMs, brushMs: await brush(0.3), narrowMs: await brush(0.01), latenciesMs: await time(() => again.latencies(id)), fileBytes: fs.statSync(file).size }
  await again.close()
  fs.rmSync(file)
  return figures
}
