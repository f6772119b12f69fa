/** Thresholds of their own by stage and lane, beside those for all. */
import type { LaneThresholds, Settings } from './settings'

/** A threshold for all stages and lanes: it takes the place of their own. */
export function thresholdForAll(s: Settings, kind: keyof LaneThresholds, value: number): Settings {
  const thresholds: Settings['thresholds'] = {}
  for (const [stage, lanes] of Object.entries(s.thresholds)) for (const [lane, own] of Object.entries(lanes)) {
    const other = kind === 'block' ? own.token : own.block
    if (other !== undefined) thresholds[stage] = { ...thresholds[stage], [lane]: kind === 'block' ? { token: other } : { block: other } }
  }
  return { ...s, thresholds, [kind === 'block' ? 'blockThreshold' : 'tokenThreshold']: value }
}

/** How many thresholds stages and lanes have of their own. */
export const ownThresholds = (s: Pick<Settings, 'thresholds'>): number =>
  Object.values(s.thresholds).flatMap((lanes) => Object.values(lanes)).reduce((n, t) => n + Number(t.block !== undefined) + Number(t.token !== undefined), 0)
