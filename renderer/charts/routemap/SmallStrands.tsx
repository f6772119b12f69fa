/** The route map without readouts, at any size from 34 px height: strands that part, pass and come back. */
import { memo } from 'react'
import { strandPath, type Column, type StrandLayout } from './geometry'
import type { LaneInfo } from './model'

interface Props { ran: readonly boolean[]; asked: readonly (readonly boolean[])[]; lanes: readonly LaneInfo[]; depths: readonly number[]; width: number; height: number }

/** Only what `strandPath` needs of a layout. */
function smallLayout(depths: readonly number[], lanes: number, width: number, height: number): StrandLayout & { cellHeight: number } {
  const n = depths.reduce((a, b) => a + b, 0)
  const between = width * 0.018
  const lead = width * 0.022
  const pitch = (width - between * (depths.length - 1) - lead * 2.4) / Math.max(1, n)
  const cellWidth = pitch * 0.58
  const cellHeight = height * 0.66
  const columns: Column[] = []
  let x = lead
  depths.forEach((depth, stage) => {
    if (stage > 0) x += between
    for (let block = 0; block < depth; block++, x += pitch) columns.push({ index: columns.length, stage, block, x: x + (pitch - cellWidth) / 2, cx: x + pitch / 2 })
  })
  const laneY = Array.from({ length: lanes }, (_, k) => (cellHeight * (k + 0.5)) / lanes + 1)
  return { columns, laneY, bypassY: laneY.map((_, k) => height - 6 + 1.9 * (k - lanes / 2)), cellWidth, contentWidth: width, cellHeight }
}

export const SmallStrands = memo(function SmallStrands({ ran, asked, lanes, depths, width, height }: Props) {
  if (width < 40) return <div style={{ height }} />
  const l = smallLayout(depths, lanes.length, width, height)
  const bar = Math.max(3.4, l.cellHeight / 8)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {l.columns.map((c) => ran[c.index]
        ? <rect key={c.index} x={c.x} y={0.5} width={l.cellWidth} height={l.cellHeight + 1} rx={2.5} fill="var(--panel)" stroke="var(--line2)" />
        : <rect key={c.index} x={c.x + 1} y={2} width={l.cellWidth - 2} height={l.cellHeight - 4} rx={2.5} fill="none" stroke="var(--line2)" strokeDasharray="1.5 2.5" opacity={0.8} />)}
      {lanes.map((lane, k) => <g key={lane.id} stroke={lane.color.fill} fill="none">
        <path d={strandPath(l, k, ran)} strokeWidth={1.4} opacity={0.95} />
        {l.columns.map((c) => ran[c.index] && (asked[k]?.[c.index]
          ? <path key={c.index} d={`M${c.x} ${l.laneY[k]}H${c.x + l.cellWidth}`} strokeWidth={bar} />
          : <path key={c.index} d={`M${c.x} ${l.laneY[k]}H${c.x + l.cellWidth}`} strokeDasharray="1 2" opacity={0.8} />))}
      </g>)}
    </svg>
  )
})
