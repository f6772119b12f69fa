/** What each route cost: milliseconds and joules of the images that took it. */
import { useState, type ReactNode } from 'react'
import type { RunDetail, Stratum } from '@shared/runs/run'
import { Glyph } from '../../../charts/routemap/Glyph'
import { taskColor } from '../../../components/taskColors'
import { macs, macsScale, num } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { useSession } from '../../../state/session'
import { Key } from '../Key'
import { looks, noLook } from '../variants'
import { energyScale, scaled } from '../words'
import { Ci } from './Ci'
import page from '../device.module.css'
import styles from './run.module.css'

type Sort = 'inferences' | 'macs' | 'ms' | 'J'
const by: Record<Sort, (s: Stratum) => number> = { inferences: (s) => s.inferences, macs: (s) => s.macs, ms: (s) => s.latencyMs.value, J: (s) => s.energyJ?.value ?? -1 }
const lane = [{ id: 'ran', color: taskColor(undefined), off: false }]

export function StrataPanel({ detail, tabs }: { detail: RunDetail; tabs?: ReactNode }) {
  const [sort, setSort] = useState<Sort>('inferences')
  const depths = useSession((s) => s.model?.manifest?.architecture.depths)
  const look = looks(detail.plan.variants)
  const scale = macsScale(Math.max(0, ...detail.strata.map((s) => s.macs)))
  const joules = energyScale(Math.max(0, ...detail.strata.map((s) => s.energyJ?.value ?? 0)))
  const rows = detail.strata.toSorted((a, b) => by[sort](b) - by[sort](a))
  const byTime = detail.strata.some((s) => s.energyJ !== null && s.energyFrom === 'time')
  const head = (id: Sort, label: string) => <th className="n" aria-sort={sort === id ? 'descending' : undefined}><button type="button" className={styles.sort} aria-pressed={sort === id} onClick={() => setSort(id)}>{label}</button></th>
  return (
    <Panel title={tabs ?? 'Routes'} testId="strata" aside={tabs ? undefined : <span className="tx3 f1">{num(detail.strata.length)} strata</span>}>
      {rows.length === 0 ? <p className={page.quiet}>No route was recorded.</p> : <div className={styles.scroll}><table>
        <thead><tr><th>Route</th><th className={`n ${styles.roomy}`}>Images</th>{head('inferences', 'n')}{head('macs', scale.unit)}{head('ms', 'ms')}{head('J', joules.unit)}</tr></thead>
        <tbody>{rows.map((s) => {
          const ran = Array.from(s.route, (c) => c === '1')
          const fits = depths && depths.reduce((a, b) => a + b, 0) === ran.length
          return <tr key={`${s.variant} ${s.route}`} title={`${look.get(s.variant)?.label ?? s.variant}: ${num(ran.filter(Boolean).length)} of ${num(ran.length)} blocks ran`}>
            <td><span className="row"><Key look={look.get(s.variant) ?? noLook} /><Glyph ran={ran} asked={{ ran }} lanes={lane} depths={fits ? depths : [ran.length]} width={64} /><span className="sr-only">{look.get(s.variant)?.label}, {num(ran.filter(Boolean).length)} of {num(ran.length)} blocks</span></span></td>
            <td className={`n ${styles.roomy}`}>{num(s.images)}</td><td className="n">{num(s.inferences)}</td><td className="n">{macs(s.macs, scale)}</td>
            <Ci e={s.latencyMs} least={s.latencyMs.value < 100 ? 1 : 0} /><Ci e={s.energyJ && scaled(s.energyJ, joules.factor)} />
          </tr>
        })}</tbody>
      </table>{byTime && <p className={styles.aside}>Energy per route: a slot's energy shared out by time, as if a variant drew the same power on every route. A meter that resolves single inferences would tell more.</p>}</div>}
    </Panel>
  )
}
