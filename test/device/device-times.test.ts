/** Block times on simulated glasses as the window asks for them: `devices.times` of a real engine, on the sample study's model. */
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { defaultSettings } from '@shared/policy/settings'
import { checkInput, checkOutput } from '@shared/rpc/check'
import type { CallName, Input, OpenedModel, Output, Progress } from '@shared/rpc/contract'
import { base } from '../../electron/engine/device/deploy-places'
import { createEngine, type Engine } from '../../electron/engine/handlers'
import { openLab, until, type Glasses, type Lab } from './lab'
import { processesOf } from './marked-processes'
import { buildRunner } from './runner-process'

const root = path.join(import.meta.dirname, '../..')
let lab: Lab, engine: Engine, glasses: Glasses, model: OpenedModel, image = ''
beforeAll(async () => {
  lab = await openLab()
  const runner = await buildRunner()
  vi.stubEnv('ANDROID_ADB_SERVER_PORT', String(lab.port)).stubEnv('ADAMTL_RUNNER_DIR', path.dirname(runner))
  glasses = await lab.glasses()
  engine = createEngine({ userData: path.join(lab.folder, 'user'), resources: path.join(root, 'resources') })
  const study = await call('study.sample', {})
  model = await call('model.open', { path: study.model })
  image = (await call('images.list', { paths: [study.images] })).images.find((i) => i.name === study.first)!.path
  return async () => {
    await engine.close()
    vi.unstubAllEnvs()
  }
})
afterAll(() => lab.close())

async function call<N extends CallName>(name: N, input: Input<N>, { signal, onProgress }: { signal?: AbortSignal; onProgress?: (p: Progress) => void } = {}): Promise<Output<N>> {
  const context = { signal: signal ?? new AbortController().signal, progress: (p: Progress) => onProgress?.(p), event: () => undefined }
  return checkOutput(name, await engine.handlers[name](checkInput(name, input), context))
}

const ask = (changes: Partial<Input<'devices.times'>> = {}): Input<'devices.times'> =>
  ({ serial: glasses.simulation.serial, model: model.id, image, settings: { ...defaultSettings, allOn: true }, threads: 1, runs: 5, ...changes })
const runners = (): Promise<number[]> => processesOf(glasses.simulation, 'runner.cjs')
/** What a run would leave: nothing, also where it ended early. */
const left = async (): Promise<string> => (await glasses.transport.read(`ls -d ${base}/*/runs/* 2>/dev/null; true`)).stdout

it('tells the time of every block, which add up', async () => {
  const told: Progress[] = []
  const times = await call('devices.times', ask(), { onProgress: (p) => told.push(p) })
  const { architecture, tasks } = model.manifest!, ids = times.parts.map((p) => p.id)
  const blocks = architecture.depths.flatMap((count, stage) => Array.from({ length: count }, (_, i) => `s${stage}.b${i}`))
  expect(times.runs).toBe(5)
  for (const id of ['embed', ...blocks, ...tasks.map((t) => `dec.${t.id}`)]) expect(ids).toContain(id)
  for (const p of times.parts) expect(p.minMs <= p.ms && p.ms <= p.maxMs && p.minMs >= 0, p.id).toBe(true)
  const sum = (ms: number[]): number => ms.reduce((total, m) => total + m, 0)
  expect(times.attributed).toBeGreaterThan(0.75)
  expect(sum(times.parts.map((p) => p.minMs))).toBeLessThan(times.totalMs)
  // Medians of several runs need not add up; of a single one they do.
  const one = await call('devices.times', ask({ runs: 1 }))
  expect(sum(one.parts.map((p) => p.ms))).toBeCloseTo(one.totalMs * one.attributed, 3)
  expect(told.length).toBeGreaterThan(1)
  expect(await runners()).toEqual([])
  expect(await left()).toBe('')
})

it('ends with the call, and leaves no process and no folder', async () => {
  const stop = new AbortController(), times = call('devices.times', ask({ runs: 200 }), { signal: stop.signal })
  await Promise.race([times, until(async () => (await runners()).length > 0, 'the runner runs')])
  stop.abort()
  await expect(times).rejects.toMatchObject({ name: 'AbortError' })
  await until(async () => (await runners()).length === 0, 'no process is left')
  expect(await left()).toBe('')
  expect((await call('devices.times', ask({ runs: 1 }))).runs).toBe(1)
})

it('says what is wrong with the model, the image and the device', async () => {
  await expect(call('devices.times', ask({ model: 'no such handle' }))).rejects.toMatchObject({ value: { code: 'not-found', message: 'This model is not open' } })
  await expect(call('devices.times', ask({ image: path.join(lab.folder, 'no.png') }))).rejects.toMatchObject({ value: { code: 'not-found', file: path.join(lab.folder, 'no.png') } })
  await expect(call('devices.times', ask({ serial: '127.0.0.1:1' }))).rejects.toMatchObject({ value: { code: 'unplugged', message: '127.0.0.1:1 is not connected' } })
  expect(await runners()).toEqual([])
})

it('tells when the device goes away in the middle, and works when it is back', async () => {
  const times = call('devices.times', ask({ runs: 200 }))
  const failed = expect(times).rejects.toMatchObject({ value: { code: 'unplugged', fix: expect.stringContaining('Connect it again') as string } })
  await Promise.race([times.catch(() => undefined), until(async () => (await runners()).length > 0, 'the runner runs')])
  await glasses.simulation.setFault('unplug')
  await failed
  await until(async () => (await runners()).length === 0, 'no process is left')
  await glasses.simulation.setFault('none')
  await until(() => glasses.transport.read('true').then(() => true, () => false), 'it is back', 60_000)
  expect((await call('devices.times', ask({ runs: 1 }))).parts.length).toBeGreaterThan(10)
  expect(await left()).toBe('')
})
