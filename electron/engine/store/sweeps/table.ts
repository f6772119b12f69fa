/** The table of a sweep's rows: a column for each figure, wide enough for every variant. */
import { sumsOf, type SweepLayout } from '@shared/sweep/layout'

/** `sweep` is a number from the sequence, never a text from outside. */
export const rowsTable = (sweep: number): string => `sweep_${Math.trunc(sweep)}`

/** Before these come variant, image, route, asked, executed, controllers, latency, difficulty. */
export interface Widths { /** `t<b>`: union tokens of block b. */ blocks: number; /** `m<k>`: the main figure of task k on this image. */ tasks: number; /** `a<i>`: sums from which figures of any images follow. */ sums: number }

export function widthsOf(layouts: readonly SweepLayout[]): Widths {
  const widest = (of: (l: SweepLayout) => number): number => Math.max(0, ...layouts.map(of))
  return { blocks: widest((l) => l.blocks.length), tasks: widest((l) => l.tasks.length), sums: widest((l) => sumsOf(l).size) }
}

const named = (letter: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${letter}${i}`)

export const tokenColumns = (count: number): string[] => named('t', count)
export const mainColumns = (count: number): string[] => named('m', count)
export const sumColumns = (count: number): string[] => named('a', count)

export function createRows(sweep: number, w: Widths): string {
  const columns = ['variant INTEGER NOT NULL', 'image INTEGER NOT NULL', 'route VARCHAR NOT NULL', 'asked VARCHAR NOT NULL', 'executed DOUBLE NOT NULL', 'controllers DOUBLE NOT NULL', 'latency DOUBLE NOT NULL', 'difficulty DOUBLE',
    ...tokenColumns(w.blocks).map((c) => `${c} DOUBLE`), ...mainColumns(w.tasks).map((c) => `${c} DOUBLE`), ...sumColumns(w.sums).map((c) => `${c} DOUBLE`)]
  return `CREATE TABLE ${rowsTable(sweep)} (${columns.join(', ')})`
}
