/** What came of a budget: on the images of the search and on those held out, beside one threshold for all. */
import { Button } from '@mantine/core'
import { metricValue, num, percent, signed } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import type { TuneResult, TuneSide } from '@shared/sweep/tune/result'
import { tunedId } from '@shared/sweep/tune/variants'
import { useSweep } from '../result/data'
import { between } from '../words'
import { takeSettings } from './store'
import styles from './budget.module.css'

export function ResultPanel({ r }: { r: TuneResult }) {
  const { sweep } = useSweep(), { heldOut, calibration } = r, gain = heldOut.change.gain
  const reached = heldOut.variants.find((v) => v.variant === tunedId)?.share ?? null, model = sweep.models[0]!
  const off = reached === null ? null : reached / r.budget - 1
  return (
    <Panel title={`Tuned to ${percent(r.budget, 1)}`} testId="tune-result" className={styles.panel} aside={<span className="tx3 f1 ellipsis">{num(calibration.images)} images searched on, {num(heldOut.images)} held out</span>}
      actions={<><Button size="xs" onClick={() => void takeSettings(model, r.settings, 'inspect')} data-testid="use-inspect">Use in Inspect</Button><Button size="xs" onClick={() => void takeSettings(model, r.settings, 'device')} data-testid="use-device">Use on Device</Button></>}>
      <p className={styles.verdict} data-testid="tune-verdict" data-reached={r.reached}>
        On images that the search did not see it runs <b>{reached === null ? 'nothing' : percent(reached, 2)}</b> of the static MACs{heldOut.tunedShare && ` ${between(heldOut.tunedShare, 1, 100)}`}{off !== null && `, ${signed(100 * off, 2)} % from its target`}.
        {gain && <> Against one threshold for all at the same budget its Δm is <b>{signed(gain.value, 2)} points</b> {between(gain, 2)}{gain.low > 0 ? ': better.' : gain.high < 0 ? ': worse.' : ': no difference found.'}</>}
      </p>
      <div className={styles.scroll}><table>
        <thead><tr><th>Images</th><th>Variant</th><th className="n">MACs</th><th className="n">Δm, %</th>{heldOut.variants[0]?.tasks.map((t) => <th key={t.task} className="n"><span title={`${t.name}, ${t.higherIsBetter ? 'more' : 'less'} is better`}>{t.task}</span></th>)}</tr></thead>
        <tbody><Side name="held out" side={heldOut} /><Side name="searched" side={calibration} /></tbody>
      </table></div>
    </Panel>
  )
}

function Side({ name, side }: { name: string; side: TuneSide }) {
  return <>{side.variants.map((v, i) => <tr key={v.variant} data-main={v.variant === tunedId}>
    <td className="tx2">{i === 0 ? name : ''}</td><td>{v.label}</td><td className="n">{v.share === null ? '–' : percent(v.share, 1)}</td><td className="n">{v.gain === null ? '–' : signed(v.gain, 2)}</td>
    {v.tasks.map((t) => <td key={t.task} className="n">{t.value === null ? '–' : metricValue(t.value, t.unit)}</td>)}
  </tr>)}</>
}
