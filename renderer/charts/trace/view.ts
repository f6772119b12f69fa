/** What a trace chart draws: bands of phases and tracks over one time axis, in seconds. Colours are names of tokens. */
import type { Points } from './points'

export type Token = 'static' | 'adapt' | 'run' | 'tx' | 'tx2' | 'tx3' | 'line2' | 'grid' | 'warn' | 'bad' | 'panel' | 'warn-bg' | 'on-static' | 'accent'

export interface Band { from: number; to: number; /** Written where it fits. */ label: string; color: Token; /** A slot of a variant: a faint column behind the tracks too. */ slot: boolean; /** Still to come: an outline. */ planned: boolean }

export interface Layer { id: string; label: string; color: Token; points: Points; /** Beyond Tukey's fences: kept and marked. */ outliers?: Points }

export interface Track {
  id: 'latency' | 'power' | 'temperature' | 'clock'
  title: string
  unit: string
  /** Which of several sources, e.g. a thermal zone. */
  source?: string
  /** Others that could be shown in its place. */
  choices?: { id: string; label: string }[]
  digits: number
  /** `points` for inferences, `steps` for what holds its value, `line` for what is continuous. */
  kind: 'points' | 'steps' | 'line'
  layers: Layer[]
  medians: { from: number; to: number; value: number }[]
  limits: { value: number; text: string; tone: 'tx3' | 'warn' }[]
  /** Where it is drawn; points beyond are pinned to its edge. Null: all of it. */
  range: { low: number; high: number } | null
  /** Why there is nothing, in place of a curve. */
  empty: string | null
}

export interface TraceView { from: number; to: number; bands: Band[]; tracks: Track[]; /** Where a run under way has come to. */ now: number | null; /** Finer points of this span are on their way. */ coarse?: boolean }

/** Something that can be drawn again and again. */
export interface TraceSource {
  /** Another value whenever there is something new to draw. */
  version(): number
  /** @param range seconds; null is all @param columns width in pixels */
  view(range: Range | null, columns: number): TraceView
}

export interface Range { from: number; to: number }

/** Part of `whole`, at least `least` long, moved and cut so that it lies within. */
export function within(range: Range, whole: Range, least = 0.02): Range {
  const span = Math.min(whole.to - whole.from, Math.max(least, range.to - range.from))
  const from = Math.min(whole.to - span, Math.max(whole.from, range.from))
  return { from, to: from + span }
}

/** Zooms by `factor` (< 1 is nearer) around an instant. */
export const zoomed = (range: Range, factor: number, around: number, whole: Range): Range =>
  within({ from: around - (around - range.from) * factor, to: around - (around - range.from) * factor + (range.to - range.from) * factor }, whole)
