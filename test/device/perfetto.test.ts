/** Profiles while the glasses' own perfetto records power: one clock, one source of energy, and nothing left behind. */
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Capabilities } from '@shared/device/capabilities'
import { batteryCounters, railId } from '@shared/device/counters'
import { planSchema, type Plan } from '@shared/device/plan'
import { variantsOf } from '@shared/device/variants'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { analyse } from '@shared/runs/analyse'
import { wholeRailPower } from '@shared/runs/perfetto-power'
import { alignedByHand } from '@shared/trace/align'
import { probe } from '../../electron/engine/device/capabilities'
import { bundlePlaces } from '../../electron/engine/device/deploy-bundle'
import { cleanUp } from '../../electron/engine/device/deploy-clean'
import { base } from '../../electron/engine/device/deploy-places'
import { ProfileSession, type ProfiledModel, type ProfileRequest } from '../../electron/engine/device/protocol/session'
import type { DeviceTransport } from '../../electron/engine/device/transport'
import { listInputs } from '../../electron/engine/inference/input'
import { ModelRunner } from '../../electron/engine/inference/runner'
import { ModelSessions } from '../../electron/engine/inference/sessions'
import { openModel } from '../../electron/engine/model/open'
import { Store } from '../../electron/engine/store/store'
import { openLab, places, until, type Glasses, type Lab } from './lab'

const root = path.join(import.meta.dirname, '../..'), runners = bundlePlaces(null)
const system = railId('system', 'system'), cpu = railId('cpu', 'cpu'), traces = '/data/misc/perfetto-traces'
let lab: Lab, store: Store, model: ProfiledModel, images: string[], capabilities: Capabilities

beforeAll(async () => {
  lab = await openLab()
  store = await Store.open(path.join(lab.folder, 'study.duckdb'))
  const opened = await openModel(path.join(root, 'resources/sample/model/adamtl_taw_permute.pth'), { cache: path.join(lab.folder, 'models') })
  if (opened.kind === 'plain') throw new Error('the sample model is adaptive')
  model = { name: opened.name, file: opened.file, hash: opened.manifest.provenance.sha256, folder: opened.folder, runner: new ModelRunner(new ModelSessions(opened.folder, opened.manifest)) }
  images = (await listInputs([path.join(root, 'resources/sample/images')])).slice(0, 4)
  const { transport, device } = await lab.glasses({ perfetto: true })
  capabilities = await probe(transport, device)
  expect(await leftOn(transport)).toEqual([])
})
afterAll(async () => {
  await store.close()
  await lab.close()
})

/** Notes, traces and processes of a recording. */
const leftOn = async (t: DeviceTransport): Promise<string[]> =>
  (await t.read(`ls -d ${base}/perfetto-* ${base}/pulled-* ${traces}/* 2>/dev/null; grep -ls -- '--[b]ackground' /proc/[0-9]*/cmdline; true`)).stdout.split('\n').filter((l) => l !== '')

const used: Glasses[] = []
afterEach(async () => {
  for (const { simulation, transport } of used.splice(0)) {
    expect(await leftOn(transport)).toEqual([])
    await simulation.stop()
  }
})
async function glasses(place: (typeof places)[number] = places[0]): Promise<Glasses> {
  const g = await lab.glasses({ perfetto: true, namespaces: place === 'rewriting' ? 'off' : undefined })
  used.push(g)
  return g
}

const plan = (changes: Partial<Plan> = {}): Plan => planSchema.parse({
  preset: 'custom', seed: 5, rounds: 1, slotSeconds: 2.5, slotInferences: 4, idleSeconds: 1, warmUp: { maxSeconds: 1, stableWithin: 0.2 }, coolDown: null, sampleHz: 20, threads: 1,
  images: 4, markerSeconds: 0, gaugeUpdates: 3, energyFrom: 'perfetto', variants: variantsOf([{ name: 'sample', kind: 'adaptive' }]), ...changes
})

function start(g: Glasses, changes: Partial<ProfileRequest> = {}): { id: Promise<string>; events: LiveEvent[]; stop: AbortController } {
  const events: LiveEvent[] = [], stop = new AbortController()
  const session = new ProfileSession({
    host: lab.host, device: g.device, plan: plan(), models: [model], images, store, bundlePlaces: runners, capabilities: { ...capabilities, device: g.device }, signal: stop.signal,
    onEvent: (e) => events.push(e), reconnectSeconds: 20, ...changes
  })
  return { id: session.run(), events, stop }
}
const inSlot = ({ events, id }: ReturnType<typeof start>, n: number): Promise<unknown> => Promise.race([
  until(() => events.flatMap((e) => (e.k === 'lines' ? e.lines : [])).filter((l) => l.t === 'phase' && l.phase === 'slot' && l.edge === 'begin').length > n, `slot ${n}`, 40_000),
  id.then(() => { throw new Error(`it ended before slot ${n}`) })
])

test('the probe tries it: counters, rails, the sign of discharge', () => {
  const { perfetto, energy, checks } = capabilities
  expect(perfetto).toMatchObject({ knowsVoltage: false, dischargeSign: 1, currentFactor: 1, problem: null })
  expect(perfetto!.counters.map((c) => c.id)).toEqual([batteryCounters.current, batteryCounters.charge, batteryCounters.level, system, cpu])
  expect(perfetto!.counters.find((c) => c.id === system)!.refreshHz).toBeGreaterThan(2.5)
  expect(checks.find((c) => c.id === 'perfetto')).toMatchObject({ state: 'yes', detail: '3 battery counters, 2 rails' })
  // The gauge works here, and stays the first choice.
  expect(energy.source).toBe('gauge')
})

test('a whole profile: on the runner\'s clock, and its energy is the gauge\'s', async () => {
  const id = await start(await glasses(), { plan: plan({ rounds: 2, slotSeconds: 4, markerSeconds: 1.5, idleSeconds: 3 }) }).id
  const run = await store.detail(id), trace = await store.trace(id)
  expect(run).toMatchObject({ state: 'finished', simulated: true, energySource: 'the rail system', validity: { badge: 'simulated' } })
  expect(trace.counterProblems).toEqual([])
  const rail = trace.counters.get(system)!, battery = trace.counters.get(batteryCounters.current)!
  for (const { at } of [rail, battery]) expect([at.values[0]! < trace.first!, at.values.at(-1)! > trace.inferences.end.values.at(-1)!], 'from before the run until after its last inference').toEqual([true, true])

  // As if the rail were a meter whose clock is not known: the bursts fit where its own times say, and not a second earlier or later.
  const { power } = wholeRailPower(trace)!, fits = (offsetS: number): number => alignedByHand(trace, power, offsetS).confidence
  expect(fits(0.2)).toBeGreaterThan(0.2)
  for (const offsetS of [-1.8, -1, 1.4, 2.2]) expect(fits(offsetS), `${offsetS} s`).toBeLessThan(fits(0.2))

  const by = (energyFrom: Plan['energyFrom'], change = {}): ReturnType<typeof analyse> => analyse({ trace, plan: { ...run.plan, energyFrom }, capabilities: { ...capabilities, ...change }, state: 'finished', ending: null })
  const gauge = by('gauge')
  expect(gauge.energySource).toBe('the gauge')
  run.variants.forEach((v, i) => expect(Math.abs(v.energy.grossJ!.value / gauge.variants[i]!.energy.grossJ!.value - 1), v.id).toBeLessThan(0.1))
  // Where the gauge is refused and no rail feeds all of the device, the battery's counters tell the same.
  trace.counters.delete(system)
  const counters = by('perfetto')
  expect(counters.energySource).toBe('the battery counters')
  counters.variants.forEach((v, i) => expect(Math.abs(v.energy.grossJ!.value / gauge.variants[i]!.energy.grossJ!.value - 1), v.id).toBeLessThan(0.1))

  const { sources } = await store.series(id, { from: null, to: null, columns: 500 })
  const mean = (v: (number | null)[]): number => v.reduce<number>((sum, x) => sum + (x ?? 0), 0) / v.length
  expect(mean(sources[system]!.v)).toBeGreaterThan(mean(sources[cpu]!.v))
  expect(Math.abs(mean(sources[batteryCounters.current]!.v) / mean(sources.power!.v) - 1)).toBeLessThan(0.15)
})

test('without a root of its own too; cancelled, what was recorded is kept', async () => {
  const w = start(await glasses(places.at(-1)))
  await inSlot(w, 1)
  w.stop.abort()
  const id = await w.id, trace = await store.trace(id)
  expect((await store.run(id)).state).toBe('partial')
  expect(trace.counters.get(system)!.at.length).toBeGreaterThan(5)
})

test('unplugged and plugged in again: it recorded on, and the run goes on with another recording', async () => {
  const g = await glasses(), w = start(g)
  await inSlot(w, 1)
  await g.simulation.setFault('unplug')
  await until(() => w.events.some((e) => e.k === 'lost' && e.waiting), 'the loss is told')
  await g.simulation.setFault('none')
  const run = await store.detail(await w.id), { counters, counterProblems } = await store.trace(run.id)
  expect(run).toMatchObject({ state: 'finished', energySource: 'the rail system' })
  expect(counterProblems).toEqual([])
  const { values } = counters.get(system)!.at
  expect(values.every((t, i) => i === 0 || t > values[i - 1]!)).toBe(true)
})

test('unplugged for good: told in the run, and removed at the next connect', async () => {
  const g = await glasses(), w = start(g, { reconnectSeconds: 1 })
  await inSlot(w, 1)
  await g.simulation.setFault('unplug')
  const run = await store.detail(await w.id)
  expect(run.state).toBe('partial')
  expect(run.validity.reasons.find((r) => r.id === 'perfetto')?.text).toMatch(/went away|not connected|unplugged|offline/i)
  await g.simulation.setFault('none')
  await until(async () => (await lab.host.list()).some((d) => d.serial === g.simulation.serial && d.state === 'ready'), 'the glasses are back')
  expect((await leftOn(g.transport)).length).toBe(3)
  await cleanUp(g.transport, { force: true })
})

test('a gauge that never updates: the rail tells energy', async () => {
  const g = await glasses()
  await g.simulation.setFault('frozen-gauge')
  const run = await store.detail(await start(g, { plan: plan({ energyFrom: 'auto', rounds: 2 }) }).id)
  expect(run.energySource).toBe('the rail system')
  for (const v of run.variants) expect(v.energy.grossJ, v.id).not.toBeNull()
})

test('a recording that is lost is told, and the gauge stays', async () => {
  const g = await glasses(), w = start(g)
  await inSlot(w, 1)
  // New files: what it had begun to write when it was killed goes to the old ones.
  await g.transport.read(`kill -9 $(cat ${base}/perfetto-*); for f in ${traces}/*; do rm $f; : > $f; done`)
  const run = await store.detail(await w.id)
  expect(run).toMatchObject({ state: 'finished', energySource: 'the gauge' })
  expect(run.validity.reasons.find((r) => r.id === 'perfetto')).toMatchObject({ state: 'look', text: expect.stringContaining('empty') as string })
})

test('the program refuses other folders and unknown counters', async () => {
  const { transport } = await glasses(), config = 'data_sources { config { name: "android.power" android_power_config { battery_counters: BATTERY_COUNTER_CURRENT } } } duration_ms: 500'
  const ask = (text: string, out: string) => transport.read(`printf '%s' '${text}' | perfetto -c - --txt -o ${out}`)
  expect(await ask(config, '/data/local/tmp/x')).toMatchObject({ code: 1, stderr: expect.stringContaining('Failed to open') as string })
  expect(await ask(config.replace('CURRENT', 'VOLTAGE'), `${traces}/x`)).toMatchObject({ code: 1, stderr: expect.stringContaining('VOLTAGE') as string })
  expect(await ask(config, `${traces}/x`)).toMatchObject({ code: 0 })
  expect((await transport.read(`wc -c < ${traces}/x; rm ${traces}/x`)).stdout.trim()).toMatch(/^[1-9]\d\d/)
})
