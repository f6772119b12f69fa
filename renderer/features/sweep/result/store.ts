/** One sweep in view: what it holds, which variant, filter, order and part of it is looked at. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import { noFilter, type SweepFilter } from '@shared/sweep/analysis/filter'
import type { SweepColumns } from '@shared/sweep/columns'
import type { Sweep } from '@shared/sweep/plan'
import { call } from '../../../state/engine'
import { putSweep } from '../list/store'
import { useLive } from '../live/store'
import { tellIfSample } from '../sample'
import { mainVariant } from '../start/variants'
import { showSweep } from '../view'

export interface Sort { column: string; descending: boolean }

interface Result {
  id: string | null
  sweep: Sweep | null
  names: string[]
  paths: string[]
  failures: { image: number; message: string }[]
  /** By variant, as far as they were asked for. */
  columns: Readonly<Record<string, SweepColumns>>
  failure: ErrorValue | null
  /** Which variant is looked at. */
  variant: string | null
  filter: SweepFilter
  /** How many groups of routes. */
  groups: number
  sort: Sort
  tab: string
  /** Position of the image that keys move from. */
  image: number | null
  showFailed: boolean
  /** Changes with the rows that are there. */
  version: number
}

const fresh: Omit<Result, 'groups' | 'sort'> = { id: null, sweep: null, names: [], paths: [], failures: [], columns: {}, failure: null, variant: null, filter: noFilter, tab: 'overview', image: null, showFailed: false, version: 0 }

export const useResult = create<Result>(() => ({ ...fresh, groups: 4, sort: { column: 'executed', descending: true } }))
const set = useResult.setState
const get = useResult.getState

/** Shows a sweep; one that is in view already keeps its filter. */
export async function openResult(id: string): Promise<void> {
  if (get().id !== id) set({ ...fresh, id })
  await refreshResult()
}

/** Reads again what is there of the sweep in view: its rows grow while it goes on. */
export async function refreshResult(): Promise<void> {
  const { id } = get()
  if (id === null) return
  const mine = (): boolean => get().id === id
  try {
    const [sweep, images, failures] = await Promise.all([call('sweeps.get', { sweep: id }), call('sweeps.images', { sweep: id }), call('sweeps.failures', { sweep: id })])
    if (!mine()) return
    const variant = get().variant ?? mainVariant(sweep.plan.variants).id
    const wanted = new Set([sweep.plan.variants[0]!.id, variant, ...Object.keys(get().columns)])
    const columns = await Promise.all([...wanted].map(async (v) => [v, await call('sweeps.columns', { sweep: id, variant: v })] as const))
    if (!mine()) return
    await tellIfSample(sweep.plan.dataset.root)
    putSweep(sweep)
    set((s) => ({ sweep, ...images, failures, variant, columns: Object.fromEntries(columns), failure: null, version: s.version + 1 }))
  } catch (error) {
    const failure = toErrorValue(error)
    if (mine() && failure.code !== 'engine-lost') set({ failure })
  }
}

const asked = new Set<string>()

/** Reads the rows of variants that are not there yet. */
export async function wantColumns(variants: readonly string[]): Promise<void> {
  const { id, columns } = get()
  if (id === null) return
  await Promise.all(variants.filter((v) => !(v in columns) && !asked.has(`${id} ${v}`)).map(async (v) => {
    const key = `${id} ${v}`
    asked.add(key)
    try {
      const read = await call('sweeps.columns', { sweep: id, variant: v })
      if (get().id === id) set((s) => ({ columns: { ...s.columns, [v]: read } }))
    } catch (error) {
      const failure = toErrorValue(error)
      if (get().id === id && failure.code !== 'engine-lost') set({ failure })
    } finally {
      asked.delete(key)
    }
  }))
}

export const isLive = (id: string | null): boolean => id !== null && id in useLive.getState().live

export function lookAt(variant: string): void {
  set({ variant, filter: { ...get().filter, cluster: null, route: null } })
  void wantColumns([variant])
}

export const setFilter = (to: Partial<SweepFilter>): void => set((s) => ({ filter: { ...s.filter, ...to } }))
export const clearFilter = (): void => set({ filter: noFilter, showFailed: false })
export const toggleCluster = (cluster: number): void => setFilter({ cluster: get().filter.cluster === cluster ? null : cluster, route: null })

export function toggleBlock(block: number, lane: number | null): void {
  const { block: now } = get().filter
  setFilter({ block: now?.block === block && now.lane === lane ? null : { block, lane } })
}

/** From elsewhere: the sweep that was looked at last, where this block ran. */
export function filterByBlock(id: string): void {
  const { id: sweep, variant, columns } = get(), block = variant === null ? -1 : (columns[variant]?.blocks.indexOf(id) ?? -1)
  if (sweep === null || block < 0) return
  setFilter({ block: { block, lane: null } })
  set({ tab: 'overview' })
  showSweep({ at: 'sweep', sweep })
}

/** A range of a column, or none. */
export function setRange(column: string, range: { low: number; high: number } | null): void {
  const { [column]: _, ...others } = get().filter.ranges
  setFilter({ ranges: range ? { ...others, [column]: range } : others })
}

/** A first click sorts by what is large, a second turns it round. */
export const sortBy = (column: string): void => set((s) => ({ sort: s.sort.column === column ? { column, descending: !s.sort.descending } : { column, descending: column !== 'image' && column !== 'route' } }))

/** Another number of groups makes other groups. */
export const setGroups = (groups: number): void => set((s) => ({ groups, filter: { ...s.filter, cluster: null } }))
