/** Longer measurements of the result in view: times per block, and stability under the authors' noise. */
import { presets } from '@shared/device/plan'
import { toErrorValue } from '@shared/errors'
import type { BlockTimes, Progress, Stability } from '@shared/rpc/contract'
import { call } from '../../state/engine'
import { warn } from '../../state/notices'
import type { Measurement } from './measurement'
import { placeId, timesFor, type Place } from './places'
import { useInspect, type Shown } from './store'

/** How often a result is timed, where nothing else is said. */
export const timedRuns = 20
/** Threads on a device: as many as a profile takes. */
export const deviceThreads = presets.standard.threads

const get = useInspect.getState
const set = useInspect.setState

interface Slot<T> { dialog: 'times' | 'stability'; now(): Measurement<T> | null; put(m: Measurement<T> | null): void }

async function measure<T extends BlockTimes | Stability>({ dialog, now, put }: Slot<T>, shown: Shown, run: (o: { signal: AbortSignal; onProgress(p: Progress): void }) => Promise<T>): Promise<T | null> {
  const earlier = now()
  earlier?.cancel?.()
  const abort = new AbortController()
  const cancel = (): void => abort.abort()
  const mine = (): boolean => now()?.cancel === cancel
  const before = earlier?.key === shown.key ? earlier.data : null
  put({ key: shown.key, data: before, progress: null, cancel, error: null })
  try {
    const data = await run({ signal: abort.signal, onProgress: (progress) => { if (mine()) put({ key: shown.key, data: before, progress, cancel, error: null }) } })
    if (!mine()) return null
    put({ key: shown.key, data, progress: null, cancel: null, error: null })
    return data
  } catch (caught) {
    const error = toErrorValue(caught)
    const stopped = error.code === 'cancelled'
    if (mine()) put(before || !stopped ? { key: shown.key, data: before, progress: null, cancel: null, error: stopped ? null : error } : null)
    // The dialog tells it itself.
    if (!stopped && get().dialog !== dialog) warn(error)
    return null
  }
}

const timesSlot = (at: Place): Slot<BlockTimes> => {
  const id = placeId(at)
  return { dialog: 'times', now: () => get().times[id] ?? null, put: (m) => set(({ times: { [id]: _, ...others } }) => ({ times: m ? { ...others, [id]: m } : others })) }
}

/** Median kernel time per part over `runs` runs, at the chosen place. */
export async function measureTimes(runs = timedRuns): Promise<void> {
  const { shown, timesAt } = get()
  if (!shown) return
  const { model, image, settings } = shown
  const { serial } = timesAt
  await measure(timesSlot(timesAt), shown, (o) =>
    serial === null ? call('inspect.times', { model, image, settings, runs }, o) : call('devices.times', { serial, model, image, settings, runs, threads: deviceThreads }, o))
}

/** Shows block times; on this computer, where that takes a moment only, they are measured at once. */
export function showTimes(): void {
  const { shown, timesAt } = get()
  if (!shown) return
  set({ dialog: 'times' })
  if (timesAt.serial === null && !timesFor(get(), shown.key)) void measureTimes()
}

/** Chooses where to measure. */
export const setPlace = (timesAt: Place): void => set({ timesAt })

const stabilitySlot: Slot<Stability> = { dialog: 'stability', now: () => get().stability, put: (stability) => set({ stability }) }

/** Repeats the decision with noise of `draws` seeds from `seed` on. */
export async function measureStability(draws: number, seed: number): Promise<void> {
  const { shown } = get()
  if (!shown) return
  const done = await measure(stabilitySlot, shown, (o) => call('inspect.stability', { model: shown.model, image: shown.image, settings: { ...shown.settings, noiseSeed: null }, draws, seed }, o))
  if (done) set({ dialog: 'stability' })
}
