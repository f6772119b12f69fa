/** What the inspect page shows and how; see runner.ts for how results come in. */
import { create } from 'zustand'
import type { ErrorValue } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import type { BlockTimes, Inspection, Picture, Stability } from '@shared/rpc/contract'
import { thresholdForAll } from '@shared/policy/own-thresholds'
import { defaultSettings, type Settings, type Switch } from '@shared/policy/settings'
import type { RouteMode } from '../../charts/routemap/view'
import { tell } from '../../state/notices'
import type { Measurement } from './measurement'
import { here, type Place } from './places'
import { forceBlock, forceLane, isDefault, settingsKey, toggleTask } from './settings'

export type Variant = 'static' | 'adaptive' | 'manual'
export type OutputView = 'prediction' | 'truth' | 'difference'

/** A result and what it answers. */
export interface Shown { key: string; model: string; image: string; settings: Settings; inspection: Inspection }

/** A frozen copy of what was in view, to compare with. */
export interface Pinned { shown: Shown; manifest: Manifest; modelName: string; imageName: string; variant: Variant; prepared: Picture | null }

export interface InspectState {
  variant: Variant
  /** What `manual` stands for. */
  manual: Settings
  shown: Shown | null
  /** The same image with the policy left alone; null while that is what `shown` is, or unknown. */
  baseline: Shown | null
  /** The same image in the static model. */
  fixed: Shown | null
  prepared: { key: string; picture: Picture } | null
  busy: boolean
  /** A threshold is being dragged. */
  dragging: boolean
  failure: { image: string; error: ErrorValue } | null
  /** Selected block. */
  block: string | null
  mode: RouteMode
  table: boolean
  solo: string | null
  tokensView: 'union' | 'task'
  outputView: OutputView
  outputOverride: Record<string, OutputView>
  compareStatic: boolean
  /** The baseline is shown in place of the changed result: by toggle or while a key is held. */
  before: boolean
  enlarged: string | null
  pinned: Pinned | null
  /** Block times by place, see places.ts. */
  times: Readonly<Record<string, Measurement<BlockTimes>>>
  timesAt: Place
  stability: Measurement<Stability> | null
  dialog: 'times' | 'stability' | null
}

export const useInspect = create<InspectState>(() => ({
  variant: 'adaptive', manual: defaultSettings, shown: null, baseline: null, fixed: null, prepared: null, busy: false, dragging: false, failure: null,
  block: null, mode: 'tokens', table: false, solo: null, tokensView: 'union', outputView: 'prediction', outputOverride: {}, compareStatic: false,
  before: false, enlarged: null, pinned: null, times: {}, timesAt: here, stability: null, dialog: null
}))

const set = useInspect.setState
const get = useInspect.getState

/** The settings that the switch in the bar stands for. */
export const effective = (s: Pick<InspectState, 'variant' | 'manual'>): Settings =>
  s.variant === 'static' ? { ...defaultSettings, static: true } : s.variant === 'adaptive' ? defaultSettings : s.manual

export const resultKey = (model: string, image: string, settings: Settings): string => `${model}|${image}|${settingsKey(settings)}`

/** Changes settings by hand; undoing the last change is the same as leaving the policy alone. */
function change(edit: (s: Settings) => Settings): void {
  const s = get()
  const manual = edit(s.variant === 'manual' ? s.manual : defaultSettings)
  set({ manual, variant: isDefault(manual) ? 'adaptive' : 'manual', before: false })
}

export const setForcedBlock = (block: string, to: Switch | null): void => change((s) => forceBlock(s, block, to))
export const setForcedLane = (block: string, lane: string, to: Switch | null): void => change((s) => forceLane(s, block, lane, to))
export const setThreshold = (which: 'block' | 'token', value: number): void => change((s) => thresholdForAll(s, which, value))
export const switchTask = (task: string, all: readonly string[]): void => change((s) => toggleTask(s, task, all))
export const setNoise = (noiseSeed: number | null): void => change((s) => ({ ...s, noiseSeed }))
export const setAllOn = (allOn: boolean): void => change((s) => ({ ...s, allOn }))
export const releaseAll = (): void => change((s) => ({ ...s, blocks: {}, blockTasks: {} }))
export const resetPolicy = (): void => set({ manual: defaultSettings, variant: 'adaptive', before: false })
export const setVariant = (variant: Variant): void => set({ variant, before: false })

/** Forces the opposite of what happened; a second time releases it. */
export function toggleForce(block: string, lane: string | null): void {
  const { shown, variant, manual } = get()
  const b = shown?.inspection.decision.blocks.find((x) => x.id === block)
  if (!b) return
  if (lane === null) {
    const now = variant === 'manual' ? manual.blocks[block] : undefined
    if (!now && b.gate && !b.ran) tell('No task selects a token here, so there is nothing to run, forced or not.')
    else setForcedBlock(block, now ? null : b.ran ? 'off' : 'on')
  } else {
    const now = variant === 'manual' ? manual.blockTasks[block]?.[lane] : undefined
    setForcedLane(block, lane, now ? null : b.tasks[lane]?.active ? 'off' : 'on')
  }
}

export const toggleMode = (): void => set((s) => ({ mode: s.mode === 'tokens' ? 'probability' : 'tokens' }))
export const setOutputView = (outputView: OutputView): void => set({ outputView, outputOverride: {} })
export const overrideOutput = (task: string, view: OutputView): void => set((s) => ({ outputOverride: { ...s.outputOverride, [task]: view } }))

/** The result in view: the changed one, or the policy's own while `before` is on. */
export const inView = (s: InspectState): Shown | null => (s.before && s.baseline ? s.baseline : s.shown)
