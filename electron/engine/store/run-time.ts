/** SQL of a run's time: nanoseconds are stored, and seconds since the run's first line are shown. */
import type { Span } from './decimate'
import type { StoredRun } from './list'

const origin = (run: StoredRun): number => run.firstNs ?? 0

export const secondsOf = (column: string, run: StoredRun): string => `((${column} - ${origin(run)}) / 1e9)`

const bounds = (run: StoredRun, { from, to }: Span): [number, number] => [Math.floor(origin(run) + from * 1e9), Math.ceil(origin(run) + to * 1e9)]

export function inSpan(column: string, run: StoredRun, span: Span): string {
  const [from, to] = bounds(run, span)
  return `${column} BETWEEN ${from} AND ${to}`
}

export function overlapsSpan(begins: string, ends: string, run: StoredRun, span: Span): string {
  const [from, to] = bounds(run, span)
  return `${ends} >= ${from} AND ${begins} <= ${to}`
}
