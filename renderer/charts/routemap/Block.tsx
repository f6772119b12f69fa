/** One column of the route map: a gating site as a button. */
import { memo, type KeyboardEvent, type MouseEvent } from 'react'
import type { MacsScale } from '../../components/format'
import type { Column } from './geometry'
import { LaneMark } from './LaneMark'
import type { BlockMark } from './model'
import type { Drawing, ReadoutRow } from './view'
import { blockLabel } from './words'
import styles from './routemap.module.css'

interface Props {
  d: Drawing; c: Column; b: BlockMark; rows: ReadoutRow[]; scale: MacsScale
  selected: boolean; tabbable: boolean; focusLane: number | null; differs: boolean
  onEnter(index: number): void; onLeave(): void; onFocus(index: number, visible: boolean): void; onBlur(): void
  onClick(index: number): void; onDoubleClick(index: number): void
  onKey(e: KeyboardEvent, index: number): void; onContext(e: MouseEvent, index: number): void
}

export const Block = memo(function Block(p: Props) {
  const { d: { l, r, mode, solo, loading }, c, b } = p
  const { cellY: y, cellHeight: h, cellWidth: w } = l
  const done = b.staticMacs > 0 ? Math.min(1, b.macs / b.staticMacs) : 0
  return (
    <g
      className={styles.block} role="button" tabIndex={p.tabbable ? 0 : -1} data-index={c.index} data-block={b.id} data-ran={b.ran}
      data-selected={p.selected} aria-label={blockLabel(b, p.scale)} aria-pressed={p.selected} data-testid={`block-${b.id}`}
      onMouseEnter={() => p.onEnter(c.index)} onMouseLeave={p.onLeave}
      onFocus={(e) => p.onFocus(c.index, e.currentTarget.matches(':focus-visible'))} onBlur={p.onBlur}
      onClick={() => p.onClick(c.index)} onDoubleClick={() => p.onDoubleClick(c.index)}
      onKeyDown={(e) => p.onKey(e, c.index)} onContextMenu={(e) => p.onContext(e, c.index)}
    >
      <rect x={c.cx - l.pitch / 2} y={22} width={l.pitch} height={l.height - 24} fill="transparent" />
      <Name b={b} c={c} wide={w > 34} />
      {p.differs && <path className={styles.differs} d={`M${c.cx - 4} 19.500h8l-4 5z`} />}
      {b.ran && !loading
        ? <rect className={styles.cell} x={c.x} y={y} width={w} height={h} rx={5} data-ran="true" />
        : <rect className={styles.cell} x={c.x + 3} y={y + 3} width={w - 6} height={h - 10} rx={5} data-ran="false" />}
      {!loading && b.lanes.map((mark, k) => (
        <LaneMark
          key={mark.lane} l={l} c={c} y={l.laneY[k]!} mark={mark} lane={r.lanes[k]!} ran={b.ran} mode={mode}
          faint={solo !== null && solo !== mark.lane} focused={p.focusLane === k}
        />
      ))}
      <rect x={c.x} y={l.barY} width={w} height={5} rx={1.5} fill="var(--line)" />
      {b.ran && <rect x={c.x} y={l.barY} width={w * done} height={5} rx={1.5} fill="var(--mac)" />}
      {p.rows.map((row, i) => {
        const value = row.values[c.index]
        return value && <text key={row.id} className={styles.readout} data-tone={value.tone} x={c.cx} y={l.rowY[i]}>{value.text}</text>
      })}
      <rect className={styles.ring} x={c.x - 3} y={y - 3} width={w + 6} height={h + 6} rx={7} />
    </g>
  )
})

/** The block's name, or a lock where its gate was forced. */
function Name({ b, c, wide }: { b: BlockMark; c: Column; wide: boolean }) {
  const name = `B${b.block}`
  if (b.forced === null) return <text className={styles.name} data-ran={b.ran} x={c.cx} y={35} textAnchor="middle">{name}</text>
  const x = wide ? c.cx - 12 : c.cx - 4
  return <>
    <path className={styles.lock} data-ran={b.ran} d={`M${x} 31h8v5h-8zM${x + 1.8} 31v-1.800a2.200 2.200 0 0 1 4.400 0v1.800`} />
    {wide && <text className={styles.name} data-ran={b.ran} x={x + 13} y={35}>{name}</text>}
  </>
}
