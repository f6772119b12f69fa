/** What stands still in the columns: strands, stage headers, patch merging. */
import { memo } from 'react'
import { strandPath, type Layout } from './geometry'
import type { RouteModel } from './model'
import type { Drawing } from './view'
import styles from './routemap.module.css'

export const Strands = memo(function Strands({ d: { l, r, solo, loading } }: { d: Drawing }) {
  const ran = r.blocks.map((b) => loading || b.ran)
  return <g>
    {r.lanes.map((lane, k) => (
      <path
        key={lane.id} className={styles.strand} stroke={lane.color.fill}
        d={loading ? `M0 ${l.laneY[k]}H${l.contentWidth}` : strandPath(l, k, ran)}
        data-faint={loading || lane.off || (solo !== null && solo !== lane.id)}
      />
    ))}
    {r.lanes.length === r.ends.length && r.lanes.map((lane, k) => (
      <circle key={lane.id} cx={l.contentWidth - 3} cy={l.laneY[k]} r={3} fill={lane.color.fill} opacity={lane.off ? 0.25 : 1} />
    ))}
  </g>
})

export const StageHeads = memo(function StageHeads({ l, r }: { l: Layout; r: RouteModel }) {
  return <g>
    {l.stages.map(({ stage, x1, x2 }) => {
      const side = r.sides[stage] ?? 0
      const width = x2 - x1
      const tokens = width > 150 ? `${side}×${side} tokens` : width > 84 ? `${side}×${side}` : width > 66 ? `${side}²` : ''
      return <g key={stage}>
        <text className={styles.stage} x={x1} y={11}>{width < 44 ? `S${stage + 1}` : `Stage ${stage + 1}`}</text>
        <text className={styles.quiet} x={x2} y={11} textAnchor="end">{tokens}</text>
        <path d={`M${x1} 18.500H${x2}`} stroke="var(--line2)" />
      </g>
    })}
  </g>
})

export const Merges = memo(function Merges({ l }: { l: Layout }) {
  const bottom = l.bypassY[l.bypassY.length - 1]! + 6.6
  const middle = (l.cellY + l.bypassY[0]!) / 2
  return <g>
    {l.merges.map(({ x, after }) => <g key={after}>
      <rect className={styles.merge} x={x - 4} y={l.cellY + 2} width={8} height={Math.max(20, bottom - l.cellY - 2)} rx={4}><title>Patch merging, always runs</title></rect>
      <path d={`M${x - 1.5} ${middle - 1}l1.500 2.500 1.500-2.500`} fill="none" stroke="var(--tx3)" />
    </g>)}
  </g>
})
