/** Routes of images with the policy left alone: for the visible thumbnails in small batches, and for all of them when sorting by cost. */
import { create } from 'zustand'
import { toErrorValue } from '@shared/errors'
import { defaultSettings } from '@shared/policy/settings'
import type { Progress, Route } from '@shared/rpc/contract'
import { call, onEngineRestart } from './engine'
import { warn } from './notices'
import { onReopened } from './open'
import { useSession } from './session'

interface Routes {
  /** Model the routes belong to. */
  model: string | null
  byImage: ReadonlyMap<string, Route>
  failed: ReadonlySet<string>
  scan: { progress: Progress; cancel(): void } | null
}

export const useRoutes = create<Routes>(() => ({ model: null, byImage: new Map(), failed: new Set(), scan: null }))

const batch = 12
let visible: readonly string[] = []
let busy = false
/** The engine is away, or does not know the model yet. */
let lost = false
onEngineRestart(() => { lost = true })
onReopened(() => { lost = false; void pump() })

const current = (): { id: string } | null => {
  const { model } = useSession.getState()
  return model?.manifest && model.kind === 'adaptive' ? model : null
}

useSession.subscribe((s, before) => { if (s.model?.id !== before.model?.id) fresh(s.model?.id ?? null) })

function fresh(model: string | null): void {
  if (useRoutes.getState().model === model) return
  useRoutes.getState().scan?.cancel()
  useRoutes.setState({ model, byImage: new Map(), failed: new Set(), scan: null })
}

async function run(model: string, images: string[], signal?: AbortSignal, onProgress?: (p: Progress) => void): Promise<void> {
  let got: Route[] = []
  let timer: number | undefined
  const flush = (): void => {
    window.clearTimeout(timer)
    timer = undefined
    if (got.length === 0 || useRoutes.getState().model !== model) return
    const byImage = new Map(useRoutes.getState().byImage)
    for (const r of got) byImage.set(r.image, r)
    got = []
    useRoutes.setState({ byImage })
  }
  try {
    const { failed } = await call('inspect.routes', { model, images, settings: defaultSettings }, {
      signal, onProgress, onEvent: (r) => { got.push(r); timer ??= window.setTimeout(flush, 120) }
    })
    if (failed.length > 0) useRoutes.setState((s) => ({ failed: new Set([...s.failed, ...failed.map((f) => f.image)]) }))
  } finally {
    flush()
  }
}

const missing = (images: readonly string[]): string[] => {
  const { byImage, failed } = useRoutes.getState()
  return images.filter((i) => !byImage.has(i) && !failed.has(i))
}

/** Asks for the routes of what is visible; later calls replace earlier wishes. */
export function wantRoutes(images: readonly string[]): void {
  visible = images
  void pump()
}

async function pump(): Promise<void> {
  const model = current()
  if (!model || busy || lost || useRoutes.getState().scan) return
  fresh(model.id)
  const next = missing(visible).slice(0, batch)
  if (next.length === 0) return
  busy = true
  try {
    await run(model.id, next)
  } catch (error) {
    const { code } = toErrorValue(error)
    // Without routes thumbnails have no glyph. A lost engine is announced elsewhere and says nothing about the images.
    if (code === 'engine-lost') lost = true
    else if (code !== 'cancelled') useRoutes.setState((s) => ({ failed: new Set([...s.failed, ...next]) }))
  } finally {
    busy = false
  }
  if (!lost && missing(visible).length > 0) window.setTimeout(() => void pump(), 30)
}

/** Runs every image once, so that all can be sorted by what they cost. True when all are known. */
export async function scanAll(images: readonly string[]): Promise<boolean> {
  const model = current()
  if (!model) return false
  fresh(model.id)
  const todo = missing(images)
  if (todo.length === 0) return true
  const abort = new AbortController()
  const cancel = (): void => abort.abort()
  const known = images.length - todo.length
  const show = (done: number): void => useRoutes.setState({ scan: { progress: { stage: 'Running images', done: known + done, total: images.length, unit: '' }, cancel } })
  show(0)
  try {
    await run(model.id, todo, abort.signal, (p) => show(p.done))
    return true
  } catch (error) {
    warn(toErrorValue(error))
    return false
  } finally {
    useRoutes.setState({ scan: null })
    void pump()
  }
}
