/** The quiet line under the page: what difficulty and groups mean, and what goes on. */
import { num, plural } from '../../components/format'
import { useLive } from './live/store'
import { useResult } from './result/store'
import { useSweepView } from './view'

export function SweepStatus() {
  const live = Object.values(useLive((s) => s.live))
  const at = useSweepView((s) => s.view.at)
  const result = useResult()
  return <>
    {at === 'sweep' && result.sweep ? <><span>accuracy pooled over all pixels of a set of images, as the authors' code does</span><span className="hide-narrow">shares with Wilson's 95 % interval</span></>
      : <span>MACs: multiply-accumulates, counted per executed operator</span>}
    <span className="sp" />
    {live.length > 0 && <span>{live.length === 1 ? `sweeping, ${num(live[0]!.done)} of ${num(live[0]!.total)}` : plural(live.length, 'sweep')}</span>}
    {at === 'sweep' && <span className="hide-narrow">groups: average linkage on the Hamming distance of routes</span>}
  </>
}
