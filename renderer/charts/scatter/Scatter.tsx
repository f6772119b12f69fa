/** One value against another, a point for each image: shapes by group, a running median, a brush, and a cursor that goes along by keys. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { orderOf } from '@shared/stats/rank'
import type { CurvePoint } from '@shared/stats/running-median'
import { useScheme } from '../../components/useScheme'
import { decimals } from '../../components/ticks'
import { axisOf, fromX, fromY, nearestPoint, toX, toY, type Frame } from './geometry'
import { drawPoints, type Points } from './draw'
import styles from './scatter.module.css'

export interface Brush { x: { low: number; high: number }; y: { low: number; high: number } }

interface Props {
  points: Points
  width: number
  height: number
  label: string
  xTitle: string
  yText(value: number, digits: number): string
  curve: readonly CurvePoint[]
  /** A level that matters, e.g. the static cost. */
  level: { value: number; text: string } | null
  selected: number | null
  describe(point: number): string
  onAt(point: number | null): void
  onOpen(point: number): void
  onBrush(brush: Brush | null): void
}

const left = 44, right = 10, top = 10, bottom = 36

export function Scatter({ points, width, height, label, xTitle, yText, curve, level, selected, describe, onAt, onOpen, onBrush }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useScheme()
  const [at, setAt] = useState<number | null>(null)
  const [drag, setDrag] = useState<{ x0: number; y0: number; x1: number; y1: number } | null>(null)
  const f = useMemo((): Frame => ({
    left, top, width: Math.max(10, width - left - right), height: Math.max(10, height - top - bottom), x: axisOf(points.x, 4), y: axisOf(points.y, 4, level ? [level.value] : [])
  }), [points.x, points.y, width, height, level])
  const order = useMemo(() => orderOf(points.x), [points.x])

  useEffect(() => {
    const c = canvas.current?.getContext('2d')
    if (!c || width < 20 || height < 20) return
    const began = performance.now()
    const scale = window.devicePixelRatio || 1
    c.canvas.width = Math.round(width * scale)
    c.canvas.height = Math.round(height * scale)
    c.setTransform(scale, 0, 0, scale, 0, 0)
    const style = getComputedStyle(document.documentElement)
    drawPoints(c, f, points, { quiet: style.getPropertyValue('--tx3').trim(), strong: style.getPropertyValue('--accent').trim() })
    c.canvas.dataset.drawMs = (performance.now() - began).toFixed(1)
  }, [points, f, width, height, theme])

  const show = (point: number | null): void => { if (point !== at) { setAt(point); onAt(point) } }
  const place = (e: PointerEvent): { x: number; y: number } => { const box = e.currentTarget.getBoundingClientRect(); return { x: e.clientX - box.left, y: e.clientY - box.top } }
  const move = (e: PointerEvent) => {
    const { x, y } = place(e)
    if (drag) return setDrag({ ...drag, x1: x, y1: y })
    const near = nearestPoint(f, points.x, points.y, x, y, 12)
    show(near < 0 ? null : near)
  }
  const up = (e: PointerEvent) => {
    if (!drag) return
    const { x, y } = place(e)
    setDrag(null)
    const [x0, x1] = [Math.min(drag.x0, x), Math.max(drag.x0, x)], [y0, y1] = [Math.min(drag.y0, y), Math.max(drag.y0, y)]
    if (x1 - x0 < 4 && y1 - y0 < 4) { if (at !== null) onOpen(at); else onBrush(null) }
    else onBrush({ x: { low: fromX(f, x0), high: fromX(f, x1) }, y: { low: fromY(f, y1), high: fromY(f, y0) } })
  }
  const key = (e: KeyboardEvent) => {
    const n = order.length
    if (n === 0) return
    const here = at === null ? -1 : order.indexOf(at), by = e.shiftKey ? Math.max(1, Math.round(n / 20)) : 1
    const next = e.key === 'ArrowRight' ? Math.min(n - 1, here + by) : e.key === 'ArrowLeft' ? Math.max(0, here < 0 ? n - 1 : here - by) : e.key === 'Home' ? 0 : e.key === 'End' ? n - 1 : null
    if (next !== null) show(order[next]!)
    else if (e.key === 'Enter' && at !== null) onOpen(at)
    else if (e.key === 'Escape' && at !== null) { e.stopPropagation(); show(null) }
    else return
    e.preventDefault()
  }
  const [xDigits, yDigits] = [decimals(f.x.ticks), decimals(f.y.ticks)]
  const line = curve.map((p, i) => `${i === 0 ? 'M' : 'L'}${toX(f, p.x).toFixed(1)} ${toY(f, p.y).toFixed(1)}`).join('')
  const marks = [selected, at].filter((p, i, all): p is number => p !== null && !Number.isNaN(points.x[p]!) && !Number.isNaN(points.y[p]!) && all.indexOf(p) === i)
  return (
    <div className={styles.box} style={{ width, height }} tabIndex={0} role="application" aria-roledescription="scatter plot" aria-label={label} onKeyDown={key} onBlur={() => show(null)} data-testid="scatter">
      <svg width={width} height={height} aria-hidden="true">
        {f.y.ticks.map((t) => <g key={t}><path d={`M${f.left} ${toY(f, t)}H${f.left + f.width}`} className={styles.grid} /><text x={f.left - 6} y={toY(f, t) + 3.5} textAnchor="end" className={styles.tick}>{yText(t, yDigits)}</text></g>)}
        {f.x.ticks.map((t, i) => <text key={t} x={toX(f, t)} y={height - 20} textAnchor={i === 0 ? 'start' : i === f.x.ticks.length - 1 ? 'end' : 'middle'} className={styles.tick}>{t.toFixed(xDigits)}</text>)}
        <text x={f.left + f.width / 2} y={height - 4} textAnchor="middle" className={styles.tick}>{xTitle}</text>
      </svg>
      <canvas ref={canvas} style={{ width, height }} data-testid="scatter-canvas" />
      <svg width={width} height={height} className={styles.over}
        onPointerDown={(e) => { const { x, y } = place(e); e.currentTarget.setPointerCapture(e.pointerId); setDrag({ x0: x, y0: y, x1: x, y1: y }) }} onPointerMove={move} onPointerUp={up} onPointerLeave={() => { if (!drag) show(null) }}>
        {level && <><path d={`M${f.left} ${toY(f, level.value)}H${f.left + f.width}`} className={styles.level} /><text x={f.left + 6} y={toY(f, level.value) + 14} className={styles.levelText}>{level.text}</text></>}
        {line && <><path d={line} className={styles.halo} /><path d={line} className={styles.curve} /></>}
        {marks.map((p) => <circle key={p} cx={toX(f, points.x[p]!)} cy={toY(f, points.y[p]!)} r={6} className={styles.mark} />)}
        {drag && <rect x={Math.min(drag.x0, drag.x1)} y={Math.min(drag.y0, drag.y1)} width={Math.abs(drag.x1 - drag.x0)} height={Math.abs(drag.y1 - drag.y0)} className={styles.brush} />}
      </svg>
      <span className="sr-only" aria-live="polite">{at !== null ? describe(at) : ''}</span>
    </div>
  )
}
