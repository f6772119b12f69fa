/** Keeps the page's results up to date: one run at a time, the newest wins, earlier answers are remembered. */
import { toErrorValue } from '@shared/errors'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import type { Inspection, Picture } from '@shared/rpc/contract'
import { call } from '../../state/engine'
import { latest } from '../../state/latest'
import { Lru } from '../../state/lru'
import { onReopened } from '../../state/open'
import { useSession } from '../../state/session'
import { effective, resultKey, useInspect, type Shown } from './store'
import { isDefault } from './settings'

interface Wanted { model: string; image: string; settings: Settings }
/** While a threshold is dragged, decisions come first and their outputs once the hand rests: they take several times as long. */
interface Run extends Wanted { outputs: boolean }

const results = new Lru<string, Inspection>(24)
const pictures = new Lru<string, Picture>(48)
const keyOf = (w: Wanted): string => resultKey(w.model, w.image, w.settings)

/** What should be on screen; null when there is nothing to run. */
export function wanted(): Wanted | null {
  const { model, selected } = useSession.getState()
  if (!model?.manifest || model.kind === 'plain' || selected === null) return null
  const settings = model.kind === 'static' ? defaultSettings : effective(useInspect.getState())
  return { model: model.id, image: selected, settings }
}

async function inspect({ outputs, ...w }: Run, signal?: AbortSignal): Promise<Inspection> {
  const known = results.get(keyOf(w))
  if (known) return known
  const fresh = await call('inspect.run', { ...w, outputs }, { signal })
  if (outputs) results.set(keyOf(w), fresh)
  return fresh
}

const whole = (w: Wanted): Promise<Inspection> => inspect({ ...w, outputs: true })

const toShown = ({ model, image, settings }: Wanted, inspection: Inspection): Shown => ({ model, image, settings, key: resultKey(model, image, settings), inspection })
const elsewhere = (a: Wanted, b: Wanted): boolean => a.image !== b.image || a.model !== b.model

/** A hand that holds still for so long wants to see the outputs. */
const restMs = 140
let rest: number | undefined

const runs = latest<Run, Inspection>(
  inspect,
  (w, inspection) => {
    const now = wanted()
    if (!now || elsewhere(now, w)) return
    if (w.outputs) return show(toShown(w, inspection), keyOf(now) !== keyOf(w))
    showDecision(toShown(w, inspection))
    window.clearTimeout(rest)
    rest = window.setTimeout(() => { const still = wanted(); if (still && keyOf(still) === keyOf(w)) runs.push({ ...w, outputs: true }) }, restMs)
  },
  (w, error) => {
    const value = toErrorValue(error)
    const now = wanted()
    if (value.code === 'cancelled' || value.code === 'engine-lost' || !now || keyOf(now) !== keyOf(w)) return
    useInspect.setState({ busy: false, failure: { image: w.image, error: value } })
  },
  (next, running) => elsewhere(next, running) || (running.outputs && !next.outputs)
)

/** A decision whose outputs are still to come: those of the last one stay in view. */
function showDecision(shown: Shown): void {
  const { shown: last } = useInspect.getState()
  const outputs = last && !elsewhere(last, shown) ? last.inspection.outputs : {}
  show({ ...shown, key: `${shown.key}|decision`, inspection: { ...shown.inspection, outputs } }, true)
}

function show(shown: Shown, busy: boolean): void {
  useInspect.setState((s) => ({
    shown, busy, failure: null,
    baseline: s.baseline && s.baseline.model === shown.model && s.baseline.image === shown.image ? s.baseline : null,
    fixed: s.fixed && s.fixed.model === shown.model && s.fixed.image === shown.image ? s.fixed : null,
    block: blockIn(shown, s.block)
  }))
  if (!busy) void companions(shown)
}

/** Keeps the selected block; at first, one that ran, if possible on less than a quarter of its tokens: there one sees what was selected. */
function blockIn({ inspection: { decision: { blocks } } }: Shown, block: string | null): string | null {
  if (blocks.some((b) => b.id === block)) return block
  return (blocks.find((b) => b.ran && b.tokens.selected < b.tokens.total / 4) ?? blocks.find((b) => b.ran) ?? blocks[0])?.id ?? null
}

/** Runs what the result is compared with: the policy left alone, and the static model when it is asked for. */
async function companions(shown: Shown): Promise<void> {
  const w = { model: shown.model, image: shown.image }
  const still = (): boolean => { const now = wanted(); return now !== null && keyOf(now) === shown.key }
  try {
    if (isDefault(shown.settings)) useInspect.setState({ baseline: shown })
    else if (!useInspect.getState().baseline) {
      const base = { ...w, settings: defaultSettings }
      const inspection = await whole(base)
      if (still()) useInspect.setState({ baseline: toShown(base, inspection) })
    }
    const fixedSettings = { ...defaultSettings, static: true }
    if (shown.settings.static) useInspect.setState({ fixed: shown })
    else if (useInspect.getState().compareStatic && !useInspect.getState().fixed) {
      const inspection = await whole({ ...w, settings: fixedSettings })
      if (still()) useInspect.setState({ fixed: toShown({ ...w, settings: fixedSettings }, inspection) })
    }
  } catch (error) {
    const value = toErrorValue(error)
    if (still() && value.code !== 'engine-lost' && value.code !== 'cancelled') useInspect.setState({ failure: { image: shown.image, error: value } })
  }
}

async function prepare(w: Wanted): Promise<void> {
  const key = `${w.model}|${w.image}`
  const { prepared } = useInspect.getState()
  if (prepared?.key === key) return
  const known = pictures.get(key)
  if (known) return useInspect.setState({ prepared: { key, picture: known } })
  try {
    const picture = await call('images.prepared', { path: w.image, model: w.model })
    pictures.set(key, picture)
    const now = wanted()
    if (now && `${now.model}|${now.image}` === key) useInspect.setState({ prepared: { key, picture } })
  } catch {
    // The run of the same image fails for the same reason and says so.
  }
}

/** Brings the page up to date with what is wanted. */
export function refresh(): void {
  const w = wanted()
  if (!w) {
    runs.stop()
    useInspect.setState({ shown: null, baseline: null, fixed: null, prepared: null, busy: false, failure: null })
    return
  }
  const { shown } = useInspect.getState()
  void prepare(w)
  if (shown?.key === keyOf(w)) {
    useInspect.setState({ busy: false, failure: null })
    return void companions(shown)
  }
  const known = results.get(keyOf(w))
  if (known) return show(toShown(w, known), false)
  useInspect.setState({ busy: true, failure: null })
  runs.push({ ...w, outputs: !useInspect.getState().dragging })
}

/** Starts listening to the stores; called once. */
export function startRunner(): void {
  useSession.subscribe((s, before) => {
    if (s.model?.id !== before.model?.id) useInspect.setState({ block: null, solo: null, variant: 'adaptive', manual: defaultSettings, outputOverride: {} })
    if (s.model !== before.model || s.selected !== before.selected) refresh()
  })
  useInspect.subscribe((s, before) => {
    if (s.variant !== before.variant || s.manual !== before.manual || (s.compareStatic && !before.compareStatic) || (!s.dragging && before.dragging)) refresh()
  })
  onReopened(refresh)
}
