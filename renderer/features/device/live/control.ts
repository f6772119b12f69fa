/** Starts, pauses and stops a profile, and takes what it tells. */
import { StudioError, toErrorValue } from '@shared/errors'
import type { Plan } from '@shared/device/plan'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { warn } from '../../../state/notices'
import { wantRoutes } from '../../../state/routes'
import { useSession } from '../../../state/session'
import { call } from '../../../state/engine'
import { useDevices } from '../../../state/devices'
import { deviceName } from '../../../state/listed'
import { loadRuns } from '../runs/store'
import { looks } from '../variants'
import { frameOf } from './frame'
import { LiveSource } from './source'
import { busy, idleProfile, useProfile, type Setup } from './store'
import { LiveTrace } from './trace'

const set = useProfile.setState
const get = useProfile.getState

/** Text changes four times a second: more cannot be read. */
const textMs = 250
/** What `recent` shows, seconds. */
export const recentSeconds = 60

let abort: AbortController | null = null

/** Profiles `plan` on the selected device with what is open. */
export async function startProfile(plan: Plan): Promise<void> {
  const { selected: serial, probes, devices } = useDevices.getState()
  const { model, images } = useSession.getState()
  if (serial === null || !model || !images || busy(get())) return
  const capabilities = probes[serial]?.capabilities ?? null
  const device = devices?.find((d) => d.serial === serial)
  const simulated = (device?.simulated ?? false) || serial in useDevices.getState().simulations
  const setup: Setup = { serial, device: deviceName(device ?? { serial, model: null, simulated }, capabilities), simulated, capabilities, plan, looks: looks(plan.variants) }
  const mine = new AbortController()
  abort = mine
  set({ ...idleProfile, state: 'preparing', setup, recent: get().recent })
  const paths = images.entries.map((e) => e.path)
  // Who asked for which block is known here and not on the device; asked for now, it disturbs nothing that is measured.
  wantRoutes(paths.slice(0, 200))
  const timer = window.setInterval(() => { const { trace } = get(); if (trace) set({ frame: frameOf(trace) }) }, textMs)
  try {
    const detail = await call('profile.run', { serial, plan, models: [model.id], images: paths }, { signal: mine.signal, onEvent: (e) => take(e, setup) })
    if (abort === mine) set({ state: 'ended', detail, run: detail.id, lost: null })
  } catch (error) {
    if (abort === mine) await ended(error)
  } finally {
    window.clearInterval(timer)
    const { trace } = get()
    if (trace) set({ frame: frameOf(trace) })
    if (abort === mine) abort = null
    void loadRuns()
  }
}

/** What was captured before it failed is stored; it is shown with the reason. */
async function ended(error: unknown): Promise<void> {
  const value = toErrorValue(error)
  const { run, setup, recent } = get()
  if (run === null) {
    if (value.code === 'cancelled') warn(value)
    return set({ ...idleProfile, recent, ...(value.code !== 'cancelled' && { state: 'ended' as const, error: value, setup }) })
  }
  set({ state: 'ended', error: value })
  if (value.code === 'engine-lost') return
  const detail = await call('runs.get', { run }).catch((e: unknown) => { warn(toErrorValue(e)); return null })
  if (detail && get().run === run) set({ detail })
}

function take(event: LiveEvent, setup: Setup): void {
  const s = get()
  switch (event.k) {
    case 'started': {
      wantRoutes([])
      const trace = new LiveTrace(event.sources, event.slots, setup.capabilities?.gauge ?? null)
      const source = new LiveSource(trace, {
        looks: setup.looks, slotSeconds: setup.plan.slotSeconds, left: () => get().time?.secondsLeft ?? null, choices: () => get().choices, window: () => (get().recent ? recentSeconds : null)
      })
      return set({ run: event.run, trace, source, images: event.images })
    }
    case 'preparing': return set({ preparing: { stage: event.stage, done: event.done, total: event.total, unit: event.unit } })
    case 'lines':
      s.trace?.take(event.lines)
      if (s.state === 'preparing' || s.state === 'lost') set({ state: 'running', preparing: null, lost: null })
      return
    case 'time': return set({ time: { secondsLeft: event.secondsLeft, slot: event.slot, slots: event.slots } })
    case 'round': return set({ rounds: [...s.rounds, event] })
    case 'paused': return s.state === 'stopping' ? undefined : set({ state: event.paused ? 'paused' : 'running' })
    case 'lost': return set({ state: 'lost', lost: { message: event.message, waiting: event.waiting } })
  }
}

/** Asks the runner; a run that ended meanwhile needs no answer. */
export async function order(what: 'pause' | 'resume' | 'stop'): Promise<void> {
  const { run, state } = get()
  if (run === null) {
    if (what === 'stop') abort?.abort()
    return
  }
  if (what === 'stop') set({ state: 'stopping' })
  try {
    await call('profile.order', { run, do: what })
  } catch (error) {
    if (get().state === 'stopping') set({ state })
    if (!(error instanceof StudioError && error.value.code === 'not-found' && !busy(get()))) warn(toErrorValue(error))
  }
}

/** Back to the plan. */
export const clearProfile = (): void => { if (!busy(get())) set({ ...idleProfile, recent: get().recent }) }
