/** Longer measurements of the result in view: times per block, and stability under the authors' noise. */
import { toErrorValue } from '@shared/errors'
import type { BlockTimes, Progress, Stability } from '@shared/rpc/contract'
import { call } from '../../state/engine'
import { warn } from '../../state/notices'
import { useInspect, type Measurement, type Shown } from './store'

type Slot = 'times' | 'stability'

async function measure<T extends BlockTimes | Stability>(slot: Slot, run: (shown: Shown, o: { signal: AbortSignal; onProgress(p: Progress): void }) => Promise<T>): Promise<void> {
  const { shown, [slot]: earlier } = useInspect.getState()
  if (!shown) return
  earlier?.cancel?.()
  const abort = new AbortController()
  const put = (m: Measurement<T> | null): void => useInspect.setState({ [slot]: m })
  const mine = (): boolean => { const now = useInspect.getState()[slot]; return now?.key === shown.key && now.cancel === cancel }
  const cancel = (): void => abort.abort()
  put({ key: shown.key, data: null, progress: null, cancel })
  try {
    const data = await run(shown, { signal: abort.signal, onProgress: (progress) => { if (mine()) put({ key: shown.key, data: null, progress, cancel }) } })
    if (mine()) { put({ key: shown.key, data, progress: null, cancel: null }); useInspect.setState({ dialog: slot }) }
  } catch (error) {
    if (mine()) put(null)
    warn(toErrorValue(error))
  }
}

/** Median kernel time per part over `runs` runs. */
export const measureTimes = (runs: number): Promise<void> =>
  measure('times', (s, o) => call('inspect.times', { model: s.model, image: s.image, settings: s.settings, runs }, o))

/** Repeats the decision with noise of `draws` seeds from `seed` on. */
export const measureStability = (draws: number, seed: number): Promise<void> =>
  measure('stability', (s, o) => call('inspect.stability', { model: s.model, image: s.image, settings: { ...s.settings, noiseSeed: null }, draws, seed }, o))
