/** Cursor and zoom by keyboard: arrows move, plus and minus zoom, 0 shows all, Escape takes the cursor away. */
import type { KeyboardEvent } from 'react'
import { within, zoomed, type Range } from './view'

interface Control {
  shown(): Range
  whole(): Range
  cursor: number | null
  /** Where a cursor begins. */
  start(): number
  setCursor(at: number | null): void
  /** Null shows all; absent where there is no zoom. */
  setRange?: (range: Range | null) => void
}

export function traceKeys(e: KeyboardEvent, k: Control): void {
  const shown = k.shown()
  const span = shown.to - shown.from
  const move = (by: number): void => {
    const whole = k.setRange ? k.whole() : shown
    const at = k.cursor === null ? k.start() : Math.min(whole.to, Math.max(whole.from, k.cursor + by))
    k.setCursor(at)
    if (k.setRange && (at < shown.from || at > shown.to)) k.setRange(within({ from: shown.from + by, to: shown.to + by }, whole))
  }
  const around = k.cursor ?? (shown.from + shown.to) / 2
  if (e.key === 'ArrowLeft') move(-span / (e.shiftKey ? 10 : 200))
  else if (e.key === 'ArrowRight') move(span / (e.shiftKey ? 10 : 200))
  else if (e.key === 'Home') k.setCursor(shown.from)
  else if (e.key === 'End') k.setCursor(shown.to)
  else if (e.key === 'Escape' && k.cursor !== null) k.setCursor(null)
  else if ((e.key === '+' || e.key === '=') && k.setRange) k.setRange(zoomed(shown, 0.5, around, k.whole()))
  else if (e.key === '-' && k.setRange) k.setRange(zoomed(shown, 2, around, k.whole()))
  else if (e.key === '0' && k.setRange) k.setRange(null)
  else return
  e.preventDefault()
  e.stopPropagation()
}
