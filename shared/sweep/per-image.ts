/** What figures of any set of images are made from, image by image, for several variants side by side. */
import type { Estimate } from '../runs/run'
import { gainOver, mainValues } from './gain'
import { sumsOf, type SweepLayout } from './layout'
import { mainFigure } from './pooled'
import { intervals, total, type PerImage } from './resample'

/** Rows of one variant: position of the image, executed MACs, and accumulators `[rows, width]`. */
export interface VariantSums { variant: string; layout: SweepLayout; image: Uint32Array; executed: Float64Array; sums: Float64Array }

/** Sums of variants on the same images: executed MACs first, then the accumulators. */
export interface SideBySide { layout: SweepLayout; variants: string[]; images: Uint32Array; data: PerImage }

/** Takes the images that every variant has, and of them those that `wanted` accepts. All variants have the same tasks. */
export function sideBySide(variants: readonly VariantSums[], wanted: (image: number) => boolean = () => true): SideBySide {
  const [first] = variants, layout = first!.layout, width = sumsOf(layout).size
  const places = variants.map((v) => new Map(Array.from(v.image, (image, row) => [image, row])))
  const images = first!.image.filter((image) => wanted(image) && places.every((p) => p.has(image)))
  const data: PerImage = { images: images.length, width: width + 1, variants: variants.map((v, k) => {
    const all = new Float64Array(images.length * (width + 1))
    images.forEach((image, i) => {
      const row = places[k]!.get(image)!
      all[i * (width + 1)] = v.executed[row]!
      all.set(v.sums.subarray(row * width, (row + 1) * width), i * (width + 1) + 1)
    })
    return all
  }) }
  return { layout, variants: variants.map((v) => v.variant), images, data }
}

/** Of one variant: mean MACs as a share of the static ones, Δm against the baseline in %, and each task's main figure. */
export interface VariantFigures { variant: string; macs: number; gain: number | null; tasks: { task: string; name: string; unit: string; higherIsBetter: boolean; value: number | null }[] }

const finite = (v: number): number | null => (Number.isFinite(v) ? v : null)

/** @param baseline position of the variant that Δm is against */
export function figuresOf({ layout, variants, data }: SideBySide, baseline: number): VariantFigures[] {
  const sums = data.variants.map((v) => total(data, v)), values = sums.map((s) => mainValues(layout, s.subarray(1)))
  return variants.map((variant, k) => ({
    variant, macs: sums[k]![0]! / data.images, gain: finite(gainOver(layout, sums[baseline]!.subarray(1), sums[k]!.subarray(1))),
    tasks: layout.tasks.map((task, i) => ({ task: task.id, ...mainFigure(task), value: finite(values[k]![i]!) }))
  }))
}

/** How one variant differs from another, with 95 % intervals: mean MACs, Δm in points, and each task's main figure in its unit. Null where there is none. */
export interface Change { macs: Estimate | null; gain: Estimate | null; tasks: (Estimate | null)[] }

/**
 * Paired changes, bootstrapped over images, all pairs on the same draws.
 * @param pairs positions of variants: how `to` differs from `from`
 */
export function changes({ layout, data }: SideBySide, baseline: number, pairs: readonly { from: number; to: number }[], resamples = 1000): Change[] {
  const groups = Math.min(data.images, 400)
  const found = intervals(data, (sums) => {
    const values = sums.map((s) => mainValues(layout, s.subarray(1)))
    const gains = sums.map((s) => gainOver(layout, sums[baseline]!.subarray(1), s.subarray(1)))
    return pairs.flatMap(({ from, to }) => [
      // A resample draws as many groups as there are, and so as many images on average.
      (sums[to]![0]! - sums[from]![0]!) / data.images, gains[to]! - gains[from]!, ...layout.tasks.map((_, i) => values[to]![i]! - values[from]![i]!)
    ])
  }, groups, resamples)
  const each = 2 + layout.tasks.length
  return pairs.map((_, p) => {
    const [macs = null, gain = null, ...tasks] = found.slice(p * each, (p + 1) * each)
    return { macs, gain, tasks }
  })
}
