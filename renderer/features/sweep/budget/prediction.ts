/** Predicted latency of a sweep: block times measured once with everything on, here or on a device, and what follows from them. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import { defaultSettings } from '@shared/policy/settings'
import type { Progress } from '@shared/rpc/contract'
import type { Sweep } from '@shared/sweep/plan'
import type { Prediction } from '@shared/sweep/latency/predict'
import { call } from '../../../state/engine'
import { deviceThreads, timedRuns } from '../../inspect/measure'
import { here, type Place } from '../../inspect/places'

interface State {
  place: Place
  /** A stored run to hold predictions against. */
  run: string | null
  busy: { progress: Progress | null; cancel(): void } | null
  data: Prediction | null
  /** Where `data` was measured. */
  measured: Place | null
  failure: ErrorValue | null
}

export const usePrediction = create<State>(() => ({ place: here, run: null, busy: null, data: null, measured: null, failure: null }))
const set = usePrediction.setState

/** @param image path of the one that is timed */
export async function predict(sweep: Sweep, model: { file: string }, image: string): Promise<void> {
  const { place, run } = usePrediction.getState(), abort = new AbortController(), cancel = (): void => abort.abort()
  const follow = { signal: abort.signal, onProgress: (progress: Progress) => set({ busy: { progress, cancel } }) }
  usePrediction.getState().busy?.cancel()
  set({ busy: { progress: null, cancel }, failure: null })
  try {
    const { id } = await call('model.open', { path: model.file }, follow), settings = { ...defaultSettings, allOn: true }
    const times = place.serial === null ? await call('inspect.times', { model: id, image, settings, runs: timedRuns }, follow) : await call('devices.times', { serial: place.serial, model: id, image, settings, runs: timedRuns, threads: deviceThreads }, follow)
    set({ data: await call('sweeps.predict', { sweep: sweep.id, times, run }, { signal: abort.signal }), measured: place, busy: null })
  } catch (error) {
    const failure = toErrorValue(error)
    set({ busy: null, failure: failure.code === 'cancelled' ? null : failure })
  }
}
