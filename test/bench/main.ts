/**
 * `npm run bench [-- part…]`: every figure of docs/benchmarks.md. Ratios come from variants that take turns in one process; medians and quartiles are
 * reported. Nothing here is a test: machines are noisy, and a figure is read, not asserted.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { writeSafetensors } from '../../electron/engine/checkpoint'
import { openModel, type Opened } from '../../electron/engine/model/open'
import { architectureOf, configOf } from '../../electron/engine/model/presets'
import { randomTensors } from '../../electron/engine/model/random-model'
import { benchApp } from './app'
import { benchDevice } from './device'
import { benchAlignment, benchEnergy } from './energy'
import { fuzzReaders } from './fuzz'
import { benchGraph } from './graph'
import { benchOpen, spread } from './import'
import { benchInspect } from './inspect'
import { benchLive } from './live'
import { benchStore } from './store'
import { benchTrace } from './trace'
import { benchSweep, benchSweepMemory } from './sweep'
import { benchSweepWindow } from './sweep-window'

const root = path.join(import.meta.dirname, '../..')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-bench-'))
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const results: Record<string, unknown> = {}

async function swinT(): Promise<string> {
  const file = path.join(scratch, 'swin-t.safetensors')
  if (fs.existsSync(file)) return file
  const a = architectureOf('swin-t')
  await writeSafetensors(file, [...randomTensors(a, 1)].map((t) => ({ name: t.name, shape: t.shape, dtype: 'f32', data: t.make })))
  fs.writeFileSync(file.replace('.safetensors', '.json'), JSON.stringify(configOf(a, 1)))
  return file
}

async function opened(file: string): Promise<Opened & { kind: 'adaptive' | 'static' }> {
  const model = await openModel(file, { cache: path.join(scratch, 'models') })
  if (model.kind === 'plain') throw new Error('a checkpoint cannot be plain')
  return model
}

const parts: Record<string, () => Promise<unknown>> = {
  graph: async () => {
    const model = await opened(await swinT()), figures = []
    for (const threads of [1, 2]) {
      say(`Seeded Swin-T, 224 px, four tasks, ${threads} thread${threads > 1 ? 's' : ''}: latency against the static form`)
      for (const f of await benchGraph(model.folder, model.manifest, threads, 25)) {
        figures.push(f)
        say(`  ${f.variant.padEnd(27)} MACs ${f.macs.toFixed(3)}  latency ${f.latency.toFixed(3)} [${f.p25.toFixed(3)}, ${f.p75.toFixed(3)}]  ${f.realised === null ? '' : `realised ${f.realised.toFixed(2)}`}  ${f.ms.toFixed(1)} ms`)
      }
    }
    return figures
  },
  inspect: async () => {
    const images = path.join(root, 'resources/sample/images')
    const sample = await benchInspect(await opened(path.join(root, 'resources/sample/model/adamtl_taw_permute.pth')), images, 24, 15)
    const large = await benchInspect(await opened(await swinT()), images, 6, 9)
    for (const f of [sample, large]) say(`inspect ÷ bare loop, throughput, ${f.model}, ${f.images} images: ${f.median.toFixed(3)} [${f.p25.toFixed(3)}, ${f.p75.toFixed(3)}]`)
    return [sample, large]
  },
  open: async () => {
    const f = await benchOpen(await swinT(), scratch, 5)
    say(`Swin-T .safetensors, ${(f.bytes / 1e6).toFixed(0)} MB: import ${spread(f.importMs)}, opening again ${spread(f.againMs)}`)
    return f
  },
  store: async () => {
    const figures = []
    for (const samples of [1e6, 1e7]) {
      const f = await benchStore(samples, scratch)
      figures.push(f)
      say(`${samples.toExponential(0)} samples of 6 sources, ${(f.fileBytes / 1e6).toFixed(0)} MB: saved ${(f.linesPerSecond / 1000).toFixed(0)} k lines/s, opened in ${f.openMs.toFixed(0)} ms`)
      say(`  median answer: whole trace ${f.wholeMs.toFixed(0)} ms, 30 % of it ${f.brushMs.toFixed(0)} ms, 1 % of it ${f.narrowMs.toFixed(0)} ms, latencies ${f.latenciesMs.toFixed(0)} ms`)
    }
    return figures
  },
  sweep: async () => {
    const images = path.join(root, 'resources/sample/validation'), sample = await opened(path.join(root, 'resources/sample/model/adamtl_taw_permute.pth'))
    const figures = [await benchSweep(sample, images, 400, 9, scratch), await benchSweep(await opened(await swinT()), images, 60, 5, scratch)]
    for (const f of figures) say(`sweep ÷ bare loops, throughput, ${f.model}, ${f.workers} at the same time, ${f.images} images: ${f.median.toFixed(3)} [${f.p25.toFixed(3)}, ${f.p75.toFixed(3)}], ${f.imagesPerSecond.toFixed(0)} images a second`)
    const window = await benchSweepWindow(sample, images, 100_000, scratch, say)
    const memory = await benchSweepMemory(sample, images, 10_000, scratch)
    say(`sweep of ${memory.images} images: ${memory.atTenthMb.toFixed(0)} MB resident after a tenth, ${memory.atEndMb.toFixed(0)} MB at the end`)
    return { figures, window, memory }
  },
  energy: async () => {
    const energy = benchEnergy(), alignment = benchAlignment()
    for (const f of energy) say(`energy of a known integral, ${f.hz} Hz, ${f.intervals} intervals: error ${(100 * f.median).toFixed(4)} % median, ${(100 * f.worst).toFixed(4)} % worst`)
    for (const f of alignment) say(`alignment, meter of ${f.hz} Hz, noise ${f.noiseW} W, ${f.runs} runs: ${f.medianMs.toFixed(2)} ms median, ${f.worstMs.toFixed(2)} ms worst, confidence at least ${f.confidence.toFixed(2)}`)
    return { energy, alignment }
  },
  device: async () => benchDevice(root, scratch, say),
  app: async () => benchApp(root, scratch, say),
  trace: async () => ({ trace: await benchTrace(1e6, scratch, say), live: await benchLive(scratch, say) }),
  fuzz: async () => {
    const f = await fuzzReaders(10_000)
    say(`fuzzing of the readers: ${JSON.stringify(f)}`)
    return f
  }
}

async function main(): Promise<void> {
  const asked = process.argv.slice(2)
  const unknown = asked.filter((p) => !Object.hasOwn(parts, p))
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  say(`${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, load ${os.loadavg()[0]!.toFixed(1)}, Node ${process.versions.node}`)
  for (const part of asked.length > 0 ? asked : Object.keys(parts)) {
    say(`\n== ${part}`)
    results[part] = await parts[part]!()
  }
  fs.mkdirSync(path.join(root, 'test-output'), { recursive: true })
  fs.writeFileSync(path.join(root, 'test-output/bench.json'), JSON.stringify({ date: new Date().toISOString(), ...results }, null, 1))
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
}).finally(() => fs.rmSync(scratch, { recursive: true, force: true }))
