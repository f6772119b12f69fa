/** Points on a canvas: shapes while they can be told apart, dots where there are many. */
import { toX, toY, type Frame } from './geometry'
import { addShape, shapes } from './shapes'

/** Above so many, each is a dot: shapes would cover each other. */
export const manyPoints = 5000

export interface Points {
  x: ArrayLike<number>
  y: ArrayLike<number>
  /** Group of each. */
  group: ArrayLike<number>
  /** 1 for those that the filter lets through; null for all. */
  on: Uint8Array | null
}

export interface Ink { quiet: string; strong: string }

export function drawPoints(c: CanvasRenderingContext2D, f: Frame, p: Points, ink: Ink): void {
  const n = p.x.length
  if (n > manyPoints) return drawDots(c, f, p, ink)
  const r = n > 1500 ? 2.4 : 3.1
  for (const on of [0, 1]) {
    if (on === 1 && !p.on) break
    c.strokeStyle = on === 1 ? ink.strong : ink.quiet
    c.globalAlpha = on === 1 ? 0.95 : p.on ? 0.38 : 0.62
    c.lineWidth = 1.1
    shapes.forEach((shape, g) => {
      c.beginPath()
      for (let i = 0; i < n; i++) {
        if (p.group[i] !== g || (p.on ? p.on[i] : 0) !== on || Number.isNaN(p.x[i]!) || Number.isNaN(p.y[i]!)) continue
        addShape(c, shape, toX(f, p.x[i]!), toY(f, p.y[i]!), r)
      }
      c.stroke()
    })
  }
  c.globalAlpha = 1
}

/** Opacity falls with the number, so that density stays visible. */
function drawDots(c: CanvasRenderingContext2D, f: Frame, p: Points, ink: Ink): void {
  const n = p.x.length, side = n > 30_000 ? 1.5 : 2, alpha = Math.max(0.12, Math.min(0.6, 6000 / n))
  for (const on of [0, 1]) {
    if (on === 1 && !p.on) break
    c.fillStyle = on === 1 ? ink.strong : ink.quiet
    c.globalAlpha = on === 1 ? Math.min(0.9, alpha * 2.5) : p.on ? alpha * 0.6 : alpha
    for (let i = 0; i < n; i++) {
      if ((p.on ? p.on[i] : 0) !== on) continue
      const x = toX(f, p.x[i]!), y = toY(f, p.y[i]!)
      c.fillRect(x - side / 2, y - side / 2, side, side)
    }
  }
  c.globalAlpha = 1
}
