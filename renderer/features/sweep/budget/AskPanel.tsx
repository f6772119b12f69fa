/** Asking for a budget, and the budgets that were kept. */
import { Button, NumberInput, Slider } from '@mantine/core'
import { IconTarget } from '@tabler/icons-react'
import { ProgressBar } from '../../../components/bits'
import { explain, percent } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useLive } from '../live/store'
import { useSweep } from '../result/data'
import { showSweep } from '../view'
import { startTune, useBudget, takeSettings } from './store'
import styles from './budget.module.css'

export function AskPanel() {
  const { sweep, variant } = useSweep(), { budget, saved } = useBudget(), { starting, failure } = useLive()
  const set = (share: number): void => useBudget.setState({ budget: Math.min(1.5, Math.max(0.05, share)) })
  const reach = sweep.plan.tuned?.range
  return (
    <Panel title="Thresholds for a budget" testId="ask-budget" className={styles.panel}>
      <div className={styles.ask}>
        <p className="tx2 f1">Thresholds by stage and task are searched on half of the images and judged on the other half, then kept as a sweep of this study.{reach && ` This model can reach ${percent(reach.low, 1)} to ${percent(reach.high, 1)} of the static MACs.`}</p>
        <div className={`row ${styles.choose}`}>
          <Slider className="sp" label={null} min={0.3} max={1.1} step={0.01} value={budget} onChange={set} thumbLabel="Share of the static MACs" />
          <NumberInput w={84} aria-label="Share of the static MACs in percent" suffix=" %" min={5} max={150} decimalScale={1} hideControls value={Number((100 * budget).toFixed(1))} onChange={(v) => { if (typeof v === 'number') set(v / 100) }} data-testid="budget" />
        </div>
        {starting ? <ProgressBar progress={starting.progress} label="Getting ready" onCancel={starting.cancel} />
          : <Button variant="filled" leftSection={<IconTarget size={15} stroke={1.5} />} onClick={() => startTune(sweep, variant, budget)} data-testid="start-tune">Find thresholds for {percent(budget)}</Button>}
        {failure && !starting && <div className={styles.refused} role="alert" data-testid="tune-failure"><b>{failure.message}.</b> {explain(failure)}</div>}
      </div>
      {saved.length > 0 && <div className={styles.scroll}><table data-testid="saved-budgets">
        <thead><tr><th>Kept in this study</th><th>Model</th><th aria-label="Use" /></tr></thead>
        <tbody>{saved.map((s) => <tr key={s.sweep} aria-selected={s.sweep === sweep.id}>
          <td><button type="button" className={styles.pick} onClick={() => showSweep({ at: 'sweep', sweep: s.sweep })}>{s.label}</button></td><td className="ellipsis" title={s.model.file}>{s.model.name}</td>
          <td className={styles.uses}><Button size="xs" variant="subtle" onClick={() => void takeSettings(s.model, s.settings, 'inspect')}>Inspect</Button><Button size="xs" variant="subtle" onClick={() => void takeSettings(s.model, s.settings, 'device')}>Device</Button></td>
        </tr>)}</tbody>
      </table></div>}
    </Panel>
  )
}
