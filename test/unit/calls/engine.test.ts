/** The engine's answers as the window gets them, on real models and the real runtime; only the port between is left out. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkInput, checkOutput } from '@shared/rpc/check'
import type { CallName, Event, Input, OpenedModel, Output, Progress } from '@shared/rpc/contract'
import { createEngine } from '../../../electron/engine/handlers'

const root = path.join(import.meta.dirname, '../../..')
const nano = path.join(root, 'test/golden/models/v8_nano')
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-engine-'))
const handlers = createEngine({ userData: path.join(scratch, 'user'), resources: path.join(root, 'resources') }).handlers
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }))

interface Listening<N extends CallName> { signal?: AbortSignal; onProgress?: (p: Progress) => void; onEvent?: (e: Event<N>) => void }

async function call<N extends CallName>(name: N, input: Input<N>, { signal, onProgress, onEvent }: Listening<N> = {}): Promise<Output<N>> {
  const context = { signal: signal ?? new AbortController().signal, progress: (p: Progress) => onProgress?.(p), event: (e: Event<N>) => onEvent?.(e) }
  return checkOutput(name, await handlers[name](checkInput(name, input), context))
}

const image = (name: string): string => {
  const file = path.join(scratch, name)
  fs.copyFileSync(path.join(nano, 'input_0.png'), file)
  return file
}

let model: OpenedModel
beforeAll(async () => {
  model = await call('model.open', { path: path.join(nano, 'v8_nano.pth') })
})
const settings = {}

it('opens the sample study and inspects its first scene', async () => {
  const study = await call('study.sample', {})
  const { images } = await call('images.list', { paths: [study.images] })
  const first = images.find((i) => i.name === study.first)!
  const opened = await call('model.open', { path: study.model })
  const { decision, tokens, outputs } = await call('inspect.run', { model: opened.id, image: first.path, settings, outputs: true })
  expect(decision.blocks).toHaveLength(12)
  expect(Object.keys(tokens).sort()).toEqual(decision.blocks.filter((b) => b.gate).map((b) => b.id).sort())
  for (const b of decision.blocks.filter((b) => b.gate)) expect(tokens[b.id]!.union.reduce((n, v) => n + v, 0), b.id).toBe(b.tokens.selected)
  for (const [task, view] of Object.entries(outputs)) expect([view.truth !== null, view.difference !== null, view.truthProblem, view.macs > 0], task).toEqual([true, true, null, true])
  await call('model.close', { model: opened.id })
  await expect(call('inspect.run', { model: opened.id, image: first.path, settings, outputs: false })).rejects.toMatchObject({ value: { code: 'not-found' } })
})

describe('images', () => {
  it('are read again when they change on the disk', async () => {
    const file = image('changing.png'), run = async () => (await call('inspect.run', { model: model.id, image: file, settings, outputs: false })).decision.blocks
    const before = await run()
    expect(await run()).toEqual(before)
    fs.copyFileSync(path.join(nano, 'input_1.png'), file)
    fs.utimesSync(file, new Date(), new Date(Date.now() + 5000))
    expect(await run()).not.toEqual(before)
  })

  it('are shown as the model sees them', async () => {
    const { width, height, rgba } = await call('images.prepared', { path: image('seen.png'), model: model.id })
    expect([width, height, rgba.length, rgba[3]]).toEqual([32, 32, 4096, 255])
  })
})

describe('routes', () => {
  it('come one by one, and one that fails does not end the others', async () => {
    const broken = path.join(scratch, 'broken.png'), good = [image('r0.png'), image('r1.png')]
    fs.writeFileSync(broken, 'no picture')
    const events: string[] = [], done: number[] = []
    const { failed } = await call('inspect.routes', { model: model.id, images: [good[0]!, broken, good[1]!], settings }, { onEvent: (e) => events.push(e.image), onProgress: (p) => done.push(p.done) })
    expect(events).toEqual(good)
    expect(failed).toEqual([{ image: broken, message: expect.stringContaining('picture') as string }])
    expect(done).toEqual([1, 2, 3])
  })

  it('end when they are cancelled', async () => {
    const controller = new AbortController(), events: string[] = []
    const work = call('inspect.routes', { model: model.id, images: Array<string>(50).fill(image('many.png')), settings }, { signal: controller.signal, onEvent: (e) => { events.push(e.image); controller.abort() } })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(events).toHaveLength(1)
  })
})

describe('measurements', () => {
  it('of stability are shares of the draws, and repeat with their seed', async () => {
    const run = (seed: number) => call('inspect.stability', { model: model.id, image: image('noisy.png'), settings, draws: 40, seed })
    const first = await run(1)
    const lanes = Object.values(first.blocks).flatMap((lanes) => Object.values(lanes))
    expect(lanes).toHaveLength(4 * 2)
    for (const share of [...lanes.flatMap((l) => [l.activation, l.flip]), ...Object.values(first.ran)]) expect(share).toBeGreaterThanOrEqual(0)
    for (const share of [...lanes.flatMap((l) => [l.activation, l.flip]), ...Object.values(first.ran)]) expect(share).toBeLessThanOrEqual(1 + 1e-9)
    expect(lanes.some((l) => l.flip > 0)).toBe(true)
    expect(first.macs.min).toBeLessThanOrEqual(first.macs.mean)
    expect(first.macs.mean).toBeLessThanOrEqual(first.macs.max)
    expect(await run(1)).toEqual(first)
    expect(await run(2)).not.toEqual(first)
  })

  it('of time name every block that ran, and leave no file behind', async () => {
    const file = image('timed.png'), temporary = path.join(scratch, 'tmp')
    fs.mkdirSync(temporary)
    vi.stubEnv('TMPDIR', temporary).stubEnv('TEMP', temporary)
    const { decision } = await call('inspect.run', { model: model.id, image: file, settings, outputs: false })
    const times = await call('inspect.times', { model: model.id, image: file, settings, runs: 3 })
    const ids = new Set(times.parts.map((p) => p.id))
    for (const b of decision.blocks.filter((b) => b.ran)) expect(ids.has(b.id), b.id).toBe(true)
    for (const id of ['embed', 's0/bctrl', 'dec.sal', 'dec.normals']) expect(ids.has(id), id).toBe(true)
    // In so small a model the copies that ONNX Runtime adds take a visible share.
    expect(times.attributed).toBeGreaterThan(0.5)
    expect(times.attributed).toBeLessThanOrEqual(1)
    for (const p of times.parts) expect(p.minMs <= p.ms && p.ms <= p.maxMs, p.id).toBe(true)
    expect(fs.readdirSync(temporary)).toEqual([])
    vi.unstubAllEnvs()
  })
})

it('keeps more models open than it keeps loaded', async () => {
  const copies = await Promise.all([0, 1, 2, 3].map(async (i) => {
    const file = path.join(scratch, `copy-${i}.pth`)
    fs.copyFileSync(path.join(nano, 'v8_nano.pth'), file)
    return call('model.open', { path: file })
  }))
  expect(new Set(copies.map((c) => c.id)).size).toBe(4)
  const file = image('shared.png'), blocks = await Promise.all(copies.map(async (c) => (await call('inspect.run', { model: c.id, image: file, settings, outputs: false })).decision.blocks))
  for (const b of blocks) expect(b).toEqual(blocks[0])
})

describe('recent files', () => {
  const file = path.join(scratch, 'user', 'recent.json')
  const paths = async () => (await call('recent.list', {})).map((r) => r.path)

  it('are the newest first, each once, and changes at once lose none', async () => {
    await Promise.all(['/a', '/b', '/a', '/c'].map((p) => call('recent.add', { path: p, kind: 'folder' })))
    expect(await paths()).toEqual(['/c', '/a', '/b'])
    for (let i = 0; i < 30; i++) await call('recent.add', { path: `/${i}`, kind: 'image' })
    expect(await paths()).toHaveLength(20)
    expect((await paths())[0]).toBe('/29')
  })

  it('say in plain words that they cannot be kept', async () => {
    const blocked = path.join(scratch, 'blocked')
    fs.writeFileSync(blocked, '')
    const elsewhere = createEngine({ userData: path.join(blocked, 'user'), resources: path.join(root, 'resources') }).handlers
    const context = { signal: new AbortController().signal, progress: () => undefined, event: () => undefined }
    await expect(elsewhere['recent.add']({ path: '/a', kind: 'image' }, context)).rejects.toMatchObject({ value: { code: 'refused', file: path.join(blocked, 'user', 'recent.json') } })
    await expect(elsewhere['recent.list']({}, context)).resolves.toEqual([])
  })

  it('begin anew when their file is damaged', async () => {
    fs.writeFileSync(file, '{"not": "a list"}')
    expect(await paths()).toEqual([])
    await call('recent.add', { path: '/x', kind: 'model' })
    expect(await paths()).toEqual(['/x'])
    await call('recent.clear', {})
    expect(await paths()).toEqual([])
  })
})
