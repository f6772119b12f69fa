/** Static and executed cost by part on one scale, and what each task alone is responsible for. */
import type { Manifest } from '@shared/model/manifest'
import type { MacsBreakdown } from '@shared/policy/decision'
import { macs, macsScale, macsSigned, type MacsScale } from '../../../components/format'
import { assignColors, taskColor } from '../../../components/taskColors'
import { comparisonScale } from '../compare/difference'
import { useInspect, type Shown } from '../store'
import { executedBar, marginalRows, partColors, partNames, parts, staticBar, type CostBar } from './bars'
import styles from './cost.module.css'

export function CostBody({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const { baseline, pinned } = useInspect()
  const m = shown.inspection.decision.macs
  const scale = comparisonScale(shown, pinned?.shown)
  const own = macsScale(m.static)
  const other = pinned?.shown.inspection.decision.macs
  const before = baseline && baseline.key !== shown.key && !shown.settings.static ? baseline.inspection.decision.macs : null
  const bars: CostBar[] = other
    ? [staticBar(m), executedBar('a', 'A', m, other), executedBar('b', 'B', other, null)]
    : [staticBar(m), executedBar('executed', 'Executed', m, before, true)]
  const longest = Math.max(...bars.map((b) => Math.max(b.total, b.before?.executed ?? 0)), 1)
  const colors = assignColors(manifest.tasks)
  const active = shown.inspection.decision.tasks
  const { rows, shared } = marginalRows(m, manifest.tasks.map((t) => t.id))
  const most = Math.max(shared, ...rows.map((r) => r.macs), 1)
  const room = bars.some((b) => b.delta !== null) ? 100 : 60
  const row = (key: string, label: string, value: number, color: string, off = false) => (
    <div key={key} className={styles.marginal} data-off={off}>
      <span className="ellipsis">{label}</span>
      <span className={styles.mtrack}><span className={styles.mbar} style={{ width: `${(100 * value) / most}%`, background: color }} /><b>{macs(value, own)}</b></span>
    </div>
  )
  return (
    <div className={styles.body} data-testid="cost">
      {bars.map((b) => <Bar key={b.id} b={b} longest={longest} scale={scale} room={room} />)}
      <div className={styles.keys}>{parts.map((p) => <span key={p}><i style={{ background: partColors[p] }} />{partNames[p]}</span>)}</div>
      {!shown.settings.static && rows.length > 1 && <>
        <div className={styles.caption}>Saved by turning one task off{own.unit === scale.unit ? '' : `, ${own.unit}`}</div>
        {rows.map((r) => row(r.task, r.task, r.macs, taskColor(colors[r.task]).fill, !active.includes(r.task)))}
        {row('shared', 'shared', shared, 'var(--line2)')}
      </>}
    </div>
  )
}

function Bar({ b, longest, scale, room }: { b: CostBar; longest: number; scale: MacsScale; room: number }) {
  const share = (100 * b.total) / longest
  return (
    <div className={styles.bar} title={parts.map((p) => `${partNames[p]} ${macs(b.values[p], scale)}`).join(', ')}>
      <span>{b.label}</span>
      <span className={styles.track} style={{ paddingRight: room }}>
        <span className={styles.fill} style={{ width: `${share}%` }}>
          {parts.map((p) => {
            const width = b.total > 0 ? (100 * b.values[p]) / b.total : 0
            return b.values[p] > 0 && <span key={p} className={styles.part} style={{ flex: `${width} 1 0`, background: partColors[p], color: p === 'blocks' ? 'var(--on-run)' : 'var(--on-static)' }}>{(p === 'blocks' || p === 'decoders') && <span>{macs(b.values[p], scale)}</span>}</span>
          })}
        </span>
        {b.before && <Before m={b.before} longest={longest} room={room} scale={scale} />}
        <span className={styles.total} style={{ left: `calc((100% - ${room}px) * ${share / 100})` }}>{macs(b.total, scale)}{b.delta !== null && <i>{macsSigned(b.delta, scale)}</i>}</span>
      </span>
    </div>
  )
}

/** The policy left alone, as a thin bar under the changed one. */
function Before({ m, longest, room, scale }: { m: MacsBreakdown; longest: number; room: number; scale: MacsScale }) {
  return (
    <span className={styles.before} title={`The policy left alone: ${macs(m.executed, scale)} ${scale.unit}`} style={{ width: `calc((100% - ${room}px) * ${m.executed / longest})` }}>
      {parts.map((p) => m[p] > 0 && <span key={p} style={{ flex: `${m[p]} 1 0`, background: partColors[p] }} />)}
    </span>
  )
}
