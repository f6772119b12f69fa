/** Opening models, images and the sample study; each can be cancelled and leaves what was open alone until it succeeded. */
import { StudioError, toErrorValue, type ErrorValue } from '@shared/errors'
import type { OpenKind } from '@shared/rpc/bridge'
import type { OpenedModel, Recent } from '@shared/rpc/contract'
import { request } from './bridge'
import { call, onEngineRestart } from './engine'
import { sortPaths } from './kinds'
import { tell, warn } from './notices'
import { useSession, type Failure, type HowOpened, type Opening } from './session'

const set = useSession.setState
const get = useSession.getState

interface ModelOptions { config?: string; answers?: Record<string, string>; /** The error that asked for `answers`. */ asked?: ErrorValue; sample?: boolean }

/** Runs one opening at a time: a newer one cancels the older. */
async function opening<T>(what: Opening['what'], path: string, run: (signal: AbortSignal, progress: (p: Opening['progress']) => void) => Promise<T>): Promise<T> {
  get().opening?.cancel()
  const abort = new AbortController()
  const mine: Opening = { what, path, progress: null, cancel: () => abort.abort() }
  let current = mine
  const show = (next: Opening | null): void => { if (get().opening === current || next === mine) set({ opening: next }); if (next) current = next }
  show(mine)
  try {
    return await run(abort.signal, (progress) => show({ ...current, progress }))
  } finally {
    show(null)
  }
}

function failed(error: ErrorValue, what: Failure['what'], path: string | null, more: Pick<Failure, 'config' | 'answers' | 'asked' | 'lost'> = {}): false {
  // One that a newer opening took the place of needs no words.
  if (error.code === 'cancelled') { if (!get().opening) tell('Cancelled. Nothing was changed.') }
  else set({ failure: { what, error, path, ...more }, page: 'inspect' })
  return false
}

function takeModel(model: OpenedModel, how: HowOpened, sample: boolean): void {
  const before = get().model
  set({ model: { ...model, how, sample }, failure: null, page: 'inspect' })
  if (before && before.id !== model.id) call('model.close', { model: before.id }).catch((e: unknown) => warn(toErrorValue(e)))
}

/** Opens a checkpoint, a model folder or an .onnx. False when it was not opened; the reason is on screen then. */
export async function openModel(path: string, options: ModelOptions = {}): Promise<boolean> {
  const { config, answers, asked, sample = false } = options
  try {
    const model = await opening(sample ? 'study' : 'model', path, (signal, onProgress) => call('model.open', { path, config, answers }, { signal, onProgress }))
    takeModel(model, { path, config, answers }, sample)
    if (!sample) await remember(path, 'model')
    return true
  } catch (error) {
    return failed(toErrorValue(error), 'model', path, { config, answers, asked })
  }
}

/**
 * Opens images and folders of images and selects one.
 * @param first name of the image to select; without it, or when there is none of this name, the first of the list
 */
export async function openImages(paths: string[], sample = false, first: string | null = null): Promise<boolean> {
  try {
    const found = await opening(sample ? 'study' : 'images', paths[0] ?? '', (signal, onProgress) => call('images.list', { paths }, { signal, onProgress }))
    set({ images: { title: found.title, entries: found.images, skipped: found.skipped, paths, sample }, selected: (found.images.find((i) => i.name === first) ?? found.images[0])?.path ?? null, failure: null, page: 'inspect' })
    if (!sample && found.images.length > 0) await remember(paths[0]!, sortPaths(paths).folders.length > 0 ? 'folder' : 'image')
    return found.images.length > 0
  } catch (error) {
    return failed(toErrorValue(error), 'images', paths[0] ?? null)
  }
}

/** Tries once more what the engine was lost over. */
export async function retry({ what, path, config, answers, asked, lost }: Failure): Promise<void> {
  if (what !== 'model' || path === null) await openSample()
  else if (await openModel(path, { config, answers, asked, sample: lost && (get().model?.sample ?? false) }) && lost) for (const hook of reopened) hook()
}

export async function openSample(): Promise<boolean> {
  try {
    const study = await call('study.sample', {})
    if (!(await openModel(study.model, { sample: true }))) return false
    set({ study: { title: study.title, notice: study.notice } })
    return await openImages([study.images], true, study.first)
  } catch (error) {
    return failed(toErrorValue(error), 'study', null)
  }
}

/** The sample study's images under another model. */
export async function openSampleImages(): Promise<void> {
  try {
    const study = await call('study.sample', {})
    set({ study: { title: study.title, notice: study.notice } })
    await openImages([study.images], true, study.first)
  } catch (error) {
    failed(toErrorValue(error), 'study', null)
  }
}

/** Whatever was dropped, chosen or named on the command line. A folder without images may be a model's. */
export async function openPaths(paths: string[]): Promise<void> {
  const { model, config, images, folders } = sortPaths(paths)
  if (config !== null && model === null) {
    failed({ code: 'usage', message: 'A config file alone cannot be opened', why: 'It describes a checkpoint, which was not given', fix: 'Open the checkpoint together with this file', file: config }, 'model', config)
    return
  }
  if (model !== null && !(await openModel(model, { config: config ?? undefined }))) return
  const rest = [...images, ...folders]
  if (rest.length === 0) return
  if (model === null && images.length === 0 && folders.length === 1) await openFolder(rest[0]!)
  else await openImages(rest)
}

/** A folder of images, or else of a model. When it is neither, the images are what is missed. */
async function openFolder(path: string): Promise<void> {
  if (await openImages([path])) return
  const missed = get().failure
  if (missed?.path !== path) return // cancelled
  const opened = await openModel(path)
  if (!opened && get().failure?.error.code !== 'needs-answer') set({ failure: missed })
}

/** Asks with the system's dialog and opens what was chosen. */
export async function choose(kind: OpenKind): Promise<void> {
  try {
    const { paths } = await request('dialog.open', { kind })
    if (paths.length > 0) await openPaths(paths)
  } catch (error) {
    warn(toErrorValue(error))
  }
}

export async function closeModel(): Promise<void> {
  const { model } = get()
  if (!model) return
  set({ model: null, images: null, selected: null, failure: null, page: 'inspect' })
  await call('model.close', { model: model.id }).catch((e: unknown) => warn(toErrorValue(e)))
}

async function remember(path: string, kind: Recent['kind']): Promise<void> {
  await showRecents(call('recent.add', { path, kind }))
}
export const loadRecents = (): Promise<void> => showRecents(call('recent.list', {}))
export const clearRecents = (): Promise<void> => showRecents(call('recent.clear', {}))

async function showRecents(list: Promise<Recent[]>): Promise<void> {
  try {
    const recents = await list
    set({ recents })
    await request('recents.show', { paths: recents.slice(0, 20).map((r) => r.path) })
  } catch (error) {
    warn(toErrorValue(error))
  }
}

const reopened = new Set<() => void>()
/** Runs `hook` after an engine restart, once the model is open again. */
export const onReopened = (hook: () => void): void => void reopened.add(hook)

onEngineRestart(() => {
  const { model } = get()
  if (!model) return
  call('model.open', model.how).then((again) => {
    if (get().model?.id !== model.id) return
    set({ model: { ...again, how: model.how, sample: model.sample } })
    for (const hook of reopened) hook()
  }, (error: unknown) => {
    // Lost again while it was at it: the banner says so, and the next start tries again.
    if (!(error instanceof StudioError) || error.value.code !== 'engine-lost') failed(toErrorValue(error), 'model', model.how.path, { config: model.how.config, answers: model.how.answers, lost: true })
  })
})
