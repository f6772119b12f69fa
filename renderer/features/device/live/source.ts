/** Turns the run under way into something to draw. */
import type { Source } from '@shared/device/capabilities'
import { noPoints } from '../../../charts/trace/points'
import type { Band, Range, Token, Track, TraceSource, TraceView } from '../../../charts/trace/view'
import { noLook, type Look } from '../variants'
import { phaseBand, sourceTracks, type Readable } from '../tracks'
import { derivedPower, type LivePhase, type LiveTrace } from './trace'

export interface LiveSourceOptions {
  looks: ReadonlyMap<string, Look>
  slotSeconds: number
  /** Seconds until the end, as far as it is known. */
  left(): number | null
  /** Sources chosen by hand. */
  choices(): Partial<Record<Track['id'], string>>
  /** Only the last so many seconds; null is the whole run. */
  window(): number | null
}

export class LiveSource implements TraceSource {
  private end = 0

  constructor(private readonly trace: LiveTrace, private readonly options: LiveSourceOptions) {}

  version(): number { return this.trace.version }

  view(_range: Range | null, columns: number): TraceView {
    const { trace, options } = this
    const window = options.window()
    const from = window === null ? 0 : Math.max(0, trace.end - window)
    const to = window === null ? this.horizon() : Math.max(window, trace.end)
    return { from, to, bands: this.bands(to), now: trace.end, tracks: [this.latency(from, to, columns), ...this.rest(from, to, columns)] }
  }

  /** Where the axis ends: at the expected end, moved only when that changed by more than a little, so that the picture stays put. */
  private horizon(): number {
    const left = this.options.left()
    const expected = Math.max(10, left === null ? this.trace.end * 1.15 : this.trace.end + left)
    if (this.trace.end > this.end || Math.abs(expected - this.end) > this.end * 0.04) this.end = expected
    return this.end
  }

  private bands(to: number): Band[] {
    const { trace, options } = this
    const bands = trace.phases.flatMap((p) => (p.phase === 'paused' ? [] : [phaseBand({ ...p, to: p.to ?? trace.end }, options.looks)]))
    const pauses = trace.phases.flatMap((p) => (p.phase === 'paused' ? [phaseBand({ ...p, to: p.to ?? trace.end }, options.looks)] : []))
    return [...bands, ...pauses, ...this.planned(to)]
  }

  /** Slots to come share the time that is left. */
  private planned(to: number): Band[] {
    const { trace, options } = this
    const begun = trace.phases.filter((p): p is LivePhase & { slot: number } => p.phase === 'slot' && p.slot !== null)
    const open = begun.find((p) => p.to === null)
    const next = trace.slots.filter((s) => !begun.some((b) => b.slot === s.slot))
    const start = open ? Math.max(trace.end, open.from + options.slotSeconds) : trace.end
    const pitch = (to - start) / Math.max(1, next.length)
    const width = Math.min(pitch * 0.92, options.slotSeconds)
    const outline = (from: number, until: number, color: Token): Band => ({ from, to: until, label: '', color, slot: true, planned: true })
    const bands = next.map((s, i) => outline(start + pitch * i + (pitch - width) / 2, start + pitch * i + (pitch + width) / 2, options.looks.get(s.variant)?.color ?? 'tx3'))
    if (open?.variant && start > trace.end) bands.unshift(outline(trace.end, start, options.looks.get(open.variant)?.color ?? 'tx3'))
    return bands
  }

  private latency(from: number, to: number, columns: number): Track {
    const { trace, options } = this
    const layers = [...trace.latency].map(([id, g]) => {
      const look = options.looks.get(id) ?? noLook
      return { id, label: look.label, color: look.color, points: g.view(from, to, columns), outliers: trace.outliers.get(id)?.view(from, to, columns) ?? noPoints }
    })
    return {
      id: 'latency', title: 'Latency', unit: 'ms', digits: 1, kind: 'points', range: trace.range, limits: [], empty: null, medians: trace.medians.filter((m) => m.to >= from),
      layers: [{ id: 'warm', label: 'warm-up', color: 'tx3', points: trace.warm.view(from, to, columns) }, ...layers]
    }
  }

  private rest(from: number, to: number, columns: number): Track[] {
    const { trace } = this
    const readable = (s: Pick<Source, 'id' | 'label'>): Readable | null => {
      const g = trace.sources.get(s.id)
      return g ? { id: s.id, label: s.label, highest: g.highest(), points: () => g.view(from, to, columns) } : null
    }
    return sourceTracks(trace.sourceList, readable, derivedPower, this.options.choices())
  }
}
