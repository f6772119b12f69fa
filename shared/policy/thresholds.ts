/** Settings → what the graph compares its logits with, lane by lane. Thresholds, forcing and noise are all one comparison: logit > limit. */
import { blockId, lanesOf, stagesOf, type Architecture } from '../model/architecture'
import { StudioError } from '../errors'
import { gumbelDifference } from './noise'
import type { Settings, Switch } from './settings'

/** Beyond any logit; not infinite, since ∞ − ∞ would make NaN. */
const always = -1e30, never = 1e30

/** The logit whose sigmoid is `p`; 0 and 1 become limits beyond any logit. */
export const logitOf = (p: number): number => (p <= 0 ? always : p >= 1 ? never : p === 0.5 ? 0 : Math.log(p / (1 - p)))

export interface Limits {
  /** Active task ids, in the manifest's order. */
  tasks: string[]
  /** Active lanes and their indices. */
  lanes: string[]
  laneIndices: number[]
  /** `[A, NB]`. */
  block: Float32Array
  /** `[A, ΣL]`, blocks in order, tokens in window order. */
  token: Float32Array
  /** Gates forced whatever the lanes ask, `[NB]`. */
  blockOn: Uint8Array
  blockOff: Uint8Array
  /** Blocks whose tokens are all selected, `[NB]`. */
  tokensOn: Uint8Array
}

/** Ids of all blocks, in the order of the data. */
export function allBlockIds(a: Architecture): string[] {
  return a.depths.flatMap((depth, s) => Array.from({ length: depth }, (_, b) => blockId(s, b)))
}

/** Active tasks in the manifest's order. Throws `usage` for an unknown one. */
export function activeTasks(a: Architecture, settings: Settings): string[] {
  const known = a.tasks.map((t) => t.id)
  const unknown = settings.tasks?.find((t) => !known.includes(t))
  if (unknown !== undefined) throw new StudioError('usage', `There is no task ${unknown}`, { fix: `This model has ${known.join(', ')}.` })
  return settings.tasks ? known.filter((t) => settings.tasks!.includes(t)) : known
}

/** Throws `usage` for an unknown task, block or lane. */
export function limitsOf(a: Architecture, settings: Settings): Limits {
  const ids = allBlockIds(a), stages = stagesOf(a), all = lanesOf(a)
  const tasks = activeTasks(a, settings)
  const lanes = a.policy === 'per_task' ? tasks : all
  const laneIndices = lanes.map((l) => all.indexOf(l))
  const forcedBlocks = new Map(Object.entries(settings.blocks)), forcedLanes = new Map(Object.entries(settings.blockTasks))
  for (const id of [...forcedBlocks.keys(), ...forcedLanes.keys()]) if (!ids.includes(id)) throw new StudioError('usage', `There is no block ${id}`, { fix: `This model has ${ids[0]} to ${ids.at(-1)}.` })
  for (const perLane of forcedLanes.values()) for (const lane of Object.keys(perLane)) if (!all.includes(lane)) throw new StudioError('usage', `There is no task ${lane}`, { fix: `This model has ${all.join(', ')}.` })

  const NB = ids.length, A = lanes.length
  const blockLimit = logitOf(settings.blockThreshold), tokenLimit = logitOf(settings.tokenThreshold)
  const block = new Float32Array(A * NB).fill(blockLimit)
  const sizes = stages.flatMap((s) => Array<number>(s.depth).fill(s.tokens))
  const token = a.adaptiveTokens ? new Float32Array(A * sizes.reduce((x, y) => x + y, 0)).fill(tokenLimit) : new Float32Array(0)
  lanes.forEach((lane, i) => {
    const forced = ids.map((id): Switch | undefined => forcedLanes.get(id)?.[lane])
    if (settings.noiseSeed !== null) {
      const blockNoise = gumbelDifference(settings.noiseSeed, laneIndices[i]!, 'block'), tokenNoise = gumbelDifference(settings.noiseSeed, laneIndices[i]!, 'token')
      for (let b = 0; b < NB; b++) block[i * NB + b] = blockLimit - blockNoise()
      for (let t = 0, n = token.length / A; t < n; t++) token[i * n + t] = tokenLimit - tokenNoise()
    }
    forced.forEach((f, b) => { if (f) block[i * NB + b] = f === 'on' ? always : never })
  })
  const flags = (test: (id: string) => boolean) => Uint8Array.from(ids, (id) => Number(test(id)))
  return {
    tasks, lanes, laneIndices, block, token,
    blockOn: flags((id) => settings.allOn || forcedBlocks.get(id) === 'on'),
    // A block forced off stays off even where everything else is on.
    blockOff: flags((id) => forcedBlocks.get(id) === 'off'),
    tokensOn: flags(() => settings.allOn)
  }
}
