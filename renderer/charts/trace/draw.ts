/** Draws a trace view on a canvas; nothing here knows React. */
import { num } from '../../components/format'
import { timeTicks } from './axis'
import type { Colors } from './colors'
import { xOf, yOf, type TraceLayout, type TrackBox } from './layout'
import { drawCurve, drawPoints, triangle } from './marks'
import type { Band, TraceView } from './view'

export function drawTrace(c: CanvasRenderingContext2D, view: TraceView, l: TraceLayout, colors: Colors): void {
  c.clearRect(0, 0, l.width, l.height)
  c.lineJoin = 'round'
  clipped(c, l, () => { for (const b of view.bands) if (b.slot && (!b.planned || view.now === null)) column(c, b, l, colors) })
  for (const box of l.boxes) grid(c, box, l, colors)
  clipped(c, l, () => {
    for (const b of view.bands) band(c, b, l, colors)
    for (const box of l.boxes) track(c, box, l, colors)
  })
  for (const box of l.boxes) limits(c, box, l, colors)
  time(c, l, colors)
  if (view.now !== null && view.now >= l.range.from && view.now <= l.range.to) {
    const x = xOf(l, view.now)
    line(c, colors.tx, x, 4, x, l.bottom)
    c.fillStyle = colors.tx
    c.beginPath()
    c.arc(x, 5, 3, 0, 7)
    c.fill()
  }
}

/** The cursor, over a finished drawing. */
export function drawCursor(c: CanvasRenderingContext2D, l: TraceLayout, at: number, colors: Colors): void {
  const x = Math.round(xOf(l, at)) + 0.5
  c.save()
  c.setLineDash([3, 3])
  line(c, colors.accent, x, l.bandTop + l.bandHeight + 4, x, l.bottom)
  c.restore()
}

/** The range that is being chosen. */
export function drawSelection(c: CanvasRenderingContext2D, l: TraceLayout, from: number, to: number, colors: Colors): void {
  const a = Math.max(l.left, xOf(l, Math.min(from, to)))
  const b = Math.min(l.right, xOf(l, Math.max(from, to)))
  c.fillStyle = colors.accent
  c.globalAlpha = 0.14
  c.fillRect(a, l.bandTop, b - a, l.bottom - l.bandTop)
  c.globalAlpha = 1
}

function clipped(c: CanvasRenderingContext2D, l: TraceLayout, draw: () => void): void {
  c.save()
  c.beginPath()
  c.rect(l.left - 1, 0, l.right - l.left + 2, l.height)
  c.clip()
  draw()
  c.restore()
}

function line(c: CanvasRenderingContext2D, color: string, x1: number, y1: number, x2: number, y2: number, width = 1): void {
  c.strokeStyle = color
  c.lineWidth = width
  c.beginPath()
  c.moveTo(x1, y1)
  c.lineTo(x2, y2)
  c.stroke()
}

function text(c: CanvasRenderingContext2D, colors: Colors, words: string, x: number, y: number, color: string, align: CanvasTextAlign, weight = 400): void {
  c.font = `${weight} 10.5px ${colors.font}`
  c.fillStyle = color
  c.textAlign = align
  c.fillText(words, x, y)
}

function column(c: CanvasRenderingContext2D, b: Band, l: TraceLayout, colors: Colors): void {
  const x = xOf(l, b.from)
  c.globalAlpha = (colors.light ? 0.1 : 0.085) * (b.planned ? 0.5 : 1)
  c.fillStyle = colors[b.color]
  c.fillRect(x, l.bandTop + l.bandHeight + 6, Math.max(1, xOf(l, b.to) - x - 1), l.bottom - l.bandTop - l.bandHeight - 6)
  c.globalAlpha = 1
}

function band(c: CanvasRenderingContext2D, b: Band, l: TraceLayout, colors: Colors): void {
  const x = Math.max(xOf(l, b.from), l.left - 4)
  const width = Math.min(xOf(l, b.to), l.right + 4) - x - 1
  if (width < 0.4) return
  if (b.planned) {
    c.save()
    c.setLineDash([2, 2])
    c.strokeStyle = colors[b.color]
    c.globalAlpha = 0.75
    c.lineWidth = 1
    c.beginPath()
    c.roundRect(x + 0.5, l.bandTop + 0.5, Math.max(1, width - 1), l.bandHeight - 1, 2)
    c.stroke()
    c.restore()
    return labelled(c, b, x, width, l, colors, colors[b.color])
  }
  c.fillStyle = colors[b.color]
  c.beginPath()
  c.roundRect(x, l.bandTop, Math.max(0.8, width), l.bandHeight, 2)
  c.fill()
  labelled(c, b, x, width, l, colors, b.slot ? colors['on-static'] : colors.tx)
}

/** A label that does not fit is left out: the colour says enough. */
function labelled(c: CanvasRenderingContext2D, b: Band, x: number, width: number, l: TraceLayout, colors: Colors, color: string): void {
  c.font = `500 10.5px ${colors.font}`
  if (b.label !== '' && c.measureText(b.label).width + 4 <= width) text(c, colors, b.label, x + width / 2, l.bandTop + 12, color, 'center', 500)
}

function grid(c: CanvasRenderingContext2D, box: TrackBox, l: TraceLayout, colors: Colors): void {
  if (box.track.empty !== null) {
    const y = Math.round(box.top + box.height) + 0.5
    line(c, colors.grid, l.left, y, l.right, y)
    return text(c, colors, box.track.empty, l.left, box.top + Math.min(18, box.height / 2), colors.tx3, 'left')
  }
  for (const tick of box.axis.ticks) {
    const y = Math.round(yOf(box, tick)) + 0.5
    line(c, colors.grid, l.left, y, l.right, y)
    text(c, colors, num(tick, box.axis.digits), l.left - 8, y + 3.5, colors.tx3, 'right')
  }
}

function track(c: CanvasRenderingContext2D, box: TrackBox, l: TraceLayout, colors: Colors): void {
  for (const layer of box.track.layers) {
    const color = colors[layer.color]
    if (box.track.kind === 'points') drawPoints(c, layer.points, box, l, color)
    else drawCurve(c, layer.points, box, l, color, box.track.kind === 'steps')
  }
  for (const m of box.track.medians) line(c, colors.tx, xOf(l, m.from), yOf(box, m.value), xOf(l, m.to) - 1, yOf(box, m.value), 1.5)
  for (const layer of box.track.layers) {
    const o = layer.outliers
    // Where they are many, small ones: they must not hide what they stand beside.
    const size = o && o.t.length > 80 ? 2.4 : 3.6
    if (o) for (let i = 0; i < o.t.length; i++) {
      const v = o.v[i]
      if (v !== null && v !== undefined) triangle(c, xOf(l, o.t[i]!), yOf(box, v), size, box, colors)
    }
  }
}

function limits(c: CanvasRenderingContext2D, box: TrackBox, l: TraceLayout, colors: Colors): void {
  for (const limit of box.track.limits) {
    if (limit.value < box.axis.low || limit.value > box.axis.high) continue
    const y = Math.round(yOf(box, limit.value)) + 0.5
    c.save()
    c.setLineDash([3, 3])
    line(c, colors[limit.tone], l.left, y, l.right, y)
    c.restore()
    c.strokeStyle = colors.panel
    c.lineWidth = 3
    c.font = `400 10.5px ${colors.font}`
    c.textAlign = 'right'
    c.strokeText(limit.text, l.right - 4, limit.tone === 'warn' ? y + 12 : y - 5)
    text(c, colors, limit.text, l.right - 4, limit.tone === 'warn' ? y + 12 : y - 5, colors[limit.tone], 'right')
  }
}

function time(c: CanvasRenderingContext2D, l: TraceLayout, colors: Colors): void {
  const ticks = timeTicks(l.range.from, l.range.to, Math.max(2, Math.floor((l.right - l.left) / 56)))
  for (const { at, label } of ticks) text(c, colors, label, xOf(l, at), l.height - 8, colors.tx3, 'center')
}
