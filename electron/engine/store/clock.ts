/** One clock for a run: the device's own, which goes on after a restart of the device instead of beginning anew. As `shared/trace/trace` has it. */
import type { Line, Phase } from '@shared/trace/stream'

export interface Clock {
  /** Nanoseconds: what is added to the device's times, the first line's and the latest time so far. */
  readonly shift: number; readonly first: number | null; readonly last: number
  /** How often the device's clock began anew. */
  readonly restarts: number
  /** Phases that have begun and not ended, by the run's clock. */
  readonly open: readonly Phase[]
}
export const newClock: Clock = { shift: 0, first: null, last: 0, restarts: 0, open: [] }

/** Between the last time before a restart and the first after it: nobody knows, but not nothing. */
const restartGap = 1e9

/** @returns the lines by the run's clock. A runner that comes back begins its phases anew, so those of the lost one end with its last line, as `cut`. */
export function onRunClock(lines: readonly Line[], before: Clock): { lines: Line[]; clock: Clock } {
  let { shift, first, last, restarts } = before
  let open = [...before.open]
  const placed: Line[] = []
  for (const line of lines) {
    if (line.t === 'environment') {
      for (const phase of open) placed.push({ ...phase, edge: 'end', at: last, reason: 'cut' })
      open = []
      if (line.at + shift < last) {
        restarts++
        shift = last - line.at + restartGap
      }
    }
    const moved = moveLine(line, shift)
    placed.push(moved)
    if (moved.t === 'profiled') continue
    first ??= moved.t === 'inference' ? moved.start : moved.at
    last = Math.max(last, moved.t === 'inference' ? moved.end : moved.at)
    if (moved.t === 'phase') open = moved.edge === 'begin' ? [...open, moved] : open.filter((p) => p.phase !== moved.phase)
  }
  return { lines: placed, clock: { shift, first, last, restarts, open } }
}

function moveLine(line: Line, shift: number): Line {
  if (shift === 0 || line.t === 'profiled') return line
  return line.t === 'inference' ? { ...line, start: line.start + shift, end: line.end + shift } : { ...line, at: line.at + shift }
}
