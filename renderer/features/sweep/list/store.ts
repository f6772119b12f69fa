/** The stored sweeps: the list, what is done with them, and the last deletion, which can be taken back. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Sweep } from '@shared/sweep/plan'
import { call, onEngineRestart } from '../../../state/engine'
import { warn } from '../../../state/notices'

interface Sweeps {
  /** Newest first; null until they were read. */
  sweeps: Sweep[] | null
  failure: ErrorValue | null
  filter: string
  /** Deleted and not yet taken back, newest last. */
  deleted: Sweep[]
}

export const useSweeps = create<Sweeps>(() => ({ sweeps: null, failure: null, filter: '', deleted: [] }))
const set = useSweeps.setState

export async function loadSweeps(): Promise<void> {
  try {
    set({ sweeps: await call('sweeps.list', {}), failure: null })
  } catch (error) {
    const failure = toErrorValue(error)
    if (failure.code !== 'engine-lost') set({ failure })
  }
}
onEngineRestart(() => { if (useSweeps.getState().sweeps) void loadSweeps() })

/** Puts what is known of a sweep into the list. */
export const putSweep = (next: Sweep): void => set((s) => ({ sweeps: s.sweeps?.map((x) => (x.id === next.id ? next : x)) ?? null }))

/** Shown at once, put back when it could not be stored. */
export async function updateSweep(sweep: Sweep, change: Partial<Pick<Sweep, 'name' | 'notes'>>): Promise<Sweep | null> {
  putSweep({ ...sweep, ...change })
  try {
    const stored = await call('sweeps.update', { sweep: sweep.id, ...change })
    putSweep(stored)
    return stored
  } catch (error) {
    putSweep(sweep)
    warn(toErrorValue(error))
    return null
  }
}

export async function deleteSweep(sweep: Sweep): Promise<boolean> {
  try {
    await call('sweeps.delete', { sweep: sweep.id })
    set((s) => ({ sweeps: s.sweeps?.filter((x) => x.id !== sweep.id) ?? null, deleted: [...s.deleted, sweep] }))
    return true
  } catch (error) {
    warn(toErrorValue(error))
    return false
  }
}

/** Brings back a deleted sweep; without one, the last that was deleted. */
export async function restoreSweep(sweep: Sweep | undefined = useSweeps.getState().deleted.at(-1)): Promise<void> {
  if (!sweep) return
  try {
    await call('sweeps.restore', { sweep: sweep.id })
    set((s) => ({ deleted: s.deleted.filter((x) => x.id !== sweep.id) }))
    await loadSweeps()
  } catch (error) {
    warn(toErrorValue(error))
  }
}

/** Sweeps in whose name, notes, data set or models every word occurs. */
export function matchingSweeps(sweeps: readonly Sweep[], filter: string): Sweep[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  return sweeps.filter((s) => {
    const text = [s.name, s.notes, s.title, ...s.models.map((m) => m.name)].join(' ').toLowerCase()
    return words.every((w) => text.includes(w))
  })
}
