/** Where bands, tracks and axes of a trace chart lie, in pixels. */
import { niceAxis, type Axis } from './axis'
import type { Range, Track, TraceView } from './view'

export interface TrackBox { track: Track; axis: Axis; top: number; height: number }
export interface TraceLayout { left: number; right: number; width: number; height: number; bandTop: number; bandHeight: number; bottom: number; boxes: TrackBox[]; range: Range }

/** The latency track carries most; the others share the rest. */
const weight: Record<Track['id'], number> = { latency: 0.34, power: 0.24, temperature: 0.21, clock: 0.21 }

export function traceLayout(view: TraceView, width: number, height: number): TraceLayout {
  const left = 52
  const right = Math.max(left + 40, width - 78)
  const top = 50
  const bottom = height - 24
  const gap = height < 380 ? 23 : 28
  const total = view.tracks.reduce((sum, t) => sum + weight[t.id], 0)
  const room = Math.max(0, bottom - top - gap * (view.tracks.length - 1))
  let y = top
  const boxes = view.tracks.map((track): TrackBox => {
    const h = (room * weight[track.id]) / total
    const box = { track, axis: axisOf(track, h > 84 ? 4 : h > 48 ? 2 : 1), top: y, height: h }
    y += h + gap
    return box
  })
  return { left, right, width, height, bandTop: 8, bandHeight: 16, bottom, boxes, range: { from: view.from, to: view.to } }
}

function axisOf(track: Track, count: number): Axis {
  let low = Infinity
  let high = -Infinity
  const see = (x: number): void => { low = Math.min(low, x); high = Math.max(high, x) }
  if (track.range) { see(track.range.low); see(track.range.high) }
  else for (const { points } of track.layers) for (const x of points.v) if (x !== null) see(x)
  if (low > high) return niceAxis(0, 1, 1)
  // A limit belongs into view once the curve comes near to it.
  for (const { value } of track.limits) if (value <= high + (high - low) + 1 && value >= low - (high - low) - 1) see(value)
  const axis = niceAxis(low, high, count)
  return track.unit === '°C' && axis.high - axis.low < 1 ? niceAxis(low - 0.5, high + 0.5, count) : axis
}

export const xOf = (l: TraceLayout, t: number): number => l.left + ((l.right - l.left) * (t - l.range.from)) / Math.max(1e-9, l.range.to - l.range.from)
export const timeAt = (l: TraceLayout, x: number): number => l.range.from + ((x - l.left) / Math.max(1, l.right - l.left)) * (l.range.to - l.range.from)
export const yOf = (b: TrackBox, v: number): number => b.top + b.height - ((v - b.axis.low) / (b.axis.high - b.axis.low)) * b.height
