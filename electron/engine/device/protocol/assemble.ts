/** From a plan to what the runner is told: every choice made, every path named. */
import type { Capabilities } from '@shared/device/capabilities'
import type { Plan } from '@shared/device/plan'
import type { ScheduledSlot } from '@shared/device/schedule'
import type { RunnerPlan } from '@shared/trace/stream'
import { imagePath, inPlan, modelPath } from '../deploy-places'
import type { PreparedImage } from './prepare'

/** Slots of a resumption are numbered from a multiple of this on. */
const perAttempt = 1_000_000

/** The number that a slot has in the plan, whatever the attempt. */
export const plannedSlot = (slot: number): number => slot % perAttempt

/** Names of a model and of a prepared image on the device. */
export const modelName = (index: number): string => `m${index}`
export const imageName = (index: number, size: string): string => `${index}.${size}.f32`

export function runnerPlan(plan: Plan, models: number, images: readonly PreparedImage[], slots: readonly ScheduledSlot[], { sources }: Pick<Capabilities, 'sources'>, profileRuns = 0): RunnerPlan {
  return {
    version: 1,
    models: Array.from({ length: models }, (_, i) => ({ id: modelName(i), folder: inPlan(modelPath(modelName(i))) })),
    variants: plan.variants.map((v) => ({ id: v.id, model: modelName(v.model), settings: v.settings })),
    images: images.map(({ id, files }, i) => ({ id, files: Object.fromEntries(Object.keys(files).map((size) => [size, inPlan(imagePath(imageName(i, size)))])) })),
    slots: slots.map(({ slot, round, variant, images }) => ({ slot, round, variant, images })),
    slotSeconds: plan.slotSeconds, slotInferences: plan.slotInferences, idleSeconds: plan.idleSeconds, warmUp: plan.warmUp, coolDown: plan.coolDown,
    markerSeconds: plan.markerSeconds, threads: plan.threads, sampleHz: plan.sampleHz, sources, profileRuns
  }
}

/**
 * What is left of a plan after the device went away. A slot that was cut off is run again whole, under a new number, so that its two halves are not
 * taken for one. The idle baseline is not measured again.
 * @param done numbers of the slots that ended. @param attempt 1 for the first resumption
 */
export function remaining(plan: RunnerPlan, done: ReadonlySet<number>, attempt: number): RunnerPlan {
  const slots = plan.slots.filter((s) => !done.has(plannedSlot(s.slot))).map((s) => ({ ...s, slot: plannedSlot(s.slot) + attempt * perAttempt }))
  return { ...plan, idleSeconds: done.size > 0 ? 0 : plan.idleSeconds, slots }
}
