/** Runs in words. */
import type { Run } from '@shared/runs/run'

const two = (n: number): string => String(n).padStart(2, '0')

/** `12:04` today, `24 Nov, 12:04` this year, else with the year; of this computer's clock. */
export function when(iso: string, now = new Date()): string {
  const d = new Date(iso)
  if (Number.isNaN(d.getTime())) return iso
  const time = `${two(d.getHours())}:${two(d.getMinutes())}`
  if (d.toDateString() === now.toDateString()) return `today, ${time}`
  const day = `${d.getDate()} ${d.toLocaleString('en', { month: 'short' })}`
  return d.getFullYear() === now.getFullYear() ? `${day}, ${time}` : `${day} ${d.getFullYear()}`
}

export const stateText: Record<Run['state'], string> = { running: 'running', finished: 'finished', partial: 'partial' }

/** `a, b ,a` → `a`, `b`. */
export const parseTags = (text: string): string[] => [...new Set(text.split(',').map((t) => t.trim()).filter(Boolean))]
