/** Tracks over one time axis with one cursor: a canvas for the curves, text beside it. */
import { useId, useRef, useState, type PointerEvent, type WheelEvent } from 'react'
import { Menu } from '@mantine/core'
import { IconSelector } from '@tabler/icons-react'
import { useSize } from '../../components/useSize'
import { instant } from './axis'
import { traceKeys } from './keys'
import { timeAt } from './layout'
import { spoken } from './readout'
import { usePainter, type Painted } from './usePainter'
import { within, zoomed, type Range, type Track, type TraceSource } from './view'
import styles from './trace.module.css'

interface Props {
  source: TraceSource
  label: string
  range: Range | null
  /** All that can be seen; with `onRange` it can be zoomed. */
  whole: Range
  onRange?: (range: Range | null) => void
  /** Another source of a track. */
  onChoice?: (track: Track['id'], source: string) => void
  theme: string
  testId?: string
}

export function TraceChart({ source, label, range, whole, onRange, onChoice, theme, testId }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [cursor, setCursor] = useState<number | null>(null)
  const [selection, setSelection] = useState<Range | null>(null)
  const [painted, newest] = usePainter(canvas, { source, range, cursor, selection, width, height, theme })
  const help = useId()
  const drag = useRef<number | null>(null)

  const shown = (): Range => { const v = newest.current?.view; return v ? { from: v.from, to: v.to } : whole }
  const instantAt = (e: { clientX: number; currentTarget: Element }): number => {
    const l = newest.current?.layout
    if (!l) return 0
    return Math.min(l.range.to, Math.max(l.range.from, timeAt(l, e.clientX - e.currentTarget.getBoundingClientRect().left)))
  }
  const down = (e: PointerEvent<HTMLDivElement>) => {
    if (e.button !== 0 || !onRange || (e.target instanceof Element && e.target.closest('button'))) return
    drag.current = instantAt(e)
    e.currentTarget.setPointerCapture(e.pointerId)
  }
  const move = (e: PointerEvent<HTMLDivElement>) => {
    const at = instantAt(e)
    setCursor(at)
    if (drag.current !== null) setSelection({ from: Math.min(drag.current, at), to: Math.max(drag.current, at) })
  }
  const up = () => {
    const l = newest.current?.layout
    // A click is no range.
    if (selection && onRange && l && (selection.to - selection.from) / (l.range.to - l.range.from) > 0.01) onRange(within(selection, whole))
    drag.current = null
    setSelection(null)
  }
  const wheel = (e: WheelEvent<HTMLDivElement>) => {
    if (!onRange) return
    const now = shown()
    if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
      const by = ((e.deltaX || e.deltaY) / 1000) * (now.to - now.from)
      onRange(within({ from: now.from + by, to: now.to + by }, whole))
    } else {
      const next = zoomed(now, Math.exp(Math.sign(e.deltaY) * Math.min(0.4, Math.abs(e.deltaY) / 300)), instantAt(e), whole)
      onRange(next.to - next.from >= (whole.to - whole.from) * 0.999 ? null : next)
    }
  }
  return (
    <div
      ref={ref} className={styles.chart} tabIndex={0} role="slider" aria-label={label} aria-describedby={help} data-testid={testId}
      aria-valuemin={whole.from} aria-valuemax={whole.to} aria-valuenow={cursor ?? painted?.view.now ?? whole.from}
      aria-valuetext={painted && painted.at !== null ? spoken(painted.view, painted.at, painted.values) : undefined}
      onKeyDown={(e) => traceKeys(e, { shown, whole: () => whole, cursor, start: () => newest.current?.view.now ?? (shown().from + shown().to) / 2, setCursor, setRange: onRange })}
      onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} onPointerLeave={() => { if (drag.current === null) setCursor(null) }}
      onWheel={wheel} onDoubleClick={() => onRange?.(null)} onBlur={() => setCursor(null)}
    >
      <canvas ref={canvas} style={{ width, height }} aria-hidden="true" />
      {painted && <Labels p={painted} cursor={cursor} onChoice={onChoice} />}
      <span id={help} className="sr-only">Left and right move the cursor, Shift for larger steps{onRange ? ', plus and minus zoom, 0 shows all' : ''}, Escape takes the cursor away.</span>
    </div>
  )
}

/** Titles above the tracks, values at their right. */
function Labels({ p, cursor, onChoice }: { p: Painted; cursor: number | null; onChoice?: Props['onChoice'] }) {
  return <>
    {p.layout.boxes.map(({ track, top }, i) => {
      const value = p.values[i]
      return <div key={track.id}>
        <div className={styles.title} style={{ left: p.layout.left, top: top - 21 }}>
          <b>{track.title}</b><span>{track.unit}</span>
          {track.source !== undefined && (onChoice && (track.choices?.length ?? 0) > 1
            ? <Menu position="bottom-start" withinPortal>
                <Menu.Target><button type="button" className={styles.pick} aria-label={`${track.title}: ${track.source}. Choose another source`}>{track.source}<IconSelector size={11} stroke={1.5} /></button></Menu.Target>
                <Menu.Dropdown className={styles.menu}>{track.choices?.map((c) => <Menu.Item key={c.id} onClick={() => onChoice(track.id, c.id)}>{c.label}</Menu.Item>)}</Menu.Dropdown>
              </Menu>
            : <span>{track.source}</span>)}
        </div>
        {value && track.empty === null && <div className={styles.value} style={{ left: p.layout.right + 10, top: top - 2 }} data-testid={`value-${track.id}`}>
          <b>{value.value}</b><span>{value.unit}{cursor === null ? ' now' : value.of ? `, ${value.of}` : ''}</span>
        </div>}
      </div>
    })}
    {cursor !== null && p.at !== null && p.at >= p.view.from && p.at <= p.view.to && <div className={styles.at} style={{ left: p.layout.right + 10, top: p.layout.bandTop }}>{instant(p.at)}</div>}
  </>
}
