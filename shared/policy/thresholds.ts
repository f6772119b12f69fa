/** Settings → what the graph compares its logits with, lane by lane. Thresholds, forcing and noise are all one comparison: logit > limit. */
import { blockId, lanesOf, stagesOf, type Architecture, type Stage } from '../model/architecture'
import { StudioError } from '../errors'
import { gumbelDifference } from './noise'
import type { LaneThresholds, Settings } from './settings'

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

/** Stages in `Settings.thresholds`. */
export const stageId = (stage: number): string => `s${stage}`

/** The probability above which a lane asks for blocks or tokens of a stage. */
export const thresholdOf = (s: Pick<Settings, 'blockThreshold' | 'tokenThreshold' | 'thresholds'>, stage: number, lane: string, kind: keyof LaneThresholds): number =>
  s.thresholds[stageId(stage)]?.[lane]?.[kind] ?? (kind === 'block' ? s.blockThreshold : s.tokenThreshold)

/** Throws `usage` for an unknown task, block, stage or lane. */
export function limitsOf(a: Architecture, settings: Settings): Limits {
  const ids = allBlockIds(a), stages = stagesOf(a), all = lanesOf(a)
  const tasks = activeTasks(a, settings)
  const lanes = a.policy === 'per_task' ? tasks : all
  const laneIndices = lanes.map((l) => all.indexOf(l))
  const forcedBlocks = new Map(Object.entries(settings.blocks)), forcedLanes = new Map(Object.entries(settings.blockTasks))
  for (const id of [...forcedBlocks.keys(), ...forcedLanes.keys()]) if (!ids.includes(id)) throw new StudioError('usage', `There is no block ${id}`, { fix: `This model has ${ids[0]} to ${ids.at(-1)}.` })
  const own = new Map(Object.entries(settings.thresholds))
  for (const stage of own.keys()) if (!stages.some((s) => stageId(s.index) === stage)) throw new StudioError('usage', `There is no stage ${stage}`, { fix: `This model has ${stageId(0)} to ${stageId(stages.length - 1)}.` })
  for (const perLane of [...forcedLanes.values(), ...own.values()]) for (const lane of Object.keys(perLane)) if (!all.includes(lane)) throw new StudioError('usage', `There is no task ${lane}`, { fix: `This model has ${all.join(', ')}.` })

  const NB = ids.length, A = lanes.length
  const block = new Float32Array(A * NB), token = new Float32Array(a.adaptiveTokens ? A * stages.reduce((n, s) => n + s.depth * s.tokens, 0) : 0)
  lanes.forEach((lane, i) => {
    const fill = (into: Float32Array, kind: keyof LaneThresholds, size: (s: Stage) => number): void => {
      const noise = settings.noiseSeed === null ? () => 0 : gumbelDifference(settings.noiseSeed, laneIndices[i]!, kind)
      let at = (i * into.length) / A
      for (const s of stages) {
        const limit = logitOf(thresholdOf(settings, s.index, lane, kind))
        for (const end = at + size(s); at < end; at++) into[at] = limit - noise()
      }
    }
    fill(block, 'block', (s) => s.depth)
    if (a.adaptiveTokens) fill(token, 'token', (s) => s.depth * s.tokens)
    ids.forEach((id, b) => {
      const forced = forcedLanes.get(id)?.[lane]
      if (forced) block[i * NB + b] = forced === 'on' ? always : never
    })
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
