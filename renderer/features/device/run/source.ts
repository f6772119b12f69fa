/** Turns what was read of a stored run into something to draw. */
import type { RunDetail } from '@shared/runs/run'
import type { Series } from '@shared/rpc/device-calls'
import { robustRange, type Points } from '../../../charts/trace/points'
import type { Range, Track, TraceSource, TraceView } from '../../../charts/trace/view'
import { phaseBand, recordedSources, sourceTracks, type Readable } from '../tracks'
import { looks, noLook, type Look } from '../variants'
import { useRun } from './store'

const values = (v: readonly (number | null)[]): number[] => v.filter((x): x is number => x !== null)

/** Greatest value of a trace, found once. */
const highest = new WeakMap<Points, number>()
function highestOf(points: Points): number {
  const known = highest.get(points)
  if (known !== undefined) return known
  const found = points.v.reduce<number>((most, v) => (v !== null && v > most ? v : most), -Infinity)
  highest.set(points, found)
  return found
}

export class RunSource implements TraceSource {
  private readonly looks: ReadonlyMap<string, Look>
  private ranged: { series: Series; range: { low: number; high: number } | null } | null = null

  constructor(private readonly detail: RunDetail) { this.looks = looks(detail.plan.variants) }

  version(): number { return useRun.getState().version }

  view(range: Range | null): TraceView {
    const { part: finest, whole, choices, settled } = useRun.getState()
    const from = range?.from ?? whole?.from ?? 0
    const to = range?.to ?? whole?.to ?? Math.max(1, this.detail.durationS)
    // Until its own points come: those at hand, or the whole run's where they do not reach.
    const part = finest && whole && (finest.from > from + 1e-3 || finest.to < to - 1e-3) ? whole : finest
    if (!part) return { from, to, bands: [], now: null, coarse: true, tracks: this.tracks(null, null, choices) }
    return { from, to, now: null, coarse: !settled, bands: (whole ?? part).phases.map((p) => phaseBand(p, this.looks)), tracks: this.tracks(part, whole, choices) }
  }

  private tracks(part: Series | null, whole: Series | null, choices: Partial<Record<Track['id'], string>>): Track[] {
    const { detail } = this
    const read = (s: { id: string; label: string }): Readable | null => {
      const points = part?.sources[s.id]
      return points ? { ...s, highest: highestOf(points), points: () => points } : null
    }
    const sources = sourceTracks([...detail.capabilities.sources, ...recordedSources(detail.capabilities)], read, 'power', choices).map((track): Track => {
      if (!part) return { ...track, empty: '' }
      if (track.id !== 'power' || detail.idleW === null) return track
      return { ...track, limits: [{ value: detail.idleW, text: `idle baseline ${detail.idleW.toFixed(2)} W`, tone: 'tx3' }] }
    })
    return [this.latency(part, whole), ...sources]
  }

  private latency(part: Series | null, whole: Series | null): Track {
    const layers = Object.entries(part?.latency ?? {}).map(([id, points]) => {
      const look = this.looks.get(id) ?? noLook
      return { id, label: look.label, color: look.color, points, outliers: part?.outliers[id] }
    })
    const spans = new Map(whole?.phases.flatMap((p) => (p.phase === 'slot' && p.slot !== null ? [[p.slot, p] as const] : [])))
    const medians = this.detail.slots.flatMap(({ slot, medianMs }) => { const p = spans.get(slot); return p ? [{ from: p.from, to: p.to, value: medianMs }] : [] })
    if (part && this.ranged?.series !== part) this.ranged = { series: part, range: robustRange(Object.values(part.latency).map((p) => values(p.v))) }
    return { id: 'latency', title: 'Latency', unit: 'ms', digits: 1, kind: 'points', range: this.ranged?.range ?? null, limits: [], empty: part ? null : '', medians, layers }
  }
}
