/** The variants of a sweep, made from models and what a person asks of them. The static form is the baseline, as in a profile. */
import type { Variant } from '../device/plan'
import { variantsOf } from '../device/variants'
import { defaultSettings, type Settings } from '../policy/settings'

interface Swept { name: string; kind: 'adaptive' | 'static' }

/**
 * @param thresholds one variant for each beside the policy as it was trained: the probability that blocks and tokens must exceed
 * @param settings how the policies run
 */
export function sweepVariants(models: readonly Swept[], thresholds: readonly number[], settings: Settings = defaultSettings): Variant[] {
  const variants = variantsOf(models, settings)
  const adaptive = variants.filter((v) => !v.settings.static)
  return [...variants, ...adaptive.flatMap((v) => thresholds.map((t): Variant => ({
    id: `${v.id}-at-${String(t).replace('.', '-')}`, label: `${v.label}, threshold ${t}`, model: v.model, settings: { ...v.settings, blockThreshold: t, tokenThreshold: t, thresholds: {} }
  })))]
}
