/** One stored run: its figures, and as much of its traces as the screen can show. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { RunDetail } from '@shared/runs/run'
import type { Series } from '@shared/rpc/device-calls'
import type { Range, Track } from '../../../charts/trace/view'
import { latest } from '../../../state/latest'
import { call } from '../../../state/engine'

interface OneRun {
  id: string
  detail: RunDetail | null
  failure: ErrorValue | null
  /** The whole run, for its length and its phases. */
  whole: Series | null
  /** The part in view. */
  part: Series | null
  range: Range | null
  /** `part` is of this range, and as fine as the screen. */
  settled: boolean
  /** Raised with every answer, for the painter. */
  version: number
  /** How long the last answer took, ms. */
  answeredMs: number | null
  latencies: Record<string, number[]> | null
  choices: Partial<Record<Track['id'], string>>
  meter: boolean
}

const none: OneRun = { id: '', detail: null, failure: null, whole: null, part: null, range: null, settled: false, version: 0, answeredMs: null, latencies: null, choices: {}, meter: false }
export const useRun = create<OneRun>(() => none)
const set = useRun.setState
const get = useRun.getState

interface Wish { run: string; range: Range | null; columns: number }

/** The newest wish wins; what it took the place of is not waited for. */
const series = latest<Wish, { series: Series; ms: number }>(
  async ({ run, range, columns }, signal) => {
    const start = performance.now()
    const series = await call('runs.series', { run, from: range?.from ?? null, to: range?.to ?? null, columns }, { signal })
    return { series, ms: performance.now() - start }
  },
  (wish, { series, ms }) => {
    if (wish.run !== get().id) return
    set((s) => ({ part: series, whole: wish.range === null ? series : s.whole, settled: wish === newest, version: s.version + 1, answeredMs: ms }))
  },
  (wish, error) => { if (wish.run === get().id) set({ failure: toErrorValue(error) }) }
)

let columns = 900
let newest: Wish | null = null

function ask(run: string, range: Range | null): void {
  if (run !== get().id) return
  newest = { run, range, columns }
  set({ settled: false })
  series.push(newest)
}

/** Reads a run; its figures, traces and latencies come one after the other. */
export async function openRun(id: string): Promise<void> {
  set({ ...none, id, version: get().version + 1 })
  const still = (): boolean => get().id === id
  try {
    const detail = await call('runs.get', { run: id })
    if (!still()) return
    set({ detail })
    ask(id, null)
    const { variants } = await call('runs.latencies', { run: id })
    if (still()) set({ latencies: variants })
  } catch (error) {
    if (still()) set({ failure: toErrorValue(error) })
  }
}

/** What changed a run's figures, e.g. an imported meter: its traces are read again. */
export function replaceDetail(detail: RunDetail): void {
  if (detail.id !== get().id) return
  set({ detail })
  ask(detail.id, get().range)
}

/** A hand that rests so long, ms, wants to see more than the first look. */
const restMs = 90
let rest: ReturnType<typeof setTimeout> | undefined

/**
 * Shows a part of the run: at once from what is here already, and then as finely as the screen can show.
 * @param moving the hand goes on; the database is asked once it rests, since its answer would come too late
 */
export function setRange(range: Range | null, moving = false): void {
  const { id, range: before, settled } = get()
  clearTimeout(rest)
  if (range === before && settled) return
  set((s) => ({ range, settled: false, version: s.version + 1 }))
  if (moving) rest = setTimeout(() => ask(id, range), restMs)
  else ask(id, range)
}

/** Asks again when the tracks became wider: more columns, more points. */
export function setColumns(next: number): void {
  const wanted = Math.min(4000, Math.max(10, Math.round(next)))
  if (Math.abs(wanted - columns) < 40) return
  columns = wanted
  const { id, detail, range } = get()
  if (detail) ask(id, range)
}
