/** What a person ticks → the variants of a sweep. */
import type { Variant } from '@shared/device/plan'
import { baselineId } from '@shared/device/variants'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { sweepVariants } from '@shared/sweep/variants'

export interface Wishes {
  /** Every block runs and the controllers do too: what they would have asked, and what it would be worth. */
  allOn: boolean
  /** Probabilities, as text: `0.3, 0.4`. */
  thresholds: string
  /** Draws of the noise of training. */
  seeds: number
  /** Settings of the inspect page, where they were changed by hand. */
  manual: Settings | null
}

/** Numbers of 0…1 in a text; `bad` are its parts that are none. Duplicates count once. */
export function parseThresholds(text: string): { values: number[]; bad: string[] } {
  const parts = text.split(/[\s,;]+/).filter(Boolean), values: number[] = [], bad: string[] = []
  for (const part of parts) {
    const value = Number(part)
    if (Number.isFinite(value) && value >= 0 && value <= 1) { if (!values.includes(value)) values.push(value) }
    else bad.push(part)
  }
  return { values, bad }
}

interface Swept { name: string; kind: 'adaptive' | 'static' }

/** The static form of the first model first: it is the baseline. Wishes beside thresholds and noise concern the first model. */
export function variantsFor(models: readonly Swept[], wishes: Wishes): Variant[] {
  const variants = sweepVariants(models, parseThresholds(wishes.thresholds).values)
  const policies = variants.filter((v) => !v.settings.static && v.settings.blockThreshold === defaultSettings.blockThreshold)
  const first = policies.find((v) => v.model === 0)
  if (first && wishes.allOn) variants.push({ id: 'all-on', label: 'All on', model: 0, settings: { ...defaultSettings, allOn: true } })
  if (first && wishes.manual) variants.push({ id: 'manual', label: 'Manual', model: 0, settings: wishes.manual })
  for (const p of policies) for (let seed = 1; seed <= wishes.seeds; seed++) variants.push({ id: `${p.id}-seed-${seed}`, label: `${p.label}, seed ${seed}`, model: p.model, settings: { ...p.settings, noiseSeed: seed } })
  return variants
}

/** The variant to look at first: the policy left alone, else the first that is not the baseline. */
export function mainVariant(variants: readonly Variant[]): Variant {
  return variants.find((v) => v.id === 'adaptive') ?? variants.find((v) => !v.settings.static) ?? variants.find((v) => v.id !== baselineId) ?? variants[0]!
}

/** Noise variants of a variant: they differ from it in their seed alone. */
export function noiseOf(variants: readonly Variant[], base: Variant): Variant[] {
  const plain = (v: Variant): string => JSON.stringify([v.model, { ...v.settings, noiseSeed: null }])
  return variants.filter((v) => v.settings.noiseSeed !== null && plain(v) === plain(base))
}
