/** An imported meter at a glance: what it told while the run went on, and how its clock was laid over the run's. */
import { Button } from '@mantine/core'
import type { MeterFacts } from '@shared/runs/meter-facts'
import { duration } from '../../../charts/trace/axis'
import { fileName, num, percent, plural, withUnit } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { confidenceWord } from './meter'
import { useRun } from './store'
import styles from './run.module.css'

export function MeterPanel({ meter: m }: { meter: MeterFacts }) {
  const watts = (w: number | null): string => (w === null ? '\u2013' : num(w, 2))
  return (
    <Panel title="Meter" testId="meter-facts" actions={<Button size="xs" variant="subtle" onClick={() => useRun.setState({ meter: true })}>Import another</Button>}>
      <table className={styles.meter}>
        <thead><tr><th className="n">Least</th><th className="n">Mean</th><th className="n">Most</th><th className="n">Rate</th><th className="n">Gaps</th></tr></thead>
        <tbody><tr>
          <td className="n">{watts(m.minW)}</td><td className="n"><b>{watts(m.meanW)}</b></td><td className="n">{watts(m.maxW)} W</td><td className="n">{m.rateHz === null ? '\u2013' : rate(m.rateHz)}</td>
          <td className="n" title={m.longestGapS === null ? undefined : `the longest ${duration(m.longestGapS)}`}>{num(m.gaps)}</td>
        </tr></tbody>
      </table>
      <dl className={styles.method}>
        <div><dt>File</dt><dd title={m.file}>{fileName(m.file)}</dd></div>
        <div><dt>In the run</dt><dd>{plural(m.samples, 'sample')}, {m.covers > 0.995 ? 'all of it' : `${percent(m.covers)} of it`}</dd></div>
        <div><dt>Placed</dt><dd>{m.byHand ? 'by hand' : `by the bursts, ${percent(m.confidence)} (${confidenceWord(m.confidence)})`}</dd></div>
        <div><dt>Offset, drift</dt><dd>{withUnit(num(m.offsetS, 3), 's')}, {withUnit(num(m.driftPpm, 1), 'ppm')}</dd></div>
      </dl>
    </Panel>
  )
}

const rate = (hz: number): string => (hz >= 1000 ? withUnit(num(hz / 1000, hz >= 10_000 ? 0 : 1), 'kHz') : withUnit(num(hz), 'Hz'))
