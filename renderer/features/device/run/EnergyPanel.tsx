/** Energy of one inference, gross and net, with its interval; or why it is refused. */
import type { ReactNode } from 'react'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Estimate, RunDetail } from '@shared/runs/run'
import { Simulated } from '../../../components/Simulated'
import { list, num, withUnit } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Key } from '../Key'
import { looks, noLook } from '../variants'
import { energyScale, ratioText, scaled } from '../words'
import { Ci } from './Ci'
import { Intervals, type IntervalRow } from './Intervals'
import styles from './run.module.css'

export function EnergyPanel({ detail, tabs }: { detail: RunDetail; tabs?: ReactNode }) {
  const look = looks(detail.plan.variants)
  const rows = detail.variants.flatMap((v): IntervalRow[] => { const l = look.get(v.id) ?? noLook; return v.energy.grossJ ? [{ id: v.id, label: v.label, letter: l.letter, color: l.color, estimate: v.energy.grossJ }] : [] })
  const s = energyScale(Math.max(0, ...detail.variants.map((v) => v.energy.grossJ?.value ?? 0)))
  const of = (e: Estimate | null): Estimate | null => e && scaled(e, s.factor)
  // One reason may hold for several variants.
  const refused = new Map<string, string[]>()
  for (const v of detail.variants) if (v.energy.refused !== null) refused.set(v.energy.refused, [...(refused.get(v.energy.refused) ?? []), v.label])
  const ratio = detail.comparisons.flatMap((c) => (c.energy ? [{ id: c.variant, text: ratioText(c.energy) }] : []))
  return (
    <Panel title={tabs ?? 'Energy per inference'} testId="energy" actions={detail.simulated ? <Simulated /> : undefined}>
      <div className={`${styles.scroll} ${styles.energy}`}>
        {refused.size > 0 && <div className={styles.refused} role="note"><IconAlertTriangle size={15} stroke={1.5} /><div>
          {[...refused].map(([why, who]) => <p key={why}><b>Refused{refused.size > 1 ? ` for ${list(who)}` : ''}.</b> {why}</p>)}
        </div></div>}
        {rows.length > 0 && <Intervals rows={rows} unit="J" />}
        <table>
          <thead><tr><th>Variant</th><th className="n">Gross, {s.unit}</th><th className="n">Net, {s.unit}</th><th className="n">Power</th><th className="n" title="Gauge updates in a slot">Updates</th></tr></thead>
          <tbody>{detail.variants.map((v) => <tr key={v.id}><td><span className="row"><Key look={look.get(v.id) ?? noLook} /><span className={styles.label}>{v.label}</span></span></td>
            <Ci e={of(v.energy.grossJ)} /><Ci e={of(v.energy.netJ)} />
            <td className="n nw">{v.energy.meanW === null ? '\u2013' : withUnit(num(v.energy.meanW, 2), 'W')}</td><td className="n">{v.energy.updatesPerSlot === null ? '\u2013' : num(v.energy.updatesPerSlot)}</td></tr>)}</tbody>
        </table>
        {detail.energySource !== null && rows.length > 0 && <p className={styles.aside}>{`From ${detail.energySource}. `}{detail.idleW === null ? 'No idle baseline was taken, so there is no net energy.' : `Net is above the idle baseline of ${withUnit(num(detail.idleW, 2), 'W')}.`}{ratio.map((r) => ` ${look.get(r.id)?.label ?? r.id} uses ${r.text} of the baseline.`)} {detail.capabilities.energy.standing === 'estimate' ? detail.capabilities.energy.reason : ''}</p>}
      </div>
    </Panel>
  )
}
