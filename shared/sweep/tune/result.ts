/** What came of a tuned budget, on the images of the search and on those held out. */
import { z } from 'zod'
import { estimateSchema } from '../../runs/run'
import { settingsSchema } from '../../policy/settings'
import { changes, figuresOf, sideBySide, type VariantSums } from '../per-image'
import { intervals } from '../resample'
import { tunedSchema, type Sweep } from '../plan'
import { plainId, tunedId } from './variants'

const figureSchema = z.object({ task: z.string(), name: z.string(), unit: z.string(), higherIsBetter: z.boolean(), value: z.number().nullable() })
export const tuneSideSchema = z.object({
  images: z.number().int(),
  tunedShare: estimateSchema.nullable().describe('Of the tuned thresholds, with the interval that other images like these would lie in'),
  variants: z.array(z.object({
    variant: z.string(), label: z.string(), share: z.number().nullable().describe('Mean executed MACs as a share of the static ones'),
    gain: z.number().nullable().describe('Δm against the static form, %'), tasks: z.array(figureSchema)
  })),
  change: z.object({
    share: estimateSchema.nullable(), gain: estimateSchema.nullable(), tasks: z.array(z.object({ task: z.string(), change: estimateSchema.nullable() }))
  }).describe('Tuned less plain, with 95 % intervals of a paired bootstrap over images')
})
export type TuneSide = z.infer<typeof tuneSideSchema>

export const tuneResultSchema = tunedSchema.omit({ calibration: true }).extend({
  sweep: z.string().describe('The sweep of the study that holds the rows'), model: z.string(),
  staticMacs: z.number(), plain: settingsSchema.describe('One threshold for all that meets the budget'), settings: settingsSchema.describe('The tuned thresholds'),
  calibration: tuneSideSchema.describe('Images that the search saw'), heldOut: tuneSideSchema.describe('Images that it did not'),
  reached: z.boolean().describe('The held-out mean lies within 1 % of the budget')
})
export type TuneResult = z.infer<typeof tuneResultSchema>

/** How near to its budget a held-out mean must come, as a share of the budget. */
export const budgetTolerance = 0.01

/** @param rows of all variants of the sweep. Throws RangeError for a sweep that tuned nothing. */
export function tuneResult({ id, plan, models }: Sweep, rows: readonly VariantSums[]): TuneResult {
  const { tuned, variants } = plan, plain = variants.find((v) => v.id === plainId), best = variants.find((v) => v.id === tunedId)
  if (!tuned || !plain || !best) throw new RangeError(`Sweep ${id} tuned nothing`)
  const { calibration, ...asked } = tuned, seen = new Set(calibration), staticMacs = rows[0]!.layout.staticMacs
  const label = (variant: string): string => variants.find((v) => v.id === variant)?.label ?? variant
  const side = (wanted: (image: number) => boolean): TuneSide => {
    const together = sideBySide(rows, wanted), at = (variant: string): number => together.variants.indexOf(variant)
    const [change] = changes(together, 0, [{ from: at(plainId), to: at(tunedId) }])
    const { macs, gain, tasks } = change!, { images } = together.data
    const [tunedShare = null] = intervals(together.data, (sums) => [sums[at(tunedId)]![0]! / images / staticMacs], images)
    return {
      images, tunedShare, variants: figuresOf(together, 0).map(({ macs, ...f }) => ({ ...f, label: label(f.variant), share: images > 0 ? macs / staticMacs : null })),
      change: { share: macs && { value: macs.value / staticMacs, low: macs.low / staticMacs, high: macs.high / staticMacs }, gain, tasks: tasks.map((change, i) => ({ task: together.layout.tasks[i]!.id, change })) }
    }
  }
  const heldOut = side((image) => !seen.has(image)), share = heldOut.variants.find((v) => v.variant === tunedId)?.share ?? null
  return {
    ...asked, sweep: id, model: models[0]!.name, staticMacs, plain: plain.settings, settings: best.settings, calibration: side((image) => seen.has(image)), heldOut,
    reached: share !== null && Math.abs(share / asked.budget - 1) <= budgetTolerance
  }
}
