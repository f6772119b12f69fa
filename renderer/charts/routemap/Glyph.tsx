/** A route at thumbnail size: a column of ticks per block, coloured by who asked; a low dash where the block was skipped. */
import { memo } from 'react'
import type { LaneInfo } from './model'

interface Props { ran: readonly boolean[]; asked: Record<string, readonly boolean[]>; lanes: readonly LaneInfo[]; depths: readonly number[]; width: number; height?: number }

export const Glyph = memo(function Glyph({ ran, asked, lanes, depths, width, height = 13 }: Props) {
  const n = Math.max(1, ran.length)
  const stageGap = 0.25
  const pitch = width / (n + stageGap * (depths.length - 1))
  const w = Math.max(0.8, pitch - Math.min(1.4, pitch * 0.3))
  const rows = Math.max(1, lanes.length)
  const h = (height - 1) / rows
  const starts = new Set(depths.reduce<number[]>((at, d) => [...at, (at[at.length - 1] ?? 0) + d], []))
  const paths = new Map<string, string>()
  const add = (color: string, x: number, y: number, hh: number) => paths.set(color, `${paths.get(color) ?? ''}M${x.toFixed(1)} ${y.toFixed(1)}h${w.toFixed(1)}v${hh.toFixed(1)}h${(-w).toFixed(1)}z`)
  let x = 0
  ran.forEach((on, i) => {
    if (i > 0 && starts.has(i)) x += pitch * stageGap
    if (on) lanes.forEach((lane, k) => add(asked[lane.id]?.[i] ? lane.color.fill : 'var(--line2)', x, k * h, Math.max(1, h - 0.6)))
    else add('var(--tx3)', x, height - 2, 1.5)
    x += pitch
  })
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {[...paths].map(([color, d]) => <path key={color} d={d} style={{ fill: color, opacity: color === 'var(--tx3)' ? 0.7 : 1 }} />)}
    </svg>
  )
})
