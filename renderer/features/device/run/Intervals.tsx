/** Estimates as dots with their 95 % intervals on one scale that begins at zero. */
import { niceTicks, decimals } from '../../../components/ticks'
import { num } from '../../../components/format'
import { useSize } from '../../../components/useSize'
import type { Estimate } from '@shared/runs/run'
import type { Token } from '../../../charts/trace/view'
import styles from './run.module.css'

export interface IntervalRow { id: string; label: string; letter: string; color: Token; estimate: Estimate }

export function Intervals({ rows, unit }: { rows: readonly IntervalRow[]; unit: string }) {
  const [ref, { width }] = useSize<HTMLDivElement>()
  const top = Math.max(...rows.map((r) => Math.max(r.estimate.high, r.estimate.value)))
  const small = unit === 'J' && top < 0.1
  const scale = small ? 1000 : 1
  const ticks = niceTicks(top * scale * 1.02, 4)
  const end = Math.max(ticks[ticks.length - 1]!, top * scale * 1.04)
  const left = 26
  const x = (v: number): number => left + ((width - left - 18) * v * scale) / end
  const pitch = 24
  const height = rows.length * pitch + 20
  return (
    <div ref={ref} className={styles.intervals}>
      {width > 60 && <svg width={width} height={height} role="img" aria-label={rows.map((r) => `${r.label} ${num(r.estimate.value, 3)} ${unit}`).join(', ')}>
        {ticks.map((t) => <g key={t}><path d={`M${x(t / scale)} 0V${rows.length * pitch}`} stroke="var(--grid)" /><text x={x(t / scale)} y={height - 5} textAnchor="middle" style={{ fill: 'var(--tx3)' }}>{num(t, decimals(ticks))}{t === ticks[ticks.length - 1] ? ` ${small ? `m${unit}` : unit}` : ''}</text></g>)}
        {rows.map((r, i) => {
          const y = i * pitch + pitch / 2
          const color = `var(--${r.color})`
          return <g key={r.id}>
            <rect x={2} y={y - 8} width={16} height={16} rx={3} fill={color} /><text x={10} y={y + 3.6} textAnchor="middle" style={{ fill: 'var(--on-static)', fontWeight: 600, fontSize: 10 }}>{r.letter}</text>
            <path d={`M${x(0)} ${y}H${x(r.estimate.value)}`} stroke={color} strokeWidth={1} opacity={0.4} />
            <path d={`M${x(r.estimate.low)} ${y}H${x(r.estimate.high)}M${x(r.estimate.low)} ${y - 4}v8M${x(r.estimate.high)} ${y - 4}v8`} stroke={color} strokeWidth={1.75} />
            <circle cx={x(r.estimate.value)} cy={y} r={3.5} fill="var(--panel)" stroke={color} strokeWidth={1.75} />
          </g>
        })}
      </svg>}
    </div>
  )
}
