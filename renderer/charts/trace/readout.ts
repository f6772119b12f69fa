/** What each track says at one instant: the value column at its right, and the same in words. */
import { num, withUnit } from '../../components/format'
import { instant } from './axis'
import { heldAt, nearest } from './points'
import type { Track, TraceView } from './view'

export interface Readout { id: Track['id']; value: string; unit: string; /** Which of several curves it is of. */ of: string | null }

/** @param tolerance how far from the instant an inference may lie, seconds */
export function readout(view: TraceView, at: number, tolerance: number): Readout[] {
  return view.tracks.map((track): Readout => {
    const none: Readout = { id: track.id, value: '\u2013', unit: track.unit, of: null }
    if (track.kind !== 'points') {
      const v = track.layers[0] ? heldAt(track.layers[0].points, at) : null
      return v === null ? none : { ...none, value: num(v, track.digits) }
    }
    let best: { distance: number; v: number; of: string } | null = null
    for (const layer of track.layers) for (const points of [layer.points, layer.outliers]) {
      const p = points && nearest(points, at, tolerance)
      if (p && (!best || Math.abs(p.t - at) < best.distance)) best = { distance: Math.abs(p.t - at), v: p.v, of: layer.label }
    }
    return best ? { ...none, value: num(best.v, best.v >= 100 ? 0 : track.digits), of: best.of } : none
  })
}

/** `at 1 min 12 s: latency 128 ms, power 3.04 W`, for assistive technology. */
export function spoken(view: TraceView, at: number, values: readonly Readout[]): string {
  return `at ${instant(at)}: ${view.tracks.map((t, i) => `${t.title.toLowerCase()} ${withUnit(values[i]?.value ?? '', t.unit)}`).join(', ')}`
}
