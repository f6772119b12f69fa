/** How many images cost how much, with the static cost as a line. */
import { useMemo, useState } from 'react'
import { histogram } from '@shared/sweep/analysis/histogram'
import { meanOf, pick } from '@shared/sweep/analysis/rows'
import { macs, num, percent } from '../../../../components/format'
import { axisOf } from '../../../../charts/scatter/geometry'
import { Panel } from '../../../../components/Panel'
import { niceTicks } from '../../../../components/ticks'
import { useSize } from '../../../../components/useSize'
import { useSweep } from '../data'
import { setRange } from '../store'
import styles from '../views.module.css'

const left = 40, right = 14, top = 18, bottom = 32

export function MacsHistogram() {
  const { c, b, rows, scale, base } = useSweep()
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [at, setAt] = useState<number | null>(null)
  const h = useMemo(() => histogram(pick(c, c.executed, rows), Math.max(8, Math.min(40, Math.floor(width / 18)))), [c, rows, width])
  const mean = useMemo(() => meanOf(c, c.executed, rows), [c, rows])
  const whole = b.staticMacs
  const [low, high] = h ? [Math.min(h.from, whole * 0.98), Math.max(h.from + h.width * h.counts.length, whole * 1.02)] : [0, whole]
  const most = h ? Math.max(1, ...h.counts) : 1, yTicks = niceTicks(most, 4), yTop = Math.max(most, yTicks.at(-1) ?? 1)
  const X = (v: number): number => left + ((width - left - right) * (v - low)) / (high - low), Y = (v: number): number => top + (height - top - bottom) * (1 - v / yTop)
  const xTicks = axisOf([low, high], 5).ticks.filter((t) => t >= low && t <= high)
  const say = (i: number): string => h ? `${macs(h.from + i * h.width, scale)} to ${macs(h.from + (i + 1) * h.width, scale)} ${scale.unit}: ${num(h.counts[i]!)} images, ${percent(h.counts[i]! / h.n, 1)}` : ''
  return (
    <Panel title="MACs" testId="macs-histogram" className={styles.panel} aside={<span className="tx3 f1 ellipsis hide-narrow">images by what they cost</span>} actions={Number.isFinite(mean) && <span className="f1 num tx2">mean <b className="m" style={{ color: 'var(--tx)' }}>{macs(mean, scale)} {scale.unit}</b>, {percent(mean / whole)} of {base.label.toLowerCase()}</span>}>
      <div className={styles.chart} ref={ref}>
        {width > 0 && h && <svg width={width} height={height} role="group" aria-label="Histogram of MACs" onMouseLeave={() => setAt(null)}>
          {yTicks.map((t) => <g key={t}><path d={`M${left} ${Y(t)}H${width - right}`} stroke="var(--grid)" /><text x={left - 6} y={Y(t) + 3.5} textAnchor="end" style={{ fill: 'var(--tx3)' }}>{num(t)}</text></g>)}
          {xTicks.map((t) => <text key={t} x={X(t)} y={height - 16} textAnchor="middle" style={{ fill: 'var(--tx3)' }}>{num(t / scale.divide)}</text>)}
          <text x={left + (width - left - right) / 2} y={height - 2} textAnchor="middle" style={{ fill: 'var(--tx3)' }}>{scale.unit}</text>
          {h.counts.map((n, i) => <g key={i} role="button" tabIndex={n > 0 ? 0 : -1} aria-label={say(i)} onMouseEnter={() => setAt(i)} onFocus={() => setAt(i)} onClick={() => setRange('executed', { low: h.from + i * h.width, high: h.from + (i + 1) * h.width })} onKeyDown={(e) => { if (e.key === 'Enter') setRange('executed', { low: h.from + i * h.width, high: h.from + (i + 1) * h.width }) }}>
            <rect x={X(h.from + i * h.width)} y={top} width={Math.max(1, X(h.from + (i + 1) * h.width) - X(h.from + i * h.width))} height={Math.max(0, height - top - bottom)} fill="transparent" />
            <rect x={X(h.from + i * h.width) + 0.5} y={Y(n)} width={Math.max(1, X(h.from + (i + 1) * h.width) - X(h.from + i * h.width) - 1)} height={Math.max(0, Y(0) - Y(n))} rx={1} fill="var(--adapt)" opacity={at === null || at === i ? 0.9 : 0.5} />
          </g>)}
          <path d={`M${X(whole)} ${top - 4}V${Y(0)}`} stroke="var(--static)" strokeDasharray="3 3" /><text x={X(whole) - 6} y={top + 2} textAnchor="end" style={{ fill: 'var(--static)' }}>{base.label.toLowerCase()}, {macs(whole, scale)}</text>
          {Number.isFinite(mean) && <path d={`M${X(mean)} ${top}V${Y(0)}`} stroke="var(--tx)" strokeWidth={1.5} />}
        </svg>}
      </div>
      <div className={styles.readout}>{at !== null ? say(at) : 'Click a bar to filter by it; the full line is the mean'}</div>
    </Panel>
  )
}
