/** What the stored rows of one variant mean: which blocks, lanes and tasks its columns stand for. */
import { z } from 'zod'
import { stagesOf } from '../model/architecture'
import type { Manifest } from '../model/manifest'
import { taskSchema } from '../model/tasks'
import { staticDecision } from '../policy/decide'
import type { Settings } from '../policy/settings'
import { activeTasks, allBlockIds, limitsOf } from '../policy/thresholds'
import { accumulatorSize } from './pooled'

export const sweepLayoutSchema = z.object({
  blocks: z.array(z.string()),
  /** Tokens of each block. */
  tokens: z.array(z.number().int().positive()),
  /** Who was asked; empty where the static graph ran. */
  lanes: z.array(z.string()),
  /** Active tasks that a figure exists for. */
  tasks: z.array(taskSchema),
  /** MACs of the model without its policy, active tasks only. */
  staticMacs: z.number()
})
export type SweepLayout = z.infer<typeof sweepLayoutSchema>

/** @throws StudioError `usage` for a task, block or lane that the model does not have */
export function layoutOf(manifest: Manifest, settings: Settings): SweepLayout {
  const a = manifest.architecture, tasks = activeTasks(a, settings)
  return {
    blocks: allBlockIds(a), tokens: stagesOf(a).flatMap((s) => Array<number>(s.depth).fill(s.tokens)),
    lanes: settings.static || a.policy === null ? [] : limitsOf(a, settings).lanes,
    tasks: a.tasks.filter((t) => tasks.includes(t.id) && t.kind !== 'other'),
    staticMacs: staticDecision(manifest, tasks, 0).decision.macs.static
  }
}

/** Where each task's accumulator begins among a row's sums, and how many there are in all. */
export function sumsOf(layout: SweepLayout): { starts: number[]; size: number } {
  let size = 0
  const starts = layout.tasks.map((task) => {
    const start = size
    size += accumulatorSize(task)
    return start
  })
  return { starts, size }
}

/** Length of a variant's densities: for each block, tokens of each lane and of the union, in this order. */
export const densitySize = ({ tokens, lanes }: SweepLayout): number => tokens.reduce((sum, L) => sum + L * (lanes.length + 1), 0)
