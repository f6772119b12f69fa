/** Sweeps that go on now: how far they are, and how they are started, paused and stopped. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Progress } from '@shared/rpc/contract'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import type { SweepPlanInput } from '@shared/sweep/plan'
import type { HowOpened } from '../../../state/session'
import { call } from '../../../state/engine'
import { tell, warn } from '../../../state/notices'
import { loadSweeps } from '../list/store'
import { showSweep, useSweepView } from '../view'

export interface Live { done: number; total: number; failed: number; imagesPerSecond: number | null; secondsLeft: number | null; paused: boolean; stopping: boolean }

interface LiveState {
  /** By sweep, from its first event to its end. */
  live: Readonly<Record<string, Live>>
  /** A sweep that has not begun yet: its data set is read. */
  starting: { progress: Progress | null; cancel(): void } | null
  failure: ErrorValue | null
}

export const useLive = create<LiveState>(() => ({ live: {}, starting: null, failure: null }))
const set = useLive.setState

const nothing: Live = { done: 0, total: 0, failed: 0, imagesPerSecond: null, secondsLeft: null, paused: false, stopping: false }
const change = (sweep: string, to: Partial<Live>): void => set((s) => ({ live: { ...s.live, [sweep]: { ...(s.live[sweep] ?? nothing), ...to } } }))
const forget = (sweep: string): void => set((s) => ({ live: Object.fromEntries(Object.entries(s.live).filter(([id]) => id !== sweep)) }))

/** Opens the models and sweeps; the page shows the sweep as soon as it has begun. */
export const startSweep = (plan: SweepPlanInput, models: readonly HowOpened[], name?: string): Promise<void> =>
  follow(async (signal, onProgress, onEvent) => {
    const opened = []
    for (const { path, config, answers } of models) opened.push((await call('model.open', { path, config, answers }, { signal, onProgress })).id)
    return call('sweep.run', { plan, models: opened, name }, { signal, onProgress, onEvent })
  })

export const resumeSweep = (sweep: string): Promise<void> => follow((signal, onProgress, onEvent) => call('sweep.resume', { sweep }, { signal, onProgress, onEvent }))

type Run = (signal: AbortSignal, onProgress: (p: Progress) => void, onEvent: (e: SweepEvent) => void) => Promise<unknown>

/** Shows what a call that begins a sweep tells, from its first progress to the sweep's end. */
export async function follow(run: Run): Promise<void> {
  if (useLive.getState().starting) return
  const abort = new AbortController()
  // A callback fills it.
  const begun: { id: string | null } = { id: null }
  const take = (e: SweepEvent): void => {
    if (e.k === 'started') {
      begun.id = e.sweep
      change(e.sweep, nothing)
      set({ starting: null })
      void loadSweeps()
      showSweep({ at: 'sweep', sweep: e.sweep })
    } else if (begun.id !== null) {
      change(begun.id, e.k === 'paused' ? { paused: e.paused } : { done: e.done, total: e.total, failed: e.failed, imagesPerSecond: e.imagesPerSecond, secondsLeft: e.secondsLeft })
    }
  }
  set({ starting: { progress: null, cancel: () => abort.abort() }, failure: null })
  try {
    await run(abort.signal, (progress) => set((s) => (s.starting ? { starting: { ...s.starting, progress } } : {})), take)
    if (begun.id !== null && !shows(begun.id)) tell('A sweep has ended. Its results are in the list of sweeps.')
  } catch (error) {
    const failure = toErrorValue(error)
    if (begun.id === null && failure.code !== 'cancelled') set({ failure })
    else warn(failure)
  } finally {
    set({ starting: null })
    if (begun.id !== null) forget(begun.id)
    void loadSweeps()
  }
}

const shows = (sweep: string): boolean => { const { view } = useSweepView.getState(); return view.at === 'sweep' && view.sweep === sweep }

export async function orderSweep(sweep: string, order: 'pause' | 'resume' | 'stop'): Promise<void> {
  if (order === 'stop') change(sweep, { stopping: true })
  try {
    await call('sweep.order', { sweep, do: order })
  } catch (error) {
    warn(toErrorValue(error))
  }
}
