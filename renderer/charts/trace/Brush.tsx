/** The whole run in one strip, and the part of it that is in view: drag the part, or its ends. */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react'
import { instant } from './axis'
import { within, type Band, type Range } from './view'
import styles from './trace.module.css'

type Grip = 'from' | 'to' | 'both' | 'new'

interface Props { whole: Range; range: Range | null; bands: readonly Band[]; /** @param moving the hand goes on: a first look is enough */ onRange(range: Range | null, moving: boolean): void }

export function Brush({ whole, range, bands, onRange }: Props) {
  const strip = useRef<HTMLDivElement>(null)
  const grip = useRef<{ grip: Grip; at: number; range: Range } | null>(null)
  /** What the hand chose last. */
  const chosen = useRef<Range | null | undefined>(undefined)
  const span = Math.max(1e-9, whole.to - whole.from)
  const shown = range ?? whole
  const percent = (t: number): string => `${(100 * (t - whole.from)) / span}%`
  const timeAt = (e: PointerEvent): number => {
    const box = strip.current?.getBoundingClientRect()
    return box ? whole.from + Math.min(1, Math.max(0, (e.clientX - box.left) / box.width)) * span : whole.from
  }
  const set = (next: Range, moving: boolean): void => {
    chosen.current = next.to - next.from >= span * 0.999 ? null : within(next, whole)
    onRange(chosen.current, moving)
  }
  const down = (which: Grip) => (e: PointerEvent<HTMLElement>) => {
    if (e.button !== 0) return
    e.stopPropagation()
    e.currentTarget.setPointerCapture(e.pointerId)
    grip.current = { grip: which, at: timeAt(e), range: shown }
  }
  const move = (e: PointerEvent) => {
    const g = grip.current
    if (!g) return
    const at = timeAt(e)
    if (g.grip === 'both') set({ from: g.range.from + at - g.at, to: g.range.to + at - g.at }, true)
    else if (g.grip === 'new') { if (Math.abs(at - g.at) > span * 0.005) set({ from: Math.min(g.at, at), to: Math.max(g.at, at) }, true) }
    else if (g.grip === 'from') set({ from: Math.min(at, g.range.to - 0.02), to: g.range.to }, true)
    else set({ from: g.range.from, to: Math.max(at, g.range.from + 0.02) }, true)
  }
  const up = () => {
    if (chosen.current !== undefined) onRange(chosen.current, false)
    chosen.current = undefined
    grip.current = null
  }
  const key = (which: 'from' | 'to') => (e: KeyboardEvent) => {
    const by = (e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0) * span * (e.shiftKey ? 0.1 : 0.01)
    if (by === 0) return
    e.preventDefault()
    const next = { ...shown, [which]: Math.min(whole.to, Math.max(whole.from, shown[which] + by)) }
    if (next.to - next.from > 0.02) { set(next, false); chosen.current = undefined }
  }
  const handle = (which: 'from' | 'to', label: string) => (
    <button
      type="button" className={styles.handle} style={{ left: percent(shown[which]) }} role="slider" aria-label={label} aria-valuemin={whole.from} aria-valuemax={whole.to} aria-valuenow={shown[which]}
      aria-valuetext={instant(shown[which])} onPointerDown={down(which)} onKeyDown={key(which)}
    />
  )
  return (
    <div
      ref={strip} className={styles.brush} data-whole={range === null} onPointerDown={down('new')} onPointerMove={move} onPointerUp={up} onPointerCancel={up}
      onDoubleClick={() => onRange(null, false)} title="Drag to look at a part; double click shows all" data-testid="brush"
    >
      {bands.map((b, i) => <i key={i} style={{ left: percent(b.from), width: `${Math.max(0.1, (100 * (b.to - b.from)) / span)}%`, background: `var(--${b.color})` }} />)}
      <div className={styles.window} style={{ left: percent(shown.from), width: `${(100 * (shown.to - shown.from)) / span}%` }} onPointerDown={range === null ? undefined : down('both')} />
      {handle('from', 'Begin of the part in view')}{handle('to', 'End of the part in view')}
    </div>
  )
}
