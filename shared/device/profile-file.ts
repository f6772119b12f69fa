/** A profile as a file: which models and images, and what of a preset is different. Relative paths start at the file. */
import { z } from 'zod'
import { planSchema, presets, type Plan } from './plan'
import { settingsSchema } from '../policy/settings'
import { variantsOf } from './variants'

const presetName = z.enum(['quick', 'standard', 'publication'])

export const profileFileSchema = planSchema.omit({ version: true, preset: true, variants: true }).partial().extend({
  models: z.array(z.string().min(1)).min(1),
  images: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  preset: presetName.default('quick'),
  /** How the policies run: active tasks, thresholds, forced blocks. */
  settings: settingsSchema.optional(),
  /** In place of the static baseline and each model's own policy. */
  variants: planSchema.shape.variants.optional()
}).strict()
export type ProfileFile = z.infer<typeof profileFileSchema>

/** @param models as they were opened, in the file's order. A preset with changes is called custom. Throws ZodError where the changes do not fit. */
export function planOf({ models: _, images: __, preset, settings, variants, ...changes }: ProfileFile, models: Parameters<typeof variantsOf>[0]): Plan {
  const { label: ___, about: ____, ...protocol } = presets[preset]
  return planSchema.parse({ ...protocol, ...changes, preset: Object.keys(changes).length > 0 ? 'custom' : preset, variants: variants ?? variantsOf(models, settings) })
}
