/** Paints a trace once per frame at most, and only when something changed; React hears of it a few times a second. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import { readColors, type Colors } from './colors'
import { drawCursor, drawSelection, drawTrace } from './draw'
import { traceLayout, type TraceLayout } from './layout'
import { readout, type Readout } from './readout'
import type { Range, TraceSource, TraceView } from './view'

export interface Painted { view: TraceView; layout: TraceLayout; at: number | null; values: Readout[] }

interface Paint { source: TraceSource; range: Range | null; cursor: number | null; selection: Range | null; width: number; height: number; theme: string }

/** Text beside the curves changes at most so often, milliseconds. */
const textMs = 120

/** @returns what was painted last, for text; and a reference to it that is always of the newest frame */
export function usePainter(canvas: RefObject<HTMLCanvasElement | null>, paint: Paint): [Painted | null, RefObject<Painted | null>] {
  const newest = useRef<Painted | null>(null)
  const wish = useRef(paint)
  const [text, setText] = useState<Painted | null>(null)
  useEffect(() => { wish.current = paint })

  useEffect(() => {
    let frame = 0
    let seen: { paint: Paint; version: number } | null = null
    let colors: Colors | null = null
    let texted = 0
    let textAt: Paint | null = null
    const tick = (now: number): void => {
      frame = requestAnimationFrame(tick)
      const p = wish.current
      const version = p.source.version()
      const context = canvas.current?.getContext('2d')
      if (!context || p.width < 60 || p.height < 60) return
      if (!seen || !same(seen.paint, p) || seen.version !== version) {
        if (!colors || seen?.paint.theme !== p.theme) colors = readColors()
        seen = { paint: p, version }
        newest.current = draw(context, p, colors)
      }
      // A cursor that moves is followed at once, values that come in are read a few times a second.
      if (newest.current && (textAt === null || textAt.cursor !== p.cursor || textAt.width !== p.width || textAt.height !== p.height || now - texted > textMs)) {
        texted = now
        textAt = p
        setText(newest.current)
      }
    }
    frame = requestAnimationFrame(tick)
    return () => cancelAnimationFrame(frame)
  }, [canvas])
  return [text, newest]
}

const same = (a: Paint, b: Paint): boolean =>
  a.source === b.source && a.range === b.range && a.cursor === b.cursor && a.selection === b.selection && a.width === b.width && a.height === b.height && a.theme === b.theme

function draw(c: CanvasRenderingContext2D, p: Paint, colors: Colors): Painted {
  const scale = window.devicePixelRatio || 1
  const [w, h] = [Math.round(p.width * scale), Math.round(p.height * scale)]
  if (c.canvas.width !== w || c.canvas.height !== h) { c.canvas.width = w; c.canvas.height = h }
  c.setTransform(scale, 0, 0, scale, 0, 0)
  const view = p.source.view(p.range, Math.max(40, Math.round(p.width - 130)))
  const layout = traceLayout(view, p.width, p.height)
  drawTrace(c, view, layout, colors)
  c.canvas.dataset.coarse = String(view.coarse ?? false)
  if (p.selection) drawSelection(c, layout, p.selection.from, p.selection.to, colors)
  const at = p.cursor ?? view.now
  if (p.cursor !== null && p.cursor >= view.from && p.cursor <= view.to) drawCursor(c, layout, p.cursor, colors)
  const tolerance = p.cursor === null ? 5 : Math.max(0.02, ((view.to - view.from) / Math.max(1, layout.right - layout.left)) * 8)
  return { view, layout, at, values: at === null ? [] : readout(view, at, tolerance) }
}
