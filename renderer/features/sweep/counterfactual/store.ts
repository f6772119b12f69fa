/** What each block is worth: reading it, and forcing each block in turn where that was not done yet. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Variant } from '@shared/device/plan'
import { counterfactualVariants, type Counterfactuals } from '@shared/sweep/counterfactual'
import type { Sweep } from '@shared/sweep/plan'
import { call } from '../../../state/engine'
import { follow } from '../live/store'
import { useStart } from '../start/store'

interface Worth { data: Counterfactuals | null; failure: ErrorValue | null }

export const useWorth = create<Worth>(() => ({ data: null, failure: null }))
const set = useWorth.setState

export async function loadWorth(sweep: string): Promise<void> {
  try {
    set((s) => ({ failure: null, data: s.data?.sweep === sweep ? s.data : null }))
    set({ data: await call('sweeps.counterfactuals', { sweep }) })
  } catch (error) {
    const failure = toErrorValue(error)
    if (failure.code !== 'engine-lost') set({ failure })
  }
}

/** A sweep of the same images that forces each block off and on, under the settings of the variant in view. */
export function startCounterfactuals({ plan, models, title }: Sweep, { model, settings }: Variant): void {
  void follow(async (signal, onProgress, onEvent) => {
    const { id, manifest } = await call('model.open', { path: models[model]!.file }, { signal, onProgress })
    const variants = counterfactualVariants(manifest!.architecture, settings)
    return call('sweep.run', { plan: { dataset: plan.dataset, limit: plan.limit, workers: useStart.getState().workers, purpose: 'counterfactual', variants }, models: [id], name: `${title}, each block off and on` }, { signal, onProgress, onEvent })
  })
}
