/** The real bundle with the real ONNX Runtime on the sample model, as a process of this machine. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Inference, Line, Phase, RunnerPlan, Sample } from '@shared/trace/stream'
import { summarise } from '../../electron/engine/inference/times'
import { buildRunner, RunnerProcess } from './runner-process'
import { writeSamplePlan, type SamplePlan } from './sample-plan'

let bundle = '', folder = ''
beforeAll(async () => {
  bundle = await buildRunner()
})
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-runner-')) })
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

it('is the same program from wherever it is built', async () => {
  const built = (cwd: string): string => {
    const to = fs.mkdtempSync(path.join(folder, 'built-'))
    execFileSync(process.execPath, ['--input-type=module', '-e', `const { bundleProgram } = await import(${JSON.stringify(path.resolve('scripts/lib/runner-bundle.mjs'))}); await bundleProgram(${JSON.stringify(to)})`], { cwd })
    return fs.readFileSync(path.join(to, 'runner.cjs'), 'utf8')
  }
  expect(built(folder)).toBe(built(process.cwd()))
})

const phases = (lines: Line[]): Phase[] => lines.filter((l) => l.t === 'phase')
const inferences = (lines: Line[]): Inference[] => lines.filter((l) => l.t === 'inference')
const samples = (lines: Line[]): Sample[] => lines.filter((l) => l.t === 'sample')
const begins = (phase: Phase['phase'], variant?: string) => (l: Line): boolean => l.t === 'phase' && l.phase === phase && l.edge === 'begin' && (variant === undefined || l.variant === variant)
const thermometer = (file: string): RunnerPlan['sources'][number] => ({ id: 'skin', path: file, kind: 'temperature', unit: '°C', scale: 0.001, label: 'Skin' })

async function start(images: number, changes: Partial<RunnerPlan> = {}): Promise<{ runner: RunnerProcess; sample: SamplePlan }> {
  const sample = await writeSamplePlan(folder, images, changes)
  return { runner: new RunnerProcess(bundle, path.join(folder, 'plan.json')), sample }
}

/** What a run may leave in the plan's folder: what was there before. */
const left = (): string[] => fs.readdirSync(folder).sort()
const before = ['images', 'model', 'plan.json']

describe('a plan', () => {
  it('runs to its end, on one monotonic clock, as the desktop decides', async () => {
    const skin = path.join(folder, 'skin')
    const { runner, sample } = await start(4, { warmUp: { maxSeconds: 2, stableWithin: 0.5 }, sampleHz: 100, sources: [thermometer(skin), { ...thermometer(path.join(folder, 'none')), id: 'none' }] })
    fs.writeFileSync(skin, '31250\n')
    const hostBefore = Number(process.hrtime.bigint())
    expect(await runner.end).toEqual({ code: 0, signal: null })
    const { lines } = runner, hostAfter = Number(process.hrtime.bigint())
    expect(lines[0]).toMatchObject({ t: 'environment', arch: 'x64', platform: 'linux', sources: ['skin', 'none'], threads: 1 })
    expect(lines.at(-1)).toEqual({ t: 'done', at: expect.any(Number) as number, inferences: inferences(lines).length, stopped: false })

    // The main thread's lines and the sampler's are each in order, on the clock of this machine.
    const times = (l: Line[]): number[] => l.flatMap((x) => (x.t === 'inference' ? [x.start, x.end] : x.t === 'profiled' ? [] : [x.at]))
    for (const series of [lines.filter((l) => l.t !== 'sample' && l.t !== 'sampler'), lines.filter((l) => l.t === 'sample' || l.t === 'sampler')]) {
      const t = times(series)
      expect(t.length).toBeGreaterThan(5)
      expect(t).toEqual([...t].sort((a, b) => a - b))
      expect(t[0]).toBeGreaterThan(hostBefore - 60e9)
      expect(t.at(-1)).toBeLessThan(hostAfter)
    }

    expect(phases(lines).filter((p) => p.edge === 'begin').map((p) => [p.phase, p.variant, p.slot, p.round])).toEqual([
      ['load', null, null, null], ['idle', null, null, null], ['warm-up', 'static', null, null], ['warm-up', 'adaptive', null, null],
      ['slot', 'static', 0, 0], ['slot', 'adaptive', 1, 0], ['slot', 'static', 2, 1], ['slot', 'adaptive', 3, 1]
    ])
    // Each phase ends before the next begins.
    expect(phases(lines).map((p) => p.edge)).toEqual(phases(lines).map((_, i) => (i % 2 === 0 ? 'begin' : 'end')))

    for (const slot of sample.plan.slots) {
      const [begin, end] = phases(lines).filter((p) => p.phase === 'slot' && p.slot === slot.slot), own = inferences(lines).filter((i) => i.slot === slot.slot)
      expect(own.map((i) => i.image)).toEqual(own.map((_, k) => slot.images[k % slot.images.length]))
      expect(own.every((i) => !i.warm && i.variant === slot.variant && i.round === slot.round && i.start >= begin!.at && i.end <= end!.at)).toBe(true)
      expect(end!.at - begin!.at).toBeGreaterThanOrEqual(0.5e9)
      expect(own.length).toBeGreaterThanOrEqual(4)
    }
    expect(inferences(lines).filter((i) => i.warm).every((i) => i.slot === -1)).toBe(true)

    // Routes and MACs are those of the desktop, image by image.
    for (const variant of sample.plan.variants)
      for (const [image, prepared] of sample.prepared.entries()) {
        const { decision } = await sample.desktop.run(prepared, variant.settings)
        const route = decision.blocks.map((b) => Number(b.ran)).join('')
        const told = inferences(lines).filter((i) => i.variant === variant.id && i.image === image)
        expect(told.length).toBeGreaterThanOrEqual(2)
        expect(new Set(told.map((i) => `${i.route} ${i.macs}`))).toEqual(new Set([`${route} ${decision.macs.executed}`]))
      }
    expect(new Set(inferences(lines).filter((i) => i.variant === 'adaptive').map((i) => i.route)).size).toBeGreaterThan(1)

    // Two seconds and more of samples: also while inference blocks the main thread.
    const sampled = samples(lines)
    expect(new Set(sampled.map((s) => JSON.stringify(s.values)))).toEqual(new Set(['[31.25,null]']))
    const [first, last] = [phases(lines).find((p) => p.phase === 'slot')!, phases(lines).at(-1)!]
    const during = sampled.filter((s) => s.at >= first.at && s.at <= last.at)
    expect(during.length).toBeGreaterThan(((last.at - first.at) / 1e9) * 100 * 0.5)
    const cost = lines.filter((l) => l.t === 'sampler').at(-1)!
    expect(cost.samples).toBe(sampled.length)
    expect(cost.cpuNs).toBeGreaterThan(0)
    expect(cost.medianNs).toBeGreaterThan(0)
    expect(left()).toEqual([...before, 'skin'])
  })

  it('cools down to where it started between rounds', async () => {
    const skin = path.join(folder, 'skin')
    fs.writeFileSync(skin, '30000')
    const { runner } = await start(1, { slotSeconds: 0, coolDown: { toleranceC: 0.5, maxSeconds: 60 }, sources: [thermometer(skin)] })
    await runner.until(begins('slot'))
    fs.writeFileSync(skin, '35000')
    await runner.until(begins('cool-down'))
    const asked = Number(process.hrtime.bigint())
    fs.writeFileSync(skin, '30400')
    expect((await runner.end).code).toBe(0)
    const [begin, end] = phases(runner.lines).filter((p) => p.phase === 'cool-down')
    expect(end!.reason).toBe('cool')
    expect(end!.at).toBeGreaterThan(asked)
    expect(phases(runner.lines).filter((p) => p.phase === 'slot' && p.edge === 'begin').map((p) => p.at > begin!.at)).toEqual([false, false, true, true])
  })

  it('puts every core under load before the first slot and after the last', async () => {
    const { runner } = await start(1, { markerSeconds: 1, idleSeconds: 1, slotSeconds: 0 })
    const cpu = (): number => {
      const words = fs.readFileSync(`/proc/${runner.pid}/stat`, 'latin1').split(') ')[1]!.split(' ')
      return (Number(words[11]) + Number(words[12])) / 100
    }
    await runner.until(begins('idle'))
    const idleFrom = cpu()
    await runner.until((l) => l.t === 'phase' && l.phase === 'idle' && l.edge === 'end')
    const idle = cpu() - idleFrom
    await runner.until(begins('marker'))
    const from = cpu()
    await runner.until((l) => l.t === 'phase' && l.phase === 'marker' && l.edge === 'end')
    const load = cpu() - from
    expect((await runner.end).code).toBe(0)
    const order = phases(runner.lines).filter((p) => p.edge === 'begin').map((p) => p.phase)
    expect(order).toEqual(['load', 'idle', 'marker', 'slot', 'slot', 'slot', 'slot', 'marker'])
    // Others may need this machine too; an idle runner uses next to nothing.
    expect(load).toBeGreaterThan(0.15)
    expect(load).toBeGreaterThan(4 * idle)
    for (const edge of [0, 1]) {
      const [begin, end] = phases(runner.lines).filter((p) => p.phase === 'marker').slice(2 * edge)
      expect((end!.at - begin!.at) / 1e9).toBeGreaterThanOrEqual(1)
      const nearest = inferences(runner.lines).map((i) => (edge === 0 ? i.start - end!.at : begin!.at - i.end))
      expect(Math.min(...nearest) / 1e9).toBeGreaterThanOrEqual(0.5)
    }
  })

  it('profiles each variant, and the desktop attributes it', async () => {
    const { runner } = await start(2, { slotSeconds: 0, profileRuns: 5 })
    expect((await runner.end).code).toBe(0)
    const told = runner.lines.filter((l) => l.t === 'profiled')
    expect(told.map((l) => [l.variant, l.runs, l.files.length])).toEqual([['static', 5, 5], ['adaptive', 5, 5]])
    for (const { variant, files, runs } of told) {
      expect(files.every((f) => fs.existsSync(path.join(folder, f)))).toBe(true)
      const times = await summarise(path.join(folder, 'profile', variant), runs)
      expect(times.attributed).toBeGreaterThan(0.5)
      expect(times.parts.map((p) => p.id)).toEqual(expect.arrayContaining(['embed', 's0.b0', 'dec.semseg']))
      expect(times.totalMs).toBeGreaterThan(0)
    }
  })
})

describe('orders', () => {
  it('pause after the inference under way, resume the same slot, stop', async () => {
    const { runner } = await start(3, { slotSeconds: 30, slotInferences: 1 })
    await runner.until((l) => l.t === 'inference' && l.slot === 0)
    runner.order({ do: 'pause' })
    const paused = await runner.until(begins('paused'))
    // The sampler goes on meanwhile.
    await runner.until((l) => l.t === 'sampler' && l.at > (paused.t === 'phase' ? paused.at : 0))
    runner.order({ do: 'resume' })
    const resumed = await runner.until((l) => l.t === 'phase' && l.phase === 'slot' && l.edge === 'begin' && l !== runner.lines.find(begins('slot')))
    await runner.until((l) => l.t === 'inference' && l.slot === 0 && resumed.t === 'phase' && l.start > resumed.at)
    runner.order({ do: 'stop' })
    expect((await runner.end).code).toBe(0)
    expect(phases(runner.lines).filter((p) => p.phase === 'slot' || p.phase === 'paused').map((p) => [p.phase, p.edge, p.slot, p.reason])).toEqual([
      ['slot', 'begin', 0, undefined], ['slot', 'end', 0, 'paused'], ['paused', 'begin', null, undefined], ['paused', 'end', null, undefined], ['slot', 'begin', 0, undefined], ['slot', 'end', 0, 'stopped']
    ])
    const pauseEnd = phases(runner.lines).find((p) => p.phase === 'paused' && p.edge === 'end')!
    expect(inferences(runner.lines).filter((i) => i.end > phases(runner.lines).find(begins('paused'))!.at && i.start < pauseEnd.at)).toEqual([])
    // The slot goes on where it was: its images keep their order.
    const taken = inferences(runner.lines).filter((i) => i.slot === 0).map((i) => i.image)
    expect(taken).toEqual(taken.map((_, k) => k % 3))
    expect(runner.lines.at(-1)).toMatchObject({ t: 'done', stopped: true })
    expect(left()).toEqual(before)
  })

  it.each(['idle', 'cool-down'] as const)('pause and stop in %s', async (phase) => {
    const skin = path.join(folder, 'skin')
    fs.writeFileSync(skin, '30000')
    const { runner } = await start(1, { idleSeconds: phase === 'idle' ? 600 : 0, slotSeconds: 0, coolDown: { toleranceC: 0.5, maxSeconds: 600 }, sources: [thermometer(skin)] })
    if (phase === 'cool-down') {
      await runner.until(begins('slot'))
      fs.writeFileSync(skin, '40000')
    }
    await runner.until(begins(phase))
    runner.order({ do: 'pause' })
    await runner.until(begins('paused'))
    runner.order({ do: 'stop' })
    expect((await runner.end).code).toBe(0)
    expect(phases(runner.lines).slice(-3).map((p) => [p.phase, p.edge, p.reason])).toEqual([[phase, 'end', 'paused'], ['paused', 'begin', undefined], ['paused', 'end', 'stopped']])
    expect(runner.lines.at(-1)).toMatchObject({ t: 'done', stopped: true })
  })

  it('that are none are told, and the run goes on', async () => {
    const { runner } = await start(1, { slotSeconds: 30 })
    await runner.until(begins('slot'))
    runner.order({ do: 'jump' } as never)
    expect(await runner.until((l) => l.t === 'error')).toMatchObject({ code: 'usage', fatal: false })
    runner.order({ do: 'stop' })
    expect((await runner.end).code).toBe(0)
  })
})

describe('the end', () => {
  it('comes when standard input closes, and leaves nothing', async () => {
    const { runner } = await start(1, { slotSeconds: 600 })
    await runner.until((l) => l.t === 'inference' && l.slot === 0)
    expect(fs.readFileSync(path.join(folder, 'runner.pid'), 'utf8')).toBe(String(runner.pid))
    runner.closeInput()
    expect(await runner.end).toEqual({ code: 3, signal: null })
    expect(left()).toEqual(before)
  })

  it('comes when nobody reads its output any more', async () => {
    const { runner } = await start(1, { slotSeconds: 600 })
    await runner.until((l) => l.t === 'inference' && l.slot === 0)
    runner.closeOutput()
    expect(await runner.end).toEqual({ code: 3, signal: null })
    expect(left()).toEqual(before)
  })

  it('comes with a signal, also while it is paused', async () => {
    const { runner } = await start(1, { slotSeconds: 600 })
    await runner.until(begins('slot'))
    runner.order({ do: 'pause' })
    await runner.until(begins('paused'))
    runner.kill('SIGHUP')
    expect((await runner.end).code).toBe(3)
    expect(left()).toEqual(before)
  })

  it('names what is wrong with a plan', async () => {
    await writeSamplePlan(folder, 1)
    const file = path.join(folder, 'plan.json'), plan = JSON.parse(fs.readFileSync(file, 'utf8')) as RunnerPlan
    fs.writeFileSync(file, JSON.stringify({ ...plan, models: [{ id: 'sample', folder: 'elsewhere' }] }))
    const runner = new RunnerProcess(bundle, file)
    expect((await runner.end).code).toBe(1)
    expect(runner.lines.at(-1)).toMatchObject({ t: 'error', fatal: true, message: expect.stringContaining('elsewhere') as string })
    expect(left()).toEqual(before)
  })
})
