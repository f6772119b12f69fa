/** Every P(run) as a dot over the slider: what a move of the threshold will flip. */
import { memo } from 'react'
import type { RouteModel } from '../../../charts/routemap/model'
import { blockShort } from '../../../charts/routemap/words'
import { num, prob } from '../../../components/format'
import { useWindowHeight } from '../../../components/useWindow'
import styles from './policy.module.css'

interface Props { r: RouteModel; threshold: number; selected: string | null; width: number; onSelect(block: string): void }

export const Dots = memo(function Dots({ r, threshold, selected, width, onSelect }: Props) {
  const low = useWindowHeight() < 900
  // Aligned with the slider below: label 96, gaps 8, value 40, and half a thumb at either end.
  const x0 = 104
  const x1 = width - 48
  const pitch = r.lanes.length > 4 ? 10 : low ? 11 : 13
  const height = Math.max(26, pitch * r.lanes.length + 2)
  const x = (p: number): number => x0 + (x1 - x0) * p
  const asks = r.blocks.reduce((n, b) => n + b.lanes.filter((l) => l.asked && l.dot !== 'none').length, 0)
  if (width < 180) return <div style={{ height }} />
  return (
    <svg className={styles.dots} width={width} height={height} role="img" aria-label={`${asks} gates ask, at threshold ${prob(threshold)}`} data-testid="policy-dots">
      <path d={`M${x(threshold)} 0V${height + 8}`} stroke="var(--tx3)" strokeDasharray="2 2" />
      <text x={0} y={10}>P(run){r.lanes.length > 1 ? ' by task' : ''}</text>
      <text x={width} y={10} textAnchor="end" style={{ fill: 'var(--tx2)' }}>{num(asks)} ask</text>
      {r.lanes.map((lane, k) => !lane.off && r.blocks.map((b) => {
        const l = b.lanes[k]
        if (!l || l.probability === null) return null
        return <circle key={`${lane.id} ${b.id}`} cx={x(l.probability)} cy={k * pitch + 6} r={pitch < 13 ? 3 : 3.5} fill={l.asked ? lane.color.fill : 'transparent'} stroke={lane.color.fill} strokeWidth={1.2}
          data-selected={b.id === selected} onClick={() => onSelect(b.id)}><title>{`${lane.id}, ${blockShort(b)}: ${prob(l.probability)}${l.forced ? `, forced ${l.forced}` : ''}`}</title></circle>
      }))}
    </svg>
  )
})
