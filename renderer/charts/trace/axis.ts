/** Where ticks stand and what they say; at most five of them. */
import { decimals } from '../../components/ticks'
import { num } from '../../components/format'

export interface Axis { low: number; high: number; ticks: number[]; digits: number }

const steps = [1, 2, 2.5, 5, 10]

/** Smallest round step that cuts `span` into at most `count` parts. */
function roundStep(span: number, count: number): number {
  const raw = span / Math.max(1, count)
  const magnitude = 10 ** Math.floor(Math.log10(raw))
  return (steps.find((m) => m * magnitude >= raw * 0.9999) ?? 10) * magnitude
}

/**
 * An axis that holds `low`…`high` with round ticks; its ends lie on quarters of a tick, so that it changes seldom while values come in.
 * A single value gets room around it.
 */
export function niceAxis(low: number, high: number, count = 4): Axis {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1, ticks: [0, 1], digits: 0 }
  if (high - low < 1e-9 * Math.max(1, Math.abs(high))) {
    const room = Math.max(Math.abs(high) * 0.1, 0.1)
    low -= room
    high += room
  }
  // One tick alone tells no scale.
  for (let parts = count; ; parts++) {
    const axis = axisOf(low, high, roundStep(high - low, parts))
    if (axis.ticks.length >= 2) return axis
  }
}

function axisOf(low: number, high: number, step: number): Axis {
  const quarter = step / 4
  const round = (x: number): number => Number(x.toPrecision(12))
  const ends = { low: round(Math.floor(low / quarter + 1e-9) * quarter), high: round(Math.ceil(high / quarter - 1e-9) * quarter) }
  const first = Math.ceil(ends.low / step - 1e-9)
  const last = Math.floor(ends.high / step + 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => round((first + i) * step))
  return { ...ends, ticks, digits: decimals(ticks) }
}

const timeSteps = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400]

/** Ticks of a time axis in seconds; labels in the unit that fits the span, the first with its unit. */
export function timeTicks(from: number, to: number, count: number): { at: number; label: string }[] {
  const span = to - from
  if (!(span > 0)) return []
  const step = timeSteps.find((s) => span / s <= count) ?? 28_800
  const minutes = to > 120 && step >= 30
  // A short part of a long run: minutes and seconds.
  const clock = !minutes && to > 120 && step >= 1
  const digits = minutes ? (step % 60 === 0 ? 0 : 1) : step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const at = (first + i) * step
    if (clock) return { at, label: `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}${i === 0 ? ' min' : ''}` }
    return { at, label: `${num(minutes ? at / 60 : at, digits)}${i === 0 ? (minutes ? ' min' : ' s') : ''}` }
  })
}

/** A span of time in words: `8 min 07 s`, `42 s`, `1 h 04 min`, `0.84 s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '\u2013'
  if (seconds < 10 && seconds % 1 !== 0) return `${num(seconds, seconds < 1 ? 2 : 1)}\u00a0s`
  const s = Math.round(Math.max(0, seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  if (s < 60) return `${s}\u00a0s`
  if (s < 3600) return `${Math.floor(s / 60)}\u00a0min ${two(s % 60)}\u00a0s`
  return `${Math.floor(s / 3600)}\u00a0h ${two(Math.floor((s % 3600) / 60))}\u00a0min`
}

/** The same without parts that are zero, for lengths that stand still: `1 min`. */
export const length = (seconds: number): string => duration(seconds).replace(/\u00a0min 00\u00a0s$/, '\u00a0min').replace(/\u00a0h 00\u00a0min$/, '\u00a0h')

/** An instant on the time axis, for the cursor. */
export const instant = (seconds: number): string => (seconds < 60 ? `${num(seconds, 2)}\u00a0s` : duration(seconds))
