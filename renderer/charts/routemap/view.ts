/** What the route map's parts share while drawing. */
import type { Layout } from './geometry'
import type { RouteModel } from './model'

export type RouteMode = 'tokens' | 'probability'
export type Tone = 'strong' | 'plain' | 'quiet' | 'accent'

/** One line of text below the columns. */
export interface ReadoutRow {
  id: string
  label: string
  short: string
  values: { text: string; tone: Tone }[]
  end?: { text: string; strong: boolean }
}

export interface EndValue { value: string; unit: string; title?: string }

export interface BlockEvents {
  onSelect(block: string): void
  /** Double click or F: the opposite of what happened, for the whole block or one lane. */
  onToggleForce(block: string, lane: string | null): void
  onRelease(block: string, lane: string | null): void
  onMenu(block: string, at: { x: number; y: number }): void
}

export interface Drawing {
  l: Layout
  r: RouteModel
  mode: RouteMode
  solo: string | null
  loading: boolean
}
