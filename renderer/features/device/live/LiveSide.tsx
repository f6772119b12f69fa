/** Beside the tracks: progress, what runs now, the intervals, validity. */
import { ValidityPanel } from '../ValidityPanel'
import { NowRunning } from './NowRunning'
import { ProgressPanel } from './ProgressPanel'
import { RoundsPanel } from './RoundsPanel'
import { useProfile } from './store'
import { soFar } from './validity'

export function LiveSide() {
  const { state, setup, frame, rounds, detail, trace, error } = useProfile()
  if (!setup) return null
  if (state === 'ended' && error && !detail && !trace) return null
  const ended = state === 'ended'
  return <>
    <ProgressPanel />
    {!ended && state !== 'preparing' && <NowRunning />}
    {state !== 'preparing' && setup.plan.variants.length > 1 && <RoundsPanel rounds={rounds} planned={setup.plan.rounds} looks={setup.looks} />}
    <ValidityPanel title={ended && detail ? 'Validity' : 'Validity so far'} validity={ended && detail ? detail.validity : soFar(setup.capabilities, setup.simulated, setup.plan, frame, trace?.errors ?? [])} />
  </>
}
