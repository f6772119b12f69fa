/** What each block is worth over a data set: the policy as it is, and the same with one block forced off, or on, in turn. */
import { z } from 'zod'
import type { Variant } from '../device/plan'
import type { Architecture } from '../model/architecture'
import type { Settings } from '../policy/settings'
import { allBlockIds } from '../policy/thresholds'
import { estimateSchema } from '../runs/run'
import { changes, sideBySide, type VariantSums } from './per-image'
import { mainFigure } from './pooled'
import type { Sweep } from './plan'

const ways = ['off', 'on'] as const
const baseId = 'base'
const idOf = (block: string, way: (typeof ways)[number]): string => `${way}-${block.replace('.', '-')}`

/** @param settings how the policy runs otherwise; nothing is forced in them yet */
export function counterfactualVariants(a: Architecture, settings: Settings, model = 0): Variant[] {
  return [
    { id: baseId, label: 'Policy', model, settings },
    ...allBlockIds(a).flatMap((block) => ways.map((way): Variant => ({ id: idOf(block, way), label: `${block} ${way}`, model, settings: { ...settings, blocks: { ...settings.blocks, [block]: way } } })))
  ]
}

/** How the figures of the whole set change against the policy as it is, with paired 95 % intervals. */
const forcedSchema = z.object({
  /** Images on which the policy decided otherwise; on the others nothing changes. */
  forced: z.number().int(),
  /** Mean MACs. */
  macs: estimateSchema.nullable(),
  /** By task, main figure in its own unit. */
  tasks: z.record(z.string(), estimateSchema.nullable()),
  /** Mean over tasks of the relative change, signed so that more is better, in %. */
  gain: estimateSchema.nullable()
})
export const counterfactualsSchema = z.object({
  sweep: z.string(), images: z.number().int(), staticMacs: z.number(),
  tasks: z.array(z.object({ task: z.string(), name: z.string(), unit: z.string(), higherIsBetter: z.boolean() })),
  /** `share`: of images on which the policy ran the block; `asked`: by lane, of images on which it asked. */
  blocks: z.array(z.object({ block: z.string(), share: z.number(), asked: z.record(z.string(), z.number()), off: forcedSchema.nullable(), on: forcedSchema.nullable() }))
})
export type Counterfactuals = z.infer<typeof counterfactualsSchema>
export type Forced = z.infer<typeof forcedSchema>

/** What the policy by itself did with each block: on how many images it ran, and who asked how often. */
export interface Chosen { blocks: readonly string[]; ran: readonly number[]; asked: Record<string, readonly number[]>; images: number }

/** Fewer resamples than elsewhere: a set of counterfactuals has many intervals, and their ends need no third digit. */
const resamples = 400

/**
 * @param rows of all variants, as the store tells them
 * @param changed by variant id: images whose row is not the base's
 * Throws RangeError for a sweep that has no such variants.
 */
export function counterfactuals({ id }: Sweep, rows: readonly VariantSums[], chosen: Chosen, changed: ReadonlyMap<string, number>): Counterfactuals {
  const together = sideBySide(rows), base = together.variants.indexOf(baseId), { layout } = together
  if (base < 0) throw new RangeError(`Sweep ${id} has no counterfactuals`)
  const pairs = together.variants.map((_, to) => ({ from: base, to })), found = changes(together, base, pairs, resamples)
  const forced = (block: string, way: (typeof ways)[number]): Forced | null => {
    const at = together.variants.indexOf(idOf(block, way))
    if (at < 0) return null
    const { macs, gain, tasks } = found[at]!
    return { forced: changed.get(idOf(block, way)) ?? 0, macs, gain, tasks: Object.fromEntries(layout.tasks.map((t, i) => [t.id, tasks[i]!])) }
  }
  return {
    sweep: id, images: together.data.images, staticMacs: layout.staticMacs, tasks: layout.tasks.map((t) => ({ task: t.id, ...mainFigure(t) })),
    blocks: layout.blocks.map((block, b) => ({
      block, share: chosen.ran[b]! / chosen.images, asked: Object.fromEntries(Object.entries(chosen.asked).map(([lane, n]) => [lane, n[b]! / chosen.images])),
      off: forced(block, 'off'), on: forced(block, 'on')
    }))
  }
}
