/** How the inspect page changes settings; every function returns a new value. */
import { defaultSettings, type Settings, type Switch } from '@shared/policy/settings'
import { ownThresholds } from '@shared/policy/own-thresholds'
import { num, plural } from '../../components/format'

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([k]) => k !== key))
}

/** Forces a block's gate, or releases it (null). */
export const forceBlock = (s: Settings, block: string, to: Switch | null): Settings =>
  ({ ...s, blocks: to === null ? without(s.blocks, block) : { ...s.blocks, [block]: to } })

/** Forces what one lane asks of a block, or releases it (null). */
export function forceLane(s: Settings, block: string, lane: string, to: Switch | null): Settings {
  const of = s.blockTasks[block] ?? {}
  const next = to === null ? without(of, lane) : { ...of, [lane]: to }
  return { ...s, blockTasks: Object.keys(next).length === 0 ? without(s.blockTasks, block) : { ...s.blockTasks, [block]: next } }
}

/** Switches a task; the last active one stays on. */
export function toggleTask(s: Settings, task: string, all: readonly string[]): Settings {
  const active = s.tasks ?? [...all]
  const next = active.includes(task) ? active.filter((t) => t !== task) : all.filter((t) => t === task || active.includes(t))
  if (next.length === 0) return s
  return { ...s, tasks: next.length === all.length ? undefined : next }
}

/** Same text for settings that mean the same; used to recognise results. */
export function settingsKey(s: Settings): string {
  const sorted = <T>(r: Record<string, T>): [string, T][] => Object.entries(r).sort(([a], [b]) => (a < b ? -1 : 1))
  const own = sorted(s.thresholds).map(([stage, lanes]) => [stage, sorted(lanes).map(([lane, t]) => [lane, t.block ?? null, t.token ?? null])])
  return JSON.stringify([s.tasks ?? null, s.blockThreshold, s.tokenThreshold, own, s.static, s.allOn, sorted(s.blocks), sorted(s.blockTasks).map(([b, l]) => [b, sorted(l)]), s.noiseSeed])
}

export const isDefault = (s: Settings): boolean => settingsKey(s) === settingsKey(defaultSettings)

/** Number of forced gates, of blocks and of single lanes. */
export const forcedCount = (s: Settings): number =>
  Object.keys(s.blocks).length + Object.values(s.blockTasks).reduce((n, lanes) => n + Object.keys(lanes).length, 0)

/** What was changed by hand, in words; empty for the policy left alone. */
export function describeChanges(s: Settings, all: readonly string[]): string[] {
  const out: string[] = []
  if (s.allOn) out.push('every block on')
  const forced = forcedCount(s)
  if (forced > 0) out.push(`${plural(forced, 'gate')} forced`)
  if (s.blockThreshold !== defaultSettings.blockThreshold) out.push(`block threshold ${num(s.blockThreshold, 2)}`)
  if (s.tokenThreshold !== defaultSettings.tokenThreshold) out.push(`token threshold ${num(s.tokenThreshold, 2)}`)
  const own = ownThresholds(s)
  if (own > 0) out.push(`${plural(own, 'threshold')} by stage and task`)
  const off = s.tasks === undefined ? [] : all.filter((t) => !s.tasks!.includes(t))
  if (off.length > 0) out.push(`${off.length === 1 ? off[0] : plural(off.length, 'task')} off`)
  if (s.noiseSeed !== null) out.push(`noise seed ${s.noiseSeed}`)
  return out
}
