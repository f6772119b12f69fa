/** What is compared once a budget was tuned: the static form, the policy as trained, one threshold for all, and the tuned thresholds. */
import type { Variant } from '../../device/plan'
import type { Manifest } from '../../model/manifest'
import { defaultSettings, type Settings } from '../../policy/settings'

export const plainId = 'plain', tunedId = 'tuned'

/** A file that holds the adaptive form only stands for its static form by everything on. */
export const staticSettings = (m: Manifest): Settings => ({ ...defaultSettings, ...(m.files.staticEncoder === null ? { allOn: true } : { static: true }) })

export function tuneVariants(m: Manifest, budget: number, plain: Settings, tuned: Settings): Variant[] {
  const share = `${Number((100 * budget).toFixed(1))} %`
  return [
    { id: 'static', label: 'Static', model: 0, settings: staticSettings(m) },
    { id: 'adaptive', label: 'Adaptive', model: 0, settings: defaultSettings },
    { id: plainId, label: `One threshold for ${share}`, model: 0, settings: plain },
    { id: tunedId, label: `Tuned to ${share}`, model: 0, settings: tuned }
  ]
}
