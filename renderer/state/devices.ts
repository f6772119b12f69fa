/** The devices as adb lists them, what each can measure, and the simulations that we started. */
import { create } from 'zustand'
import type { Capabilities } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { AdbInfo, Fault } from '@shared/rpc/device-calls'
import { call, onEngineRestart } from './engine'
import { tell, warn } from './notices'

export interface Probe { state: 'probing' | 'ready' | 'failed'; capabilities: Capabilities | null; error: ErrorValue | null; progress: { stage: string; done: number; total: number } | null }

/** What is under way with a device, so that its button can say so. */
export type Busy = 'simulation' | 'connect' | 'wifi' | 'clean' | 'disconnect'

interface Devices {
  adb: AdbInfo | null
  /** Null until the first list came. */
  devices: Device[] | null
  /** What adb says is wrong with following. */
  problem: string | null
  failure: ErrorValue | null
  selected: string | null
  probes: Readonly<Record<string, Probe>>
  /** Simulations of ours and the fault each was told to have: they stay in the list while they are unplugged. */
  simulations: Readonly<Record<string, Fault>>
  busy: Busy | null
}

export const useDevices = create<Devices>(() => ({ adb: null, devices: null, problem: null, failure: null, selected: null, probes: {}, simulations: {}, busy: null }))

const set = useDevices.setState
const get = useDevices.getState

let following: AbortController | null = null

/** Follows the devices from now on; once is enough. */
export function followDevices(): void {
  if (following) return
  const mine = new AbortController()
  following = mine
  set({ failure: null })
  call('adb.info', {}).then((adb) => set({ adb }), () => undefined) // `devices.follow` fails for the same reason and says so.
  call('devices.follow', {}, { signal: mine.signal, onEvent: ({ devices, problem }) => take(devices, problem) }).then(
    () => { if (following === mine) following = null },
    (error: unknown) => {
      if (following !== mine) return
      following = null
      const failure = toErrorValue(error)
      if (failure.code !== 'cancelled' && failure.code !== 'engine-lost') set({ failure, devices: get().devices ?? [] })
    }
  )
}

/** Asks again after following failed, e.g. once adb was installed. */
export function followAgain(): void {
  following?.abort()
  following = null
  set({ devices: null, problem: null })
  followDevices()
}

let wanted = false
/** Called when the page is first shown: before that nobody asked for adb. */
export function wantDevices(): void {
  if (wanted) return
  wanted = true
  followDevices()
  onEngineRestart(() => {
    // Simulations lived in the engine that died.
    following = null
    running.clear()
    set({ devices: null, probes: {}, simulations: {}, busy: null })
    followDevices()
  })
}

function take(devices: Device[], problem: string | null): void {
  const { selected, probes } = get()
  const still = selected !== null && (devices.some((d) => d.serial === selected) || selected in get().simulations)
  const next = still ? selected : (devices.find((d) => d.state === 'ready') ?? devices[0])?.serial ?? null
  // What was found out stays while a device is away, since a probe would disturb a run that goes on when it is back; what failed is tried again.
  const away = (serial: string): boolean => devices.find((d) => d.serial === serial)?.state !== 'ready'
  const kept = Object.entries(probes).filter(([serial, p]) => p.state === 'ready' || !away(serial))
  for (const serial of Object.keys(probes)) if (!kept.some(([k]) => k === serial)) running.delete(serial)
  set({ devices, problem, selected: next, probes: Object.fromEntries(kept) })
  if (next !== null) probeOnce(next)
}

export function select(serial: string): void {
  set({ selected: serial })
  probeOnce(serial)
}

function probeOnce(serial: string): void {
  const { devices, probes } = get()
  if (!(serial in probes) && devices?.find((d) => d.serial === serial)?.state === 'ready') void probe(serial)
}

/** The probe that speaks for a device. One whose device went away has nothing more to say, whenever its failure comes. */
const running = new Map<string, object>()

/** Finds out what the device can measure; the last answer stays in view meanwhile. */
export async function probe(serial: string): Promise<void> {
  const mine = {}
  running.set(serial, mine)
  const put = (p: Probe): void => { if (running.get(serial) === mine) set((s) => ({ probes: { ...s.probes, [serial]: p } })) }
  const before = get().probes[serial]?.capabilities ?? null
  put({ state: 'probing', capabilities: before, error: null, progress: null })
  try {
    const capabilities = await call('devices.probe', { serial }, { onEvent: (progress) => put({ state: 'probing', capabilities: before, error: null, progress }) })
    put({ state: 'ready', capabilities, error: null, progress: null })
  } catch (error) {
    put({ state: 'failed', capabilities: null, error: toErrorValue(error), progress: null })
  }
}

/** Runs one thing at a time with a device; a failure is said, null comes back. */
async function doing<T>(busy: Busy, run: () => Promise<T>): Promise<T | null> {
  set({ busy })
  try {
    return await run()
  } catch (error) {
    warn(toErrorValue(error))
    return null
  } finally {
    set({ busy: null })
  }
}

let seeds = 0

/** @param unauthorized its prompt has to be accepted first, as with glasses that were never connected */
export async function startSimulation(unauthorized = false): Promise<void> {
  // Each has a seed of its own, so that no two have the same battery and noise.
  const seed = ++seeds
  const started = await doing('simulation', () => call('simulation.start', { seed, unauthorized }))
  if (!started) return
  set((s) => ({ simulations: { ...s.simulations, [started.serial]: unauthorized ? 'unauthorized' : 'none' } }))
  select(started.serial)
}

export async function stopSimulation(serial: string): Promise<void> {
  const stopped = await doing('simulation', () => call('simulation.stop', { serial }))
  if (stopped) set((s) => ({ simulations: without(s.simulations, serial), selected: s.selected === serial ? (s.devices?.find((d) => d.serial !== serial)?.serial ?? null) : s.selected }))
}

export async function setFault(serial: string, fault: Fault): Promise<void> {
  try {
    await call('simulation.fault', { serial, fault })
    set((s) => ({ simulations: { ...s.simulations, [serial]: fault } }))
  } catch (error) {
    warn(toErrorValue(error))
  }
}

/** Accepts the prompt in simulated glasses, as a person would in real ones. */
export async function accept(serial: string): Promise<void> {
  try {
    const { accepted } = await call('simulation.accept', { serial })
    if (accepted) set((s) => ({ simulations: { ...s.simulations, [serial]: 'none' } }))
    else tell('There is no prompt to accept yet. Try again in a moment.')
  } catch (error) {
    warn(toErrorValue(error))
  }
}

/** @returns why it did not work, for the dialog that asked; null when it did */
export async function connect(address: string): Promise<ErrorValue | null> {
  set({ busy: 'connect' })
  try {
    const { serial } = await call('devices.connect', { address })
    set({ selected: serial })
    probeOnce(serial)
    return null
  } catch (error) {
    return toErrorValue(error)
  } finally {
    set({ busy: null })
  }
}

export const disconnect = (serial: string): Promise<unknown> => doing('disconnect', () => call('devices.disconnect', { serial }))

/** Switches a device on a cable to Wi-Fi and goes on with it there. */
export async function switchToWifi(serial: string): Promise<void> {
  const done = await doing('wifi', () => call('devices.tcpip', { serial }))
  if (!done) return
  if (done.serial === null) return tell('The device listens on port 5555 now. Its address could not be found: look it up in its Wi-Fi settings and connect by address.')
  select(done.serial)
  tell(`Connected to ${done.serial}. The cable can be removed.`)
}

export async function clean(serial: string): Promise<void> {
  const done = await doing('clean', () => call('devices.clean', { serial }))
  if (done) tell(done.removedBytes > 0 ? `Removed ${Math.round(done.removedBytes / 1e6)} MB from the device.` : 'There was nothing of ours on the device.')
}

export function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([k]) => k !== key))
}
