/** The marks of a track: points, steps, lines, and the triangle of an outlier. */
import type { Colors } from './colors'
import { xOf, yOf, type TraceLayout, type TrackBox } from './layout'
import type { Points } from './points'

const clamp = (x: number, low: number, high: number): number => Math.min(high, Math.max(low, x))
const inBox = (box: TrackBox, y: number): number => clamp(y, box.top, box.top + box.height)

/** Small squares: hundreds of thousands are filled at once. */
export function drawPoints(c: CanvasRenderingContext2D, p: Points, box: TrackBox, l: TraceLayout, color: string): void {
  c.fillStyle = color
  c.globalAlpha = 0.62
  const size = p.t.length > 20_000 ? 1.4 : 2.2
  c.beginPath()
  for (let i = 0; i < p.t.length; i++) {
    const v = p.v[i]
    if (v === null || v === undefined || p.t[i]! < l.range.from || p.t[i]! > l.range.to) continue
    c.rect(xOf(l, p.t[i]!) - size / 2, inBox(box, yOf(box, v)) - size / 2, size, size)
  }
  c.fill()
  c.globalAlpha = 1
}

/** A curve, or steps where a gauge holds its value until the next one; a failed read leaves a gap. */
export function drawCurve(c: CanvasRenderingContext2D, p: Points, box: TrackBox, l: TraceLayout, color: string, steps: boolean): void {
  c.strokeStyle = color
  c.lineWidth = steps ? 1.25 : 1.4
  c.beginPath()
  let held: number | null = null
  for (let i = 0; i < p.t.length; i++) {
    const v = p.v[i]
    if (v === null || v === undefined) { held = null; continue }
    const x = xOf(l, p.t[i]!)
    const y = inBox(box, yOf(box, v))
    if (held === null) c.moveTo(x, y)
    else {
      if (steps) c.lineTo(x, held)
      c.lineTo(x, y)
    }
    held = y
  }
  c.stroke()
}

/** Marks an outlier; one beyond the track's range points out of it. */
export function triangle(c: CanvasRenderingContext2D, x: number, y: number, size: number, box: TrackBox, colors: Colors): void {
  const at = clamp(y, box.top + 4, box.top + box.height - 4)
  c.fillStyle = colors['warn-bg']
  c.strokeStyle = colors.warn
  c.lineWidth = 1.1
  c.beginPath()
  const up = y <= box.top + box.height / 2 ? 1 : -1
  c.moveTo(x, at - 1.1 * size * up)
  c.lineTo(x + size, at + 0.83 * size * up)
  c.lineTo(x - size, at + 0.83 * size * up)
  c.closePath()
  c.fill()
  c.stroke()
}
