/** Budgets: asking for one, what came of it, and taking its settings elsewhere. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Variant } from '@shared/device/plan'
import type { Settings } from '@shared/policy/settings'
import type { SavedVariant } from '@shared/rpc/tune-calls'
import type { Sweep } from '@shared/sweep/plan'
import type { TuneResult } from '@shared/sweep/tune/result'
import { call } from '../../../state/engine'
import { warn } from '../../../state/notices'
import { openModel } from '../../../state/open'
import { showPage, useSession } from '../../../state/session'
import { useInspect } from '../../inspect/store'
import { follow } from '../live/store'
import { useStart } from '../start/store'
import { about } from '../words'

interface Budgets {
  /** Share of the static MACs that will be asked for. */
  budget: number
  /** Of the sweep in view, where it was made for a budget. */
  result: TuneResult | null
  failure: ErrorValue | null
  saved: SavedVariant[]
}

export const useBudget = create<Budgets>(() => ({ budget: 0.6, result: null, failure: null, saved: [] }))
const set = useBudget.setState

/** @param judged the sweep in view was made for a budget, and has rows */
export async function loadBudget(sweep: string, judged: boolean): Promise<void> {
  try {
    set((s) => ({ failure: null, result: s.result?.sweep === sweep ? s.result : null }))
    const [saved, result] = await Promise.all([call('tune.saved', {}), judged ? call('tune.result', { sweep }) : null])
    set({ saved, result })
  } catch (error) {
    const failure = toErrorValue(error)
    if (failure.code !== 'engine-lost') set({ failure })
  }
}

/** Searches with the model of a sweep's variant on the sweep's data set; the page then shows the sweep that judges what was found. */
export function startTune({ plan, models }: Sweep, { model }: Variant, budget: number): void {
  void follow(async (signal, onProgress, onEvent) => {
    const { id } = await call('model.open', { path: models[model]!.file }, { signal, onProgress })
    return call('tune.run', { model: id, dataset: plan.dataset, budget, limit: plan.limit, workers: useStart.getState().workers }, {
      signal, onProgress,
      onEvent: (e) => (e.k === 'search' ? onProgress({ stage: e.secondsLeft === null ? e.stage : `${e.stage}, ${about(e.secondsLeft)} left`, done: Math.round(100 * e.share), total: 100, unit: '%' }) : onEvent(e))
    })
  })
}

/** Opens the model, takes the settings as those made by hand, and shows them on a page. */
export async function takeSettings(model: { file: string; hash: string }, settings: Settings, page: 'inspect' | 'device'): Promise<void> {
  try {
    if (useSession.getState().model?.manifest?.provenance.sha256 !== model.hash && !(await openModel(model.file))) return
    useInspect.setState({ variant: 'manual', manual: settings, before: false })
    showPage(page)
  } catch (error) {
    warn(toErrorValue(error))
  }
}
