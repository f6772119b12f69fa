/** What a sweep costs beside as many bare loops at the same time, and whether its memory grows. */
import os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { variantsOf } from '../../shared/device/variants'
import { sweepPlanSchema } from '../../shared/sweep/plan'
import { findDataset } from '../../electron/engine/dataset/layout'
import type { Opened } from '../../electron/engine/model/open'
import { Store } from '../../electron/engine/store/store'
import { SweepSession } from '../../electron/engine/sweep/session'
import type { BareTask } from './bare-loop'
import { interleave, median, ratio, type Ratio } from './interleave'

export interface SweepFigure extends Ratio { model: string; images: number; workers: number; imagesPerSecond: number }
type Swept = Opened & { kind: 'adaptive' | 'static' }

const adaptive = variantsOf([{ name: 'a', kind: 'adaptive' }]).filter((v) => !v.settings.static)

async function sweepOnce(store: Store, opened: Swept, found: Awaited<ReturnType<typeof findDataset>>, samples: typeof found.samples, workers: number, onImages?: (done: number) => void): Promise<void> {
  const { name, file, folder, manifest } = opened
  const plan = sweepPlanSchema.parse({ dataset: { root: found.dataset.root }, workers, variants: adaptive })
  const models = [{ name, file, hash: manifest.provenance.sha256, folder, manifest }]
  await new SweepSession({ plan, models, dataset: found.dataset, samples, sweeps: store.sweeps, signal: new AbortController().signal, onEvent: (e) => { if (e.k === 'progress') onImages?.(e.done) } }).run()
}

/** A thread does not inherit the loader of TypeScript. */
const program = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(new URL('./bare-loop.ts', import.meta.url).href)})))`

async function bareOnce(opened: Swept, images: string[], workers: number): Promise<void> {
  const task: BareTask = { folder: opened.folder, manifest: opened.manifest, taken: new SharedArrayBuffer(4), images }
  const threads = Array.from({ length: workers }, () => new Worker(program, { eval: true, workerData: task }))
  await Promise.all(threads.map((t) => new Promise((resolve, reject) => t.once('message', resolve).once('error', reject))))
  await Promise.all(threads.map((t) => t.terminate()))
}

/** Throughput of a sweep, ground truth, figures and study included, ÷ that of bare loops; 1 is free. Starting the threads counts on both sides. */
export async function benchSweep(opened: Swept, folder: string, images: number, rounds: number, scratch: string): Promise<SweepFigure> {
  const workers = os.availableParallelism(), found = await findDataset({ root: folder, layout: null, split: null, mapping: null }, new AbortController().signal, () => undefined)
  const samples = Array.from({ length: images }, (_, i) => found.samples[i % found.samples.length]!)
  const store = await Store.open(path.join(scratch, `sweep-${opened.name}.duckdb`))
  const times = await interleave({ bare: () => bareOnce(opened, samples.map((s) => s.path), workers), sweep: () => sweepOnce(store, opened, found, samples, workers) }, rounds, 1)
  await store.close()
  return { ...ratio(times, 'bare', 'sweep'), model: opened.name, images, workers, imagesPerSecond: (1000 * images) / median(times.sweep!) }
}

export interface SweepMemory { images: number; /** Resident megabytes of the process. */ atTenthMb: number; atEndMb: number }

/** Memory after a tenth and at the end of a long sweep. */
export async function benchSweepMemory(opened: Swept, folder: string, images: number, scratch: string): Promise<SweepMemory> {
  const found = await findDataset({ root: folder, layout: null, split: null, mapping: null }, new AbortController().signal, () => undefined)
  const samples = Array.from({ length: images }, (_, i) => found.samples[i % found.samples.length]!)
  const store = await Store.open(path.join(scratch, 'sweep-memory.duckdb')), seen: { done: number; mb: number }[] = []
  await sweepOnce(store, opened, found, samples, os.availableParallelism(), (done) => seen.push({ done, mb: process.memoryUsage().rss / 1e6 }))
  await store.close()
  const around = (from: number, to: number) => median(seen.filter((s) => s.done >= from && s.done <= to).map((s) => s.mb))
  return { images, atTenthMb: around(images * 0.08, images * 0.12), atEndMb: around(images * 0.95, images) }
}
