/** The sweep as it is being made: a data set and what was found in it, models, variants, how much. */
import { z } from 'zod'
import { create } from 'zustand'
import { toErrorValue, type ErrorValue } from '@shared/errors'
import type { OpenedModel, Progress } from '@shared/rpc/contract'
import type { Dataset, DatasetRef, Mapping } from '@shared/sweep/dataset'
import type { SweepPlanInput } from '@shared/sweep/plan'
import { request } from '../../../state/bridge'
import { call } from '../../../state/engine'
import { sortPaths } from '../../../state/kinds'
import { warn } from '../../../state/notices'
import { useSession, type HowOpened } from '../../../state/session'
import { isDefault } from '../../inspect/settings'
import { useInspect } from '../../inspect/store'
import { startSweep } from '../live/store'
import { sampleStudy, tellIfSample } from '../sample'
import { showSweep, useSweepView } from '../view'
import { variantsFor, type Wishes } from './variants'

export interface Model extends HowOpened { name: string; kind: 'adaptive' | 'static'; tasks: string[] }

interface Draft {
  ref: DatasetRef | null
  /** What was found there; null while it is looked for. */
  dataset: Dataset | null
  finding: { progress: Progress | null; cancel(): void } | null
  failure: ErrorValue | null
  /** Data sets that were chosen before, newest first. */
  recent: string[]
  /** Beside the model that is open. */
  others: Model[]
  wishes: Omit<Wishes, 'manual'>
  withManual: boolean
  limit: number | null
  workers: number
  mapping: boolean
  /** Where the sample study's data set is, once it was asked for. */
  sample: { root: string; title: string } | null
}

const key = 'studio.sweep.start'
const keptSchema = z.object({ recent: z.array(z.string()).max(8), workers: z.number().int().min(1).max(64) })
const cores = navigator.hardwareConcurrency || 2

function load(): z.infer<typeof keptSchema> {
  try {
    const kept = keptSchema.safeParse(JSON.parse(localStorage.getItem(key) ?? 'null'))
    if (kept.success) return kept.data
  } catch {
    // What cannot be read is as good as nothing.
  }
  return { recent: [], workers: Math.min(cores, 64) }
}

export const noWishes: Draft['wishes'] = { allOn: false, thresholds: '', seeds: 0 }
export const useStart = create<Draft>(() => ({ ref: null, dataset: null, finding: null, failure: null, others: [], wishes: noWishes, withManual: true, limit: null, mapping: false, sample: null, ...load() }))
const set = useStart.setState
const get = useStart.getState
useStart.subscribe((s, before) => {
  if (s.recent !== before.recent || s.workers !== before.workers) localStorage.setItem(key, JSON.stringify({ recent: s.recent, workers: s.workers }))
})

export const wish = (to: Partial<Draft['wishes']>): void => set((s) => ({ wishes: { ...s.wishes, ...to } }))

/** A new sweep, on the data set that was looked at last. */
export const newSweep = (): void => showSweep({ at: 'new' })

/** Looks at a folder and shows what is in it, before anything runs. */
export async function chooseDataset(root: string, more: Partial<Omit<DatasetRef, 'root'>> = {}): Promise<void> {
  get().finding?.cancel()
  const abort = new AbortController(), cancel = (): void => abort.abort()
  const ref: DatasetRef = { root, layout: null, split: null, mapping: null, ...more }
  const mine = (): boolean => get().finding?.cancel === cancel
  set({ ref, dataset: null, failure: null, finding: { progress: null, cancel } })
  try {
    const dataset = await call('dataset.inspect', { dataset: ref }, { signal: abort.signal, onProgress: (progress) => { if (mine()) set({ finding: { progress, cancel } }) } })
    await tellIfSample(root)
    if (mine()) set((s) => ({ dataset, finding: null, recent: [root, ...s.recent.filter((r) => r !== root)].slice(0, 8) }))
  } catch (error) {
    const failure = toErrorValue(error)
    if (mine()) set(failure.code === 'cancelled' ? { ref: null, finding: null } : { finding: null, failure })
  }
}

export async function chooseFolder(): Promise<void> {
  try {
    const { paths } = await request('dialog.open', { kind: 'folder' })
    if (paths[0] !== undefined) await chooseDataset(paths[0])
  } catch (error) {
    warn(toErrorValue(error))
  }
}

export async function chooseSample(): Promise<void> {
  try {
    const { validation, title } = await sampleStudy()
    set({ sample: { root: validation, title: `${title}, validation` } })
    await chooseDataset(validation)
  } catch (error) {
    warn(toErrorValue(error))
  }
}

/** A folder that is dropped where a data set is chosen is that. */
export function takesDataset(paths: readonly string[]): boolean {
  const { folders, images, model } = sortPaths(paths)
  if (useSession.getState().page !== 'sweep' || useSweepView.getState().view.at !== 'new' || folders.length !== 1 || images.length > 0 || model !== null) return false
  void chooseDataset(folders[0]!)
  return true
}

export const chooseSplit = (split: string): void => { const { ref } = get(); if (ref) void chooseDataset(ref.root, { ...ref, split }) }
export const explainLayout = (mapping: Mapping): void => { const { ref } = get(); set({ mapping: false }); if (ref) void chooseDataset(ref.root, { layout: 'mapped', mapping }) }
export const forgetDataset = (): void => { get().finding?.cancel(); set({ ref: null, dataset: null, failure: null, finding: null }) }

const asModel = (m: OpenedModel, how: HowOpened): Model | null => (m.kind === 'plain' || !m.manifest ? null : { ...how, name: m.name, kind: m.kind, tasks: m.manifest.tasks.map((t) => t.id) })

/** One more model to compare with the open one. */
export async function addModel(): Promise<void> {
  try {
    const { paths } = await request('dialog.open', { kind: 'model' })
    if (paths[0] !== undefined) await addModelFrom(paths[0])
  } catch (error) {
    warn(toErrorValue(error))
  }
}

export async function addModelFrom(path: string): Promise<void> {
  try {
    const opened = await call('model.open', { path }), model = asModel(opened, { path })
    if (!model) return warn({ code: 'unsupported', message: 'A plain model has no decisions to sweep', why: 'It has no manifest of the studio', fix: 'Choose a checkpoint or a model folder.' })
    if (allModels().some((m) => m.path === path)) return
    set((s) => ({ others: [...s.others, model] }))
  } catch (error) {
    warn(toErrorValue(error))
  }
}
export const removeModel = (path: string): void => set((s) => ({ others: s.others.filter((m) => m.path !== path) }))

/** The model that is open, and those beside it. */
export const allModels = (): Model[] => modelsOf(useSession.getState().model, get().others)

export function modelsOf(open: (OpenedModel & { how: HowOpened }) | null, others: readonly Model[]): Model[] {
  const first = open && asModel(open, open.how)
  return [...(first ? [first] : []), ...others.filter((m) => m.path !== first?.path)]
}

/** Settings by hand of the inspect page, if there are any and they are wanted. */
export const manualSettings = (): Wishes['manual'] => { const { manual } = useInspect.getState(); return isDefault(manual) || useSession.getState().model?.kind !== 'adaptive' ? null : manual }

export function planNow(): SweepPlanInput | null {
  const { ref, wishes, withManual, limit, workers } = get(), models = allModels()
  if (!ref || models.length === 0) return null
  return { dataset: ref, limit, workers, variants: variantsFor(models, { ...wishes, manual: withManual ? manualSettings() : null }) }
}

export function startNow(): void {
  const plan = planNow(), { dataset, sample, ref } = get()
  if (plan && dataset) void startSweep(plan, allModels(), ref?.root === sample?.root ? sample?.title : undefined)
}
