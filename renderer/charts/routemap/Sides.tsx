/** Left and right of the columns: the lanes' names, and what the decoders made of it. */
import { memo, type MouseEvent } from 'react'
import { fanPath, type Layout } from './geometry'
import type { RouteModel } from './model'
import type { EndValue, ReadoutRow } from './view'
import styles from './routemap.module.css'

interface LabelsProps {
  l: Layout; r: RouteModel; rows: ReadoutRow[]; solo: string | null
  onSolo(lane: string | null): void; onToggleTask(task: string): void
}

export const Labels = memo(function Labels({ l, r, rows, solo, onSolo, onToggleTask }: LabelsProps) {
  const single = r.lanes.length !== r.ends.length
  const click = (e: MouseEvent, lane: string) => (e.altKey && !single ? onToggleTask(lane) : onSolo(solo === lane ? null : lane))
  return <div className={styles.labels}>
    <span className={styles.caption} style={{ top: 0 }}>{single ? 'Policy' : 'Task'}</span>
    {r.lanes.map((lane, k) => (
      <button
        key={lane.id} type="button" className={styles.lane} style={{ top: l.laneY[k]! - 10 }} data-off={lane.off} aria-pressed={solo === lane.id}
        title={single ? 'One policy decides for all tasks' : `${lane.id}: click to show only this lane, Alt-click to turn the task ${lane.off ? 'on' : 'off'}`}
        onClick={(e) => click(e, lane.id)} data-testid={`lane-${lane.id}`}
      >
        <span className={styles.swatch} style={{ background: lane.color.fill }} /><span className="ellipsis">{single ? 'one for all' : lane.id}</span>
      </button>
    ))}
    <span className={styles.caption} style={{ top: (l.bypassY[0]! + l.bypassY[l.bypassY.length - 1]!) / 2 - 7 }}>bypass</span>
    {rows.map((row, i) => <span key={row.id} className={styles.caption} style={{ top: l.rowY[i]! - 11 }}>{l.compact ? row.short : row.label}</span>)}
  </div>
})

/** The metric with its name, or the decoder's cost alone. */
const EndText = ({ off, v, note }: { off: boolean; v: EndValue | undefined; note: string }) => off
  ? <span className="tx3">off</span>
  : <>{(v?.value || note !== v?.unit) && <b>{v?.value || v?.unit}</b>}<span className="tx3 f0 ellipsis">{note}</span></>

interface EndsProps { l: Layout; r: RouteModel; rows: ReadoutRow[]; title: string; values: Record<string, EndValue> }

export const Ends = memo(function Ends({ l, r, rows, title, values }: EndsProps) {
  const single = r.lanes.length !== r.ends.length
  return <div className={styles.ends}>
    {single && <svg className={styles.fan} width={12} height={l.height} aria-hidden="true">
      {r.ends.map((e, k) => <g key={e.task}>
        <path d={fanPath(l, e.lane, k, 8)} fill="none" stroke={e.color.fill} strokeWidth={1.5} />
        <circle cx={8} cy={l.endY[k]} r={3} fill={e.color.fill} />
      </g>)}
    </svg>}
    <span className={styles.sum} style={{ top: 0 }}>{title}</span>
    {r.ends.map((e, k) => {
      const v = values[e.task]
      return <span key={e.task} className={styles.end} style={{ top: l.endY[k]! - 8, left: single ? 16 : 8 }} data-off={e.off} title={v?.title ?? e.task}>
        <EndText off={e.off} v={v} note={single ? (l.compact ? '' : e.task) : l.compact && v?.value ? '' : (v?.unit ?? '')} />
      </span>
    })}
    {rows.map((row, i) => row.end && <span key={row.id} className={styles.sum} style={{ top: l.rowY[i]! - 11 }} data-strong={row.end.strong}>{row.end.text}</span>)}
  </div>
})
