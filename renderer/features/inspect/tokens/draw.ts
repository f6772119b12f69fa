/** Draws the image with what each lane selected, in CSS pixels, crisp at any density. */
import type { Picture } from '@shared/rpc/contract'
import { imageData } from '../../../components/Picture'
import { nestStep, outline } from './outline'

export interface TokenLane { mask: ArrayLike<number>; color: string }

export interface TokenPicture {
  prepared: Picture | null
  /** Tokens that stay bright; null dims everything (the block did not run). */
  bright: ArrayLike<number> | null
  lanes: readonly TokenLane[]
  side: number
}

const dimmed = 'rgba(12, 14, 18, 0.68)'

/** @param size side of the square, CSS pixels */
export function drawTokens(canvas: HTMLCanvasElement, t: TokenPicture, size: number): void {
  const dpr = window.devicePixelRatio || 1
  const pixels = Math.max(1, Math.round(size * dpr))
  canvas.width = pixels
  canvas.height = pixels
  const c = canvas.getContext('2d')
  if (!c) return
  c.setTransform(pixels / size, 0, 0, pixels / size, 0, 0)
  if (t.prepared) {
    const source = document.createElement('canvas')
    source.width = t.prepared.width
    source.height = t.prepared.height
    source.getContext('2d')?.putImageData(imageData(t.prepared), 0, 0)
    c.imageSmoothingQuality = 'high'
    c.drawImage(source, 0, 0, size, size)
  }
  const cell = size / Math.max(1, t.side)
  c.fillStyle = dimmed
  c.beginPath()
  for (let y = 0; y < t.side; y++) {
    for (let x = 0; x < t.side; x++) {
      if (t.bright?.[y * t.side + x] === 1) continue
      // Edges on whole device pixels: neighbours neither overlap nor leave a seam.
      const [x0, y0, x1, y1] = [x, y, x + 1, y + 1].map((v) => Math.round(v * cell * dpr) / dpr) as [number, number, number, number]
      c.rect(x0, y0, x1 - x0, y1 - y0)
    }
  }
  c.fill()
  const step = nestStep(cell, t.lanes.length)
  c.lineWidth = Math.min(1.4, step + 0.15)
  c.lineCap = 'square'
  t.lanes.forEach((lane, k) => {
    c.strokeStyle = lane.color
    c.beginPath()
    for (const s of outline(lane.mask, t.side, cell, c.lineWidth / 2 + 0.2 + k * step)) { c.moveTo(s.x1, s.y1); c.lineTo(s.x2, s.y2) }
    c.stroke()
  })
}
