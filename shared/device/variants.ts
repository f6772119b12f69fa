/** The variants of a comparison: the static form as the baseline, then each model's own policy. */
import { defaultSettings, type Settings } from '../policy/settings'
import type { Variant } from './plan'

export const baselineId = 'static'

interface Compared { name: string; kind: 'adaptive' | 'static' }

/** `settings`: how the policies run; the baseline is the first model's static form. */
export function variantsOf(models: readonly Compared[], settings: Settings = defaultSettings): Variant[] {
  const variants: Variant[] = [{ id: baselineId, label: 'Static', model: 0, settings: { ...defaultSettings, tasks: settings.tasks, static: true } }]
  const adaptive = models.flatMap((m, index) => (m.kind === 'adaptive' ? [{ name: m.name, index }] : []))
  for (const { name, index } of adaptive) {
    const alone = adaptive.length === 1
    variants.push({ id: alone ? 'adaptive' : uniqueId(name, variants), label: alone ? 'Adaptive' : name, model: index, settings: { ...settings, static: false } })
  }
  // Further static models are compared too: a baseline is one of them only.
  models.forEach((m, index) => {
    if (m.kind === 'static' && index > 0) variants.push({ id: uniqueId(m.name, variants), label: m.name, model: index, settings: { ...defaultSettings, tasks: settings.tasks, static: true } })
  })
  return variants
}

function uniqueId(name: string, taken: readonly Variant[]): string {
  const stem = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'model'
  let id = stem
  for (let n = 2; taken.some((v) => v.id === id); n++) id = `${stem}-${n}`
  return id
}
