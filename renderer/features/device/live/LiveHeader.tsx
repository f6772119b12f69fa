/** Above the tracks: each variant so far, and their ratio. */
import { ms, num, withUnit } from '../../../components/format'
import { Segmented } from '../../../components/Segmented'
import { Simulated } from '../../../components/Simulated'
import { Key } from '../Key'
import { ratioText } from '../words'
import { recentSeconds } from './control'
import { useProfile } from './store'
import styles from '../device.module.css'

export function LiveHeader() {
  const { setup, frame, rounds, recent, source } = useProfile()
  if (!setup) return null
  const shown = setup.plan.variants.flatMap((v) => { const look = setup.looks.get(v.id); return look ? [{ v, look, so: frame?.variants[v.id] }] : [] })
  const last = rounds.at(-1)
  return (
    <header className={styles.chartHead} data-testid="live-header">
      {shown.map(({ v, look, so }) => <span key={v.id} className="row f1"><Key look={look} /><b>{v.label}</b>
        <span className="num nw" title="Median latency, mean power of its slots">{so?.ms !== null && so ? ms(so.ms) : '\u2013'}{so && so.watts !== null ? `, ${withUnit(num(so.watts, 2), 'W')}` : ''}</span></span>)}
      <span className="sp" />
      {last && <span className="f1 nw hide-narrow" data-testid="ratio"><span className="tx2">latency ratio</span> {ratioText(last.soFar)}</span>}
      {setup.simulated && <Simulated />}
      {source && <Segmented label="Span" value={recent ? 'recent' : 'all'} onChange={(v) => useProfile.setState({ recent: v === 'recent' })} choices={[{ value: 'all', label: 'All', title: 'The whole run' }, { value: 'recent', label: `${recentSeconds} s`, title: 'The last minute only' }]} testId="span" />}
    </header>
  )
}
