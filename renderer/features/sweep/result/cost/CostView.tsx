/** How the cost is spread, and what parts of the set cost and reach. */
import { useMemo } from 'react'
import { meanInterval } from '@shared/stats/student'
import { pick } from '@shared/sweep/analysis/rows'
import { routeShares } from '@shared/sweep/analysis/routes'
import { slices, type Slice } from '@shared/sweep/analysis/slices'
import { Glyph } from '../../../../charts/routemap/Glyph'
import { ShapeMark } from '../../../../charts/scatter/ShapeMark'
import { shapes } from '../../../../charts/scatter/shapes'
import { macs, metricDelta, metricValue, num, percent, saving } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useWindowWidth } from '../../../../components/useWindow'
import { between } from '../../words'
import { useSweep, type SweepData } from '../data'
import { clusterName } from '../overview/ClustersPanel'
import { mainOf, usePooled } from '../pooled'
import { setFilter, setRange, toggleCluster, useResult } from '../store'
import { MacsHistogram } from './MacsHistogram'
import styles from '../views.module.css'

export function CostView() {
  return <div className={`${styles.two} ${styles.even} ${styles.slim}`}><div className={styles.stack}><MacsHistogram /><RoutesPanel /></div><SlicesPanel /></div>
}

/** Hard and easy thirds, cheap and dear ones, and groups of routes. */
function SlicesPanel() {
  const d = useSweep(), { c, rows, clusters, sweep, variant, base, b } = d
  const parts = useMemo(() => slices(c, clusters, rows).filter((s) => s.rows === null || s.rows.length > 0), [c, clusters, rows])
  const sets = useMemo(() => parts.map((s) => ({ c, rows: s.rows })), [parts, c])
  const { figures, stale } = usePooled(sweep.id, [variant.id, base.id], sets)
  const tasks = c.metrics.map((m) => m.task).slice(0, 4), differs = variant.id !== base.id
  const choose = (s: Slice): void => {
    if (s.cluster !== undefined) return toggleCluster(s.cluster)
    if (s.by === 'all' || !s.range) return setFilter({ ranges: {} })
    setRange(s.by === 'difficulty' ? 'difficulty' : 'executed', s.range)
  }
  return (
    <Panel title="Slices" testId="slices" className={styles.panel} aside={<span className="tx3 f1 ellipsis">{differs ? `accuracy, and the difference to ${base.label.toLowerCase()} below it` : 'pooled over each slice'}</span>}>
      <div className={styles.scroll} data-stale={stale}><table>
        <thead><tr><th>Slice</th><th className="n">Images</th><th className="n">{d.scale.short} MACs</th>{tasks.map((t) => <th key={t} className="n"><span title={c.metrics.find((m) => m.task === t)?.name} className="ellipsis">{t}</span></th>)}</tr></thead>
        <tbody>{parts.map((s, i) => {
          const [own, other] = figures[i] ?? [], values = pick(c, c.executed, s.rows), mean = meanInterval(values)
          return <tr key={s.id} data-testid="slice">
            <td><button type="button" className={styles.pick} onClick={() => choose(s)} title="Filter by these images">{s.cluster !== undefined && <ShapeMark shape={shapes[s.cluster]!} />}<span className="ellipsis">{s.cluster !== undefined && <span className="tx2">{s.cluster + 1}{'\u2002'}</span>}{sliceName(d, s)}</span></button>{s.range && <div className={styles.sub}>{s.by === 'difficulty' ? `${num(s.range.low, 2)} to ${num(s.range.high, 2)}` : `${macs(s.range.low, d.scale)} to ${macs(s.range.high, d.scale)} ${d.scale.short}`}</div>}</td>
            <td className="n">{num(values.length)}</td>
            <td className="n">{mean ? <span title={`${between({ value: mean.value / d.scale.divide, low: mean.low / d.scale.divide, high: mean.high / d.scale.divide }, d.scale.digits)} ${d.scale.unit}, 95 % interval of the mean`}>{macs(mean.value, d.scale)}<div className={styles.sub}>{saving(mean.value, b.staticMacs)}</div></span> : values.length === 1 ? macs(values[0]!, d.scale) : '\u2013'}</td>
            {tasks.map((t) => { const f = mainOf(own, t), g = mainOf(other, t); return <td key={t} className="n">{f ? metricValue(f.value, f.unit) : '\u2013'}{f && g && differs && <div className={styles.sub}>{metricDelta(f.value - g.value, f.unit)}</div>}</td> })}
          </tr>
        })}</tbody>
      </table></div>
    </Panel>
  )
}

function sliceName(d: SweepData, s: Slice): string {
  if (s.by === 'all') return d.filtered ? 'All that are filtered' : 'All images'
  if (s.cluster !== undefined) return clusterName(d, s.cluster)
  const third = Number(s.id.slice(-1))
  return s.by === 'difficulty' ? ['Easiest third', 'Middle third', 'Hardest third'][third]! : ['Cheapest third', 'Middle third by MACs', 'Dearest third'][third]!
}

const mostRoutes = 60

/** The distinct routes, most frequent first. */
function RoutesPanel() {
  const d = useSweep(), { c, rows, lanes, depths, clusters } = d
  const shares = useMemo(() => routeShares(c, rows), [c, rows])
  const chosen = useResult((s) => s.filter.route), narrow = useWindowWidth() <= 1180
  return (
    <Panel title="Routes" testId="routes" className={styles.panel} aside={<span className="tx3 f1 ellipsis">{num(shares.length)} distinct{shares.length > mostRoutes ? `, the ${num(mostRoutes)} most frequent` : ''}; which blocks ran, whoever asked</span>}>
      <div className={styles.scroll}><table>
        <thead><tr><th>Route</th><th className="n hide-narrow">Blocks</th><th className="n">Images</th><th className="n">Share</th><th className="n">{d.scale.short} MACs</th>{c.lanes.length > 0 && <th className="n">Group</th>}</tr></thead>
        <tbody>{shares.slice(0, mostRoutes).map((s) => <tr key={s.route} aria-selected={chosen === s.route}>
          <td><button type="button" className={styles.pick} onClick={() => setFilter({ route: chosen === s.route ? null : s.route, cluster: null })} aria-label={`Route ${s.mask}, filter by it`}><Glyph ran={Array.from(s.mask, (x) => x === '1')} asked={{}} lanes={lanes.slice(0, 1)} depths={depths} width={narrow ? 78 : 110} height={11} /></button></td>
          <td className="n hide-narrow">{num(s.blocks)}</td><td className="n">{num(s.images)}</td><td className="n">{percent(s.share, 1)}</td><td className="n">{macs(s.executed, d.scale)}</td>{c.lanes.length > 0 && <td className="n">{num(clusters.ofRoute[s.route]! + 1)}</td>}
        </tr>)}</tbody>
      </table></div>
    </Panel>
  )
}
