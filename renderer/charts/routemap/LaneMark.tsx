/** One lane inside one block: the dot that asked, and the bar of its tokens or its probability. */
import { memo } from 'react'
import { barBox, barHeight, type Column, type Layout } from './geometry'
import type { LaneInfo, LaneMark as Mark } from './model'
import type { RouteMode } from './view'
import styles from './routemap.module.css'

interface Props {
  l: Layout; c: Column; y: number; mark: Mark; lane: LaneInfo
  ran: boolean; mode: RouteMode; faint: boolean; focused: boolean
}

export const LaneMark = memo(function LaneMark({ l, c, y, mark, lane, ran, mode, faint, focused }: Props) {
  const box = barBox(l, c, ran)
  const right = c.x + l.cellWidth
  const { fill, track } = lane.color
  const bar = mode === 'tokens' ? ran && mark.asked : mark.probability !== null && !lane.off
  return (
    <g className={styles.laneMark} data-faint={faint || lane.off}>
      {ran && !mark.asked && mode === 'tokens' && <Carried from={c.x} to={right} box={box} share={mark.carried ? mark.share : 0} y={y} fill={fill} />}
      {ran && mode === 'probability' && !bar && <path className={styles.carried} d={`M${c.x} ${y}H${right}`} stroke={fill} />}
      {bar && ran && mark.asked && <path d={`M${c.x} ${y}H${box.x}M${box.x + box.width} ${y}H${right}`} stroke={fill} strokeWidth={2} />}
      {bar && mode === 'tokens' && <>
        <rect x={box.x} y={y - barHeight / 2} width={box.width} height={barHeight} rx={2.5} fill={track} />
        <rect x={box.x} y={y - barHeight / 2} width={Math.max(3, box.width * mark.share)} height={barHeight} rx={2.5} fill={fill} />
      </>}
      {bar && mode === 'probability' && <Probability box={box} y={y} p={mark.probability ?? 0} threshold={mark.threshold} asked={mark.asked} ran={ran} fill={fill} track={track} />}
      <Dot x={ran || mark.asked ? c.x : c.x + 3} y={y} mark={mark} fill={fill} />
      {focused && <rect className={styles.laneFocus} x={c.x - 6} y={y - 9} width={l.cellWidth + 12} height={18} rx={4} />}
    </g>
  )
})

interface CarriedProps { from: number; to: number; box: { x: number; width: number }; share: number; y: number; fill: string }

/** Carried along: a dotted line; where the lane selected tokens all the same, a slim bar of their share. */
function Carried({ from, to, box, share, y, fill }: CarriedProps) {
  if (share === 0) return <path className={styles.carried} d={`M${from} ${y}H${to}`} stroke={fill} />
  const width = Math.max(3, box.width * share)
  return <>
    <path className={styles.carried} d={`M${from} ${y}H${box.x - 2}M${box.x + width + 2} ${y}H${to}`} stroke={fill} />
    <rect x={box.x} y={y - 2} width={width} height={4} rx={1.5} fill={fill} opacity={0.75} />
  </>
}

interface ProbabilityProps { box: { x: number; width: number }; y: number; p: number; threshold: number; asked: boolean; ran: boolean; fill: string; track: string }

function Probability({ box, y, p, threshold, asked, ran, fill, track }: ProbabilityProps) {
  const h = asked ? barHeight : 8
  return <>
    <rect x={box.x} y={y - h / 2} width={box.width} height={h} rx={2} fill={asked ? track : 'var(--grid)'} />
    <rect x={box.x} y={y - h / 2} width={box.width * p} height={h} rx={2} fill={fill} opacity={asked ? 1 : 0.45} />
    <path d={`M${box.x + box.width * threshold} ${y - 7}v14`} stroke="var(--tx)" opacity={ran ? 0.9 : 0.4} />
  </>
}

/** Filled: asked. Half: asked, close. Hollow: declined, close. Square instead of round: this lane was forced by hand. */
function Dot({ x, y, mark, fill }: { x: number; y: number; mark: Mark; fill: string }) {
  if (mark.forced) {
    return <rect x={x - 3.6} y={y - 3.6} width={7.2} height={7.2} rx={1} fill={mark.forced === 'on' ? fill : 'var(--panel)'} stroke={fill} strokeWidth={1.5} />
  }
  switch (mark.dot) {
    case 'asked': return <circle cx={x} cy={y} r={4} fill={fill} stroke={fill} strokeWidth={1.5} />
    case 'asked-close': return <>
      <circle cx={x} cy={y} r={4} fill="var(--panel)" stroke={fill} strokeWidth={1.5} />
      <path d={`M${x} ${y - 4}a4 4 0 0 0 0 8z`} fill={fill} />
    </>
    case 'declined-close': return <circle cx={x} cy={y} r={3.6} fill="var(--panel)" stroke={fill} strokeWidth={1.4} />
    default: return null
  }
}
