/** Kernel time by part, measured here or on a device: median over the runs, with the range. */
import { Button } from '@mantine/core'
import type { BlockTimes } from '@shared/rpc/contract'
import { ProgressBar } from '../../../components/bits'
import { explain, ms, num, percent, plural } from '../../../components/format'
import { Simulated } from '../../../components/Simulated'
import { partNames, parts } from '../cost/bars'
import { deviceThreads, measureTimes, setPlace, timedRuns } from '../measure'
import { timesFor, type Place } from '../places'
import { useInspect, type Shown } from '../store'
import { timedParts } from './parts'
import { PlaceChoice } from './PlaceChoice'
import { TimesChart } from './TimesChart'
import styles from './dialogs.module.css'

const close = (): void => useInspect.setState({ dialog: null })

export function TimesDialog({ shown }: { shown: Shown }) {
  const place = useInspect((s) => s.timesAt)
  const m = useInspect((s) => timesFor(s, shown.key))
  const runs = m?.data?.runs ?? timedRuns
  const busy = Boolean(m?.cancel)
  return (
    <div data-testid="times-dialog" data-place={place.serial === null ? 'here' : 'device'}>
      <div className={styles.where}>
        <span className="tx2">Measured on</span>
        <PlaceChoice place={place} disabled={busy} onPlace={setPlace} onLeave={close} />
        {place.simulated && <Simulated />}
        {place.serial !== null && <span className="tx3 f1">{plural(deviceThreads, 'thread')}, as in a profile</span>}
        <span className="sp" />
        {m?.data && <Button size="xs" disabled={busy} onClick={() => void measureTimes(runs)} data-testid="measure-again">Measure again</Button>}
      </div>
      {m?.cancel && <div className={styles.busy}><ProgressBar progress={m.progress} label={`Running it ${timedRuns} times`} onCancel={m.cancel} /></div>}
      {m?.error && <div className={styles.failed} role="alert" data-testid="times-failure"><b>{m.error.message}</b> <span>{explain(m.error)}</span></div>}
      {m?.data ? <Times times={m.data} /> : !busy && <Unmeasured place={place} again={Boolean(m?.error)} />}
    </div>
  )
}

function Unmeasured({ place, again }: { place: Place; again: boolean }) {
  return (
    <div className={styles.unmeasured}>
      {!again && <p className="tx2">{place.serial === null ? 'This result has not been timed here.' : `This result has not been timed on ${place.name}. The runner and the model are copied to it, unless they are there, and the image runs ${timedRuns} times.`}</p>}
      <Button variant="filled" data-autofocus onClick={() => void measureTimes()} data-testid="measure-here">{again ? 'Try again' : `Measure on ${place.name}`}</Button>
    </div>
  )
}

function Times({ times }: { times: BlockTimes }) {
  const rows = timedParts(times)
  return <>
    <div className={styles.figures}>
      <div><b>{ms(times.totalMs)}</b><span>one run, median of {num(times.runs)}</span></div>
      {parts.map((p) => { const sum = rows.filter((r) => r.part === p).reduce((n, r) => n + r.ms, 0); return sum > 0 && <div key={p}><b>{ms(sum)}</b><span>{partNames[p]}</span></div> })}
      <div><b>{percent(times.attributed)}</b><span>of kernel time has a part</span></div>
    </div>
    <TimesChart rows={rows} />
    <div className={styles.table}><table>
      <thead><tr><th>Part</th><th>Kind</th><th className="n">Median</th><th className="n">Least</th><th className="n">Most</th></tr></thead>
      <tbody>{rows.map((r) => <tr key={r.id}><td>{r.label}</td><td className="tx2">{partNames[r.part]}</td><td className="n">{ms(r.ms)}</td><td className="n tx2">{ms(r.minMs)}</td><td className="n tx2">{ms(r.maxMs)}</td></tr>)}</tbody>
    </table></div>
  </>
}
