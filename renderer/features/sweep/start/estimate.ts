/** How long a sweep will take, from what was measured on this computer before. */
import type { Sweep } from '@shared/sweep/plan'

export interface Estimated { seconds: number; from: 'sweep' | 'inference' }

/** Beside the inference an image is read, prepared and judged. */
const besides = 1.4

/**
 * @param sweeps stored ones, newest first: one of the same model tells how many rows a worker makes in a second
 * @param latencyMs of one inference in the inspect page, where no sweep is known
 * @returns null where nothing was measured yet
 */
export function estimate(rows: number, workers: number, hash: string | null, sweeps: readonly Sweep[], latencyMs: number | null): Estimated | null {
  const before = sweeps.find((s) => s.rows >= 20 && s.seconds > 0.5 && s.models.some((m) => m.hash === hash))
  if (before) return { seconds: rows / ((before.rows / before.seconds / before.plan.workers) * workers), from: 'sweep' }
  return latencyMs === null ? null : { seconds: (rows * latencyMs * besides) / 1000 / workers, from: 'inference' }
}
