/** What every view of a sweep needs, worked out once for all of them. */
import { createContext, useContext, useMemo } from 'react'
import type { Variant } from '@shared/device/plan'
import { routeClusters, type Clusters } from '@shared/sweep/analysis/clusters'
import { disagreement, type Disagreement } from '@shared/sweep/analysis/disagreement'
import { filterRows, isFiltered } from '@shared/sweep/analysis/filter'
import type { Rows } from '@shared/sweep/analysis/rows'
import type { SweepColumns } from '@shared/sweep/columns'
import type { Sweep } from '@shared/sweep/plan'
import type { LaneInfo } from '../../../charts/routemap/model'
import { macsScale, type MacsScale } from '../../../components/format'
import { assignColors, taskColor, type TaskColor } from '../../../components/taskColors'
import { looks, type Look } from '../../device/variants'
import { depthsOf } from '../words'
import { useResult } from './store'

export interface SweepData {
  sweep: Sweep
  variant: Variant
  base: Variant
  /** Rows of the variant in view, and of the baseline (the same where that is in view). */
  c: SweepColumns
  b: SweepColumns
  names: readonly string[]
  paths: readonly string[]
  lanes: LaneInfo[]
  colors: Readonly<Record<string, TaskColor>>
  depths: number[]
  scale: MacsScale
  looks: ReadonlyMap<string, Look>
  clusters: Clusters
  /** What the filter lets through; null is everything. */
  rows: Rows
  filtered: boolean
  /** Against the baseline. */
  against: Disagreement
}

const Context = createContext<SweepData | null>(null)
export const SweepProvider = Context.Provider

export function useSweep(): SweepData {
  const data = useContext(Context)
  if (!data) throw new Error('useSweep outside a sweep')
  return data
}

/** Null until the rows are there. */
export function useSweepData(): SweepData | null {
  const { sweep, columns, variant: id, names, paths, filter, groups } = useResult()
  const base = sweep?.plan.variants[0] ?? null
  const variant = sweep?.plan.variants.find((v) => v.id === id) ?? null
  const c = variant ? columns[variant.id] : undefined, b = base ? columns[base.id] : undefined
  const clusters = useMemo(() => (c ? routeClusters(c, groups) : null), [c, groups])
  const against = useMemo(() => (c && b ? disagreement(c, b) : null), [c, b])
  const rows = useMemo(() => (c && clusters ? filterRows(c, names, clusters, filter) : null), [c, clusters, names, filter])
  return useMemo(() => {
    if (!sweep || !variant || !base || !c || !b || !clusters || !against) return null
    const index = assignColors(c.metrics.map((m) => ({ id: m.task, kind: m.kind })))
    const colors = Object.fromEntries(c.metrics.map((m) => [m.task, taskColor(index[m.task])]))
    return {
      sweep, variant, base, c, b, names, paths, clusters, rows, against, filtered: isFiltered(filter), colors, depths: depthsOf(c.blocks), scale: macsScale(c.staticMacs), looks: looks(sweep.plan.variants),
      lanes: c.lanes.map((lane) => ({ id: lane, color: colors[lane] ?? taskColor(undefined), off: false }))
    }
  }, [sweep, variant, base, c, b, clusters, against, rows, filter, names, paths])
}

/** `asked` of a row as the small drawings of a route take it. */
export function routeOf(d: Pick<SweepData, 'c'>, row: number): { ran: boolean[]; asked: Record<string, boolean[]> } {
  const { c } = d, NB = c.blocks.length, mask = c.routes[c.route[row]!]!
  return {
    ran: Array.from(mask, (x) => x === '1'),
    asked: Object.fromEntries(c.lanes.map((lane, l) => [lane, Array.from({ length: NB }, (_, b) => c.asked[(row * c.lanes.length + l) * NB + b] === 1)]))
  }
}
