/** Whole profiles of the sample study on simulated glasses, and everything that may happen to them. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Capabilities } from '@shared/device/capabilities'
import { planSchema, type Plan } from '@shared/device/plan'
import { variantsOf } from '@shared/device/variants'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { alignedByHand } from '@shared/trace/align'
import { gaugePower } from '@shared/trace/power'
import { probe } from '../../electron/engine/device/capabilities'
import { bundlePlaces } from '../../electron/engine/device/deploy-bundle'
import { base } from '../../electron/engine/device/deploy-places'
import { ProfileSession, type ProfiledModel, type ProfileRequest } from '../../electron/engine/device/protocol/session'
import { listInputs } from '../../electron/engine/inference/input'
import { ModelRunner } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { openModel } from '../../electron/engine/model/open'
import { Store } from '../../electron/engine/store/store'
import { openLab, until, type Glasses, type Lab } from './lab'

const root = path.join(import.meta.dirname, '../..')
/** The lab has a home folder of its own; the runner was built by the set-up in the person's. */
const places = bundlePlaces(null)
let lab: Lab, store: Store, model: ProfiledModel, images: string[], capabilities: Capabilities

beforeAll(async () => {
  lab = await openLab()
  store = await Store.open(path.join(lab.folder, 'study.duckdb'))
  const opened = await openModel(path.join(root, 'resources/sample/model/adamtl_taw_permute.pth'), { cache: path.join(lab.folder, 'models') })
  if (opened.kind === 'plain') throw new Error('the sample model is adaptive')
  model = { name: opened.name, file: opened.file, hash: opened.manifest.provenance.sha256, folder: opened.folder, runner: new ModelRunner(new ModelSessions(opened.folder, opened.manifest)) }
  images = (await listInputs([path.join(root, 'resources/sample/images')])).slice(0, 6)
  const { transport, device } = await lab.glasses()
  capabilities = await probe(transport, device)
})
afterAll(async () => {
  await store.close()
  await lab.close()
})

/** Nothing of a run may be left on the glasses: no process, no folder, no setting. */
const used: Glasses[] = []
afterEach(async () => {
  for (const { simulation, transport } of used.splice(0)) {
    await simulation.setFault('none')
    await until(async () => (await lab.host.list()).some((d) => d.serial === simulation.serial && d.state === 'ready'), 'the glasses are back')
    const left = await transport.read(`ls -d ${base}/*/runs/* ${base}/stay-awake 2>/dev/null; grep -l 'runner[.]cjs' /proc/[0-9]*/cmdline 2>/dev/null`)
    // What an unplug left is removed at the next connect; none of these tests connects anew but the one that says so.
    expect(left.stdout.split('\n').filter((l) => l !== '' && !leftByUnplug), left.stdout).toEqual([])
    leftByUnplug = false
    await simulation.stop()
  }
})
let leftByUnplug = false

async function glasses(): Promise<Glasses> {
  const g = await lab.glasses()
  used.push(g)
  return g
}

const plan = (changes: Partial<Plan> = {}): Plan => planSchema.parse({
  preset: 'custom', seed: 5, rounds: 2, slotSeconds: 1.5, slotInferences: 4, idleSeconds: 1, warmUp: { maxSeconds: 1, stableWithin: 0.2 }, coolDown: null, sampleHz: 20, threads: 1,
  images: 4, markerSeconds: 0, gaugeUpdates: 3, variants: variantsOf([{ name: 'sample', kind: 'adaptive' }]), ...changes
})

interface Watched { session: ProfileSession; events: LiveEvent[]; id: Promise<string>; stop: AbortController }

function start(g: Glasses, changes: Partial<ProfileRequest> = {}): Watched {
  const events: LiveEvent[] = [], stop = new AbortController()
  const session = new ProfileSession({
    host: lab.host, device: g.device, plan: plan(), models: [model], images, store, bundlePlaces: places, capabilities: { ...capabilities, device: g.device },
    signal: stop.signal, onEvent: (e) => events.push(e), reconnectSeconds: 20, ...changes
  })
  return { session, events, stop, id: session.run() }
}

const lines = ({ events }: Watched) => events.flatMap((e) => (e.k === 'lines' ? e.lines : []))
/** Waits until slot `n` has begun; a run that ends before is an error. */
const inSlot = (w: Watched, n: number): Promise<unknown> => Promise.race([begun(w, n), w.id.then(() => { throw new Error(`it ended before slot ${n}`) })])
const begun = (w: Watched, n: number): Promise<void> => until(() => lines(w).filter((l) => l.t === 'phase' && l.phase === 'slot' && l.edge === 'begin').length > n, `slot ${n}`, 40_000)

test('static against adaptive, from the probe to the stored run', async () => {
  const g = await glasses(), w = start(g, { plan: plan({ slotSeconds: 2.5, markerSeconds: 1 }), name: 'Whole' })
  const run = await store.detail(await w.id)
  expect(run).toMatchObject({ name: 'Whole', state: 'finished', simulated: true, ending: null, validity: { badge: 'simulated' } })
  expect(run.images).toHaveLength(4)
  const [fixed, adaptive] = run.variants
  expect(fixed!.inferences).toBeGreaterThanOrEqual(8)
  expect(adaptive!.macs!).toBeLessThan(fixed!.macs!)
  expect(run.comparisons).toMatchObject([{ variant: 'adaptive', baseline: 'static', images: 4 }])
  expect(run.idleW!).toBeGreaterThan(0)
  for (const v of run.variants) expect(v.energy.refused, v.id).toBeNull()
  for (const v of run.variants) expect(v.energy.grossJ!.value).toBeGreaterThan(v.energy.netJ!.value)
  // Routes on the device are those that the desktop finds.
  const routes = new Set(lines(w).flatMap((l) => (l.t === 'inference' && l.variant === 'adaptive' ? [`${l.image} ${l.route} ${l.macs}`] : [])))
  expect(routes.size).toBe(4)
  expect(w.events.filter((e) => e.k === 'round')).toHaveLength(2)
  expect((await store.runs()).find((r) => r.id === run.id)?.inferences).toBe(run.inferences)
})

test('one clock: the power of the bursts is found where the bursts are', async () => {
  const w = start(await glasses(), { plan: plan({ rounds: 1, markerSeconds: 2, idleSeconds: 2 }) })
  const trace = await store.trace(await w.id), power = gaugePower(trace, capabilities.sources, capabilities.gauge)!
  // As if the gauge were a meter whose clock is not known: the bursts fit where its own times say, and not a second earlier or later. It tells some five
  // times a second the mean since it last did, so it is late by up to two of those times.
  const fits = (offsetS: number): number => alignedByHand(trace, power, offsetS).confidence
  expect(fits(0.2)).toBeGreaterThan(0.2)
  for (const offsetS of [-1.8, -1, 1.4, 2.2]) expect(fits(offsetS), `${offsetS} s`).toBeLessThan(fits(0.2))
})

test('an order to stop keeps what was captured', async () => {
  const w = start(await glasses())
  await inSlot(w, 1)
  w.session.order('stop')
  const run = await store.detail(await w.id)
  expect(run.state).toBe('partial')
  expect(run.ending).toMatch(/^Stopped\. Kept [1-3] of 4 slots/)
  expect(run.inferences).toBeGreaterThan(0)
  expect(run.validity.reasons.some((r) => r.state !== 'ok')).toBe(true)
})

test('paused and resumed', async () => {
  const w = start(await glasses(), { plan: plan({ rounds: 1 }) })
  await inSlot(w, 0)
  w.session.order('pause')
  await until(() => w.events.some((e) => e.k === 'paused' && e.paused), 'paused')
  await wait(300)
  const before = lines(w).filter((l) => l.t === 'inference').length
  await wait(700)
  expect(lines(w).filter((l) => l.t === 'inference').length).toBe(before)
  w.session.order('resume')
  expect((await store.detail(await w.id)).state).toBe('finished')
})

test('cancelled: the runner ends at once', async () => {
  const w = start(await glasses())
  await inSlot(w, 0)
  w.stop.abort()
  expect(await store.detail(await w.id)).toMatchObject({ state: 'partial', ending: expect.stringContaining('Cancelled') as string })
})

test('unplugged in the middle and plugged in again: the run goes on', async () => {
  const g = await glasses(), w = start(g)
  await inSlot(w, 1)
  await g.simulation.setFault('unplug')
  await until(() => w.events.some((e) => e.k === 'lost' && e.waiting), 'the loss is told')
  await g.simulation.setFault('none')
  const run = await store.detail(await w.id)
  expect(run).toMatchObject({ state: 'finished', ending: null })
  expect(lines(w).filter((l) => l.t === 'environment')).toHaveLength(2)
  for (const v of run.variants) expect(v.inferences).toBeGreaterThanOrEqual(8)
})

test('unplugged once more while the runner is copied again: the run still goes on', async () => {
  const g = await glasses(), w = start(g), lost = (): number => w.events.filter((e) => e.k === 'lost' && e.waiting).length
  await inSlot(w, 1)
  // It runs on without its file, which will have to be copied again.
  const node = (await g.transport.read(`ls ${base}/*/node`)).stdout.trim()
  await g.transport.read(`rm ${node}`)
  await g.simulation.setFault('slow-link')
  await g.simulation.setFault('unplug')
  await until(() => lost() === 1, 'the loss is told')
  await g.simulation.setFault('none')
  await g.simulation.setFault('slow-link')
  await until(() => g.transport.read(`stat -c %s ${node}`).then(({ stdout }) => Number(stdout) > 0, () => false), 'it is being copied')
  await g.simulation.setFault('unplug')
  await until(() => lost() === 2, 'the second loss is told')
  await g.simulation.setFault('none')
  expect(await store.detail(await w.id)).toMatchObject({ state: 'finished', ending: null })
})

test('unplugged for good: what was captured is kept', async () => {
  const g = await glasses(), w = start(g, { reconnectSeconds: 1 })
  leftByUnplug = true
  await inSlot(w, 1)
  await g.simulation.setFault('unplug')
  const run = await store.detail(await w.id)
  expect(run.state).toBe('partial')
  expect(run.ending).toMatch(/^The device went away\. Kept 1 of 4 slots/)
  expect(run.inferences).toBeGreaterThan(0)
})

test('adb is killed: it is started again and the run goes on', async () => {
  const w = start(await glasses())
  await inSlot(w, 1)
  await lab.adb('kill-server')
  expect(await store.detail(await w.id)).toMatchObject({ state: 'finished' })
})

test('the runner is killed: its end is told and what was captured is kept', async () => {
  const g = await glasses(), w = start(g)
  await inSlot(w, 1)
  await g.transport.read(`kill -9 $(cat ${base}/*/runs/*/runner.pid)`)
  const run = await store.detail(await w.id)
  expect(run.state).toBe('partial')
  expect(run.ending).toMatch(/runner ended unexpectedly/)
  expect(run.inferences).toBeGreaterThan(0)
})

test('a full disk is told before anything runs, and nothing is stored', async () => {
  const g = await glasses(), before = (await store.runs()).length
  await g.simulation.setFault('full-disk')
  await expect(start(g).id).rejects.toMatchObject({ value: { code: 'device', message: expect.stringMatching(/space|full/i) as string } })
  expect((await store.runs()).length).toBe(before)
})

test('unplugged while the runner is copied', async () => {
  const g = await glasses()
  await g.simulation.setFault('slow-link')
  const w = start(g)
  await until(() => w.events.some((e) => e.k === 'preparing' && e.unit === 'bytes' && e.done > 0), 'copying')
  await g.simulation.setFault('unplug')
  await expect(w.id).rejects.toMatchObject({ value: { code: 'unplugged' } })
})

test('a gauge that never updates gives latency, and no energy', async () => {
  const g = await glasses()
  await g.simulation.setFault('frozen-gauge')
  const run = await store.detail(await start(g, { plan: plan({ rounds: 1 }) }).id)
  expect(run.variants.every((v) => v.latencyMs !== null && v.energy.grossJ === null && v.energy.refused !== null)).toBe(true)
})

test('a device without shell v2', async () => {
  const g = await glasses()
  await g.simulation.setFault('no-shell-v2')
  await until(async () => (await lab.host.list()).some((d) => d.serial === g.simulation.serial && d.state === 'ready'), 'connected again')
  expect(await store.detail(await start(g, { plan: plan({ rounds: 1 }) }).id)).toMatchObject({ state: 'finished' })
})

test('charging is told', async () => {
  const g = await glasses()
  await g.simulation.setFault('charging')
  await wait(500)
  const { transport, device } = g
  const run = await store.detail(await start(g, { plan: plan({ rounds: 1 }), capabilities: await probe(transport, device) }).id)
  expect(run.validity.reasons.find((r) => /charging/i.test(r.text))?.state).not.toBe('ok')
})

test('two devices at once', async () => {
  const [a, b] = [await glasses(), await glasses()]
  const runs = await Promise.all([start(a, { plan: plan({ rounds: 1 }) }).id, start(b, { plan: plan({ rounds: 1 }) }).id])
  for (const id of runs) expect(await store.detail(id)).toMatchObject({ state: 'finished' })
  expect(new Set(runs).size).toBe(2)
})

test('images that cannot be read are left out; none at all is an error', async () => {
  const g = await glasses(), broken = path.join(lab.folder, 'broken.png')
  await fs.writeFile(broken, 'no picture')
  await expect(start(g, { images: [broken] }).id).rejects.toMatchObject({ value: { code: 'unreadable' } })
  const run = await store.detail(await start(g, { images: [broken, ...images.slice(0, 2)], plan: plan({ rounds: 1 }) }).id)
  expect(run.images).toHaveLength(2)
})
