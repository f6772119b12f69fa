/** A model over a whole data set: what to sweep, what was swept, and what one sweep says. */
import { useEffect } from 'react'
import { Segmented } from '../../components/Segmented'
import { num } from '../../components/format'
import { SweepsView } from './list/SweepsView'
import { loadSweeps, useSweeps } from './list/store'
import { ResultPage } from './result/ResultPage'
import { StartView } from './start/StartView'
import { showSweep, useSweepView } from './view'

export function SweepPage() {
  const view = useSweepView((s) => s.view)
  useEffect(() => { void loadSweeps() }, [])
  if (view.at === 'sweep') return <ResultPage key={view.sweep} sweep={view.sweep} />
  return view.at === 'list' ? <SweepsView switcher={<Switcher />} /> : <StartView switcher={<Switcher />} />
}

/** Between a new sweep and those that are stored. */
function Switcher() {
  const at = useSweepView((s) => s.view.at)
  const count = useSweeps((s) => s.sweeps?.length)
  return <Segmented label="Part" value={at === 'list' ? 'list' : 'new'} onChange={(v) => showSweep({ at: v })} testId="sweep-part"
    choices={[{ value: 'new', label: 'New sweep' }, { value: 'list', label: count === undefined ? 'Sweeps' : `Sweeps, ${num(count)}` }]} />
}
