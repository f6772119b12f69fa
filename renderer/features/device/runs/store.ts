/** The stored runs: the list, what is done with them, and the last deletion, which can be taken back. */
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { Run } from '@shared/runs/run'
import { call, onEngineRestart } from '../../../state/engine'
import { warn } from '../../../state/notices'

interface Runs {
  /** Newest first; null until they were read. */
  runs: Run[] | null
  failure: ErrorValue | null
  filter: string
  /** Deleted and not yet taken back, newest last. */
  deleted: Run[]
}

export const useRuns = create<Runs>(() => ({ runs: null, failure: null, filter: '', deleted: [] }))
const set = useRuns.setState

export async function loadRuns(): Promise<void> {
  try {
    const runs = await call('runs.list', {})
    set({ runs: runs.toSorted((a, b) => (a.started < b.started ? 1 : -1)), failure: null })
  } catch (error) {
    const failure = toErrorValue(error)
    if (failure.code !== 'engine-lost') set({ failure })
  }
}
onEngineRestart(() => { if (useRuns.getState().runs) void loadRuns() })

export type RunChange = Partial<Pick<Run, 'name' | 'notes' | 'tags'>>

/** Shown at once, put back when it could not be stored. Only what changes is touched: the next change may be under way before this one is answered. @returns whether it was stored */
export async function updateRun(run: Run, change: RunChange): Promise<boolean> {
  const put = (next: RunChange): void => set((s) => ({ runs: s.runs?.map((r) => (r.id === run.id ? { ...r, ...next } : r)) ?? null }))
  put(change)
  try {
    await call('runs.update', { run: run.id, ...change })
    return true
  } catch (error) {
    const { name, notes, tags } = run
    put({ ...(change.name !== undefined && { name }), ...(change.notes !== undefined && { notes }), ...(change.tags && { tags }) })
    warn(toErrorValue(error))
    return false
  }
}

export async function deleteRun(run: Run): Promise<boolean> {
  try {
    await call('runs.delete', { run: run.id })
    set((s) => ({ runs: s.runs?.filter((r) => r.id !== run.id) ?? null, deleted: [...s.deleted, run] }))
    return true
  } catch (error) {
    warn(toErrorValue(error))
    return false
  }
}

/** Brings back a deleted run; without one, the last that was deleted. */
export async function restoreRun(run: Run | undefined = useRuns.getState().deleted.at(-1)): Promise<void> {
  if (!run) return
  try {
    await call('runs.restore', { run: run.id })
    set((s) => ({ deleted: s.deleted.filter((r) => r.id !== run.id) }))
    await loadRuns()
  } catch (error) {
    warn(toErrorValue(error))
  }
}
