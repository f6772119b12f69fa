/** Δm of variants against another one, with its interval over images. */
import { INTEGER, LIST, listValue } from '@duckdb/node-api'
import type { SweepGain } from '@shared/rpc/sweep-calls'
import { multiTaskGain, multiTaskGainInterval, type TaskSums } from '@shared/sweep/delta'
import { sumsOf, type SweepLayout } from '@shared/sweep/layout'
import { accumulatorSize } from '@shared/sweep/pooled'
import type { Database } from '../database'
import { numbersOrNull } from '../values'
import { readLayouts, type StoredSweep } from './list'
import { variantPosition } from './pooled'
import { rowsTable, sumColumns } from './table'

/** Images are put into so many groups by their position, and groups are resampled: bounded work however many images there are. */
const groups = 200
const seed = 1

/** @param images positions; null takes all that both variants have. Null for a variant that shares no task with a figure. */
export async function readGains(db: Database, sweep: StoredSweep, baseline: string, variants: readonly string[], images: ArrayLike<number> | null): Promise<(SweepGain | null)[]> {
  const layouts = await readLayouts(db, sweep.number), base = variantPosition(sweep, baseline)
  const own = layouts[base]!, before = await groupSums(db, sweep.number, base, own, images)
  const out: (SweepGain | null)[] = []
  for (const variant of variants) {
    const position = variantPosition(sweep, variant), layout = layouts[position]!
    const tasks = own.tasks.filter((t) => layout.tasks.some((o) => o.id === t.id))
    const after = await groupSums(db, sweep.number, position, layout, images)
    const both = [...before.keys()].filter((g) => after.has(g))
    const a = both.map((g) => sumsByTask(own, before.get(g)!, tasks)), b = both.map((g) => sumsByTask(layout, after.get(g)!, tasks))
    const gain = multiTaskGain(tasks, added(a, tasks.length), added(b, tasks.length)), interval = gain && multiTaskGainInterval(tasks, a, b, seed)
    out.push(gain && interval && { variant, gain: interval, tasks: gain.tasks.map(({ task, gain: g }) => ({ task, gain: g })), left: gain.left })
  }
  return out
}

/** Group → accumulators of its images added up. */
async function groupSums(db: Database, sweep: number, variant: number, layout: SweepLayout, images: ArrayLike<number> | null): Promise<Map<number, Float64Array>> {
  const { size } = sumsOf(layout), some = images === null ? '' : ' AND image IN (SELECT unnest($2::INTEGER[]))'
  const sql = `SELECT (image % ${groups})::DOUBLE, ${sumColumns(size).map((c) => `sum(${c})`).join(', ')} FROM ${rowsTable(sweep)} WHERE variant = $1${some} GROUP BY ALL ORDER BY 1`
  const columns = numbersOf(await (images === null ? db.columns(sql, [variant], [INTEGER]) : db.columns(sql, [variant, listValue(Array.from(images))], [INTEGER, LIST(INTEGER)])))
  return new Map((columns[0] ?? []).map((group, row) => [group, Float64Array.from({ length: size }, (_, k) => columns[k + 1]![row]!)]))
}

const numbersOf = (columns: Parameters<typeof numbersOrNull>[0][]): number[][] => columns.map((c) => numbersOrNull(c).map((v) => v ?? 0))

function sumsByTask(layout: SweepLayout, sums: Float64Array, tasks: SweepLayout['tasks']): TaskSums {
  const { starts } = sumsOf(layout)
  return tasks.map((task) => { const i = layout.tasks.findIndex((t) => t.id === task.id); return sums.subarray(starts[i], starts[i]! + accumulatorSize(task)) })
}

function added(sets: readonly TaskSums[], tasks: number): Float64Array[] {
  return Array.from({ length: tasks }, (_, t) => {
    const sums = new Float64Array(sets[0]?.[t]?.length ?? 0)
    for (const set of sets) for (let k = 0; k < sums.length; k++) sums[k]! += set[t]![k]!
    return sums
  })
}
