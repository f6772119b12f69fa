/** The tracks of power, temperature and clock, the same for a run under way and a stored one. */
import type { Capabilities, Source } from '@shared/device/capabilities'
import { batteryCounters, counterInfo, isRail } from '@shared/device/counters'
import type { Points } from '../../charts/trace/points'
import type { Band, Track } from '../../charts/trace/view'
import { noLook, type Look } from './variants'

/** A source that has been read. */
export interface Readable { id: string; label: string; /** Its greatest value so far. */ highest: number; points(): Points }

/** Id of an imported meter's power, W. */
const meterSource = 'meter'

type Kind = 'power' | 'temperature' | 'frequency'
const shape: Record<Kind, Pick<Track, 'id' | 'title' | 'unit' | 'digits' | 'kind'>> = {
  power: { id: 'power', title: 'Power', unit: 'W', digits: 2, kind: 'steps' },
  temperature: { id: 'temperature', title: 'Temperature', unit: '°C', digits: 1, kind: 'line' },
  frequency: { id: 'clock', title: 'CPU clock', unit: 'GHz', digits: 2, kind: 'steps' }
}
const missing: Record<Kind, string> = { power: 'No power can be read on this device.', temperature: 'No temperature can be read on this device.', frequency: 'No clock can be read on this device.' }

/**
 * One source is drawn per track: the one chosen by hand, else an imported meter before the gauge, the hottest zone and the fastest core.
 * @param derived id under which power derived from current and voltage is kept
 */
export function sourceTracks(sources: readonly Source[], read: (s: Pick<Source, 'id' | 'label'>) => Readable | null, derived: string, chosen: Partial<Record<Track['id'], string>>): Track[] {
  const all: Record<Kind, Pick<Source, 'id' | 'label'>[]> = {
    power: [{ id: meterSource, label: 'imported meter' }, { id: derived, label: 'gauge, current × voltage' }, ...sources.filter((s) => s.kind === 'power' && s.id !== derived)],
    temperature: sources.filter((s) => s.kind === 'temperature'),
    frequency: sources.filter((s) => s.kind === 'frequency')
  }
  return (['power', 'temperature', 'frequency'] as const).map((kind): Track => {
    const there = all[kind].flatMap((s) => read(s) ?? [])
    const wanted = chosen[shape[kind].id]
    const one = there.find((s) => s.id === wanted) ?? (kind === 'power' ? there[0] : there.reduce<Readable | undefined>((best, s) => (best && best.highest >= s.highest ? best : s), undefined))
    return {
      ...shape[kind], medians: [], limits: [], range: null, empty: one ? null : all[kind].length > 0 && kind !== 'power' ? 'Nothing was read yet.' : missing[kind],
      ...(one && { source: one.label, choices: there.map(({ id, label }) => ({ id, label })) }),
      layers: one ? [{ id: one.id, label: one.label, color: 'run', points: one.points() }] : []
    }
  })
}

/** What perfetto recorded beside a run, as the series tells it: power of each rail, and of the battery. */
export function recordedSources({ perfetto }: Pick<Capabilities, 'perfetto'>): Source[] {
  const ids = perfetto?.counters.map((c) => c.id).filter((id) => isRail(id) || id === batteryCounters.current) ?? []
  return ids.map((id) => ({ id, path: '', kind: 'power', unit: 'W', scale: 1, label: isRail(id) ? `${counterInfo(id).label}, perfetto` : 'battery, current × voltage, perfetto' }))
}

const words: Record<string, string> = { load: 'load', idle: 'idle', 'warm-up': 'warm', marker: 'mark', 'cool-down': 'cool', paused: 'paused', profile: 'profile' }

/** A phase as a band: slots in their variant's colour and letter, the others quiet. */
export function phaseBand(p: { phase: string; variant: string | null; from: number; to: number }, looks: ReadonlyMap<string, Look>): Band {
  const look = p.phase === 'slot' && p.variant !== null ? (looks.get(p.variant) ?? noLook) : null
  return { from: p.from, to: p.to, label: look?.letter ?? words[p.phase] ?? p.phase, color: look?.color ?? 'line2', slot: look !== null, planned: false }
}
