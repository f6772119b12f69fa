/**
 * What a budget is tuned by: one knob for each stage, lane and kind of gate. A knob is turned in shares, not in logits: its level is the share of gates
 * that the lane asks for there, and the threshold follows from the logits that were seen. Logits of different stages differ a thousandfold in
 * width; shares make one step mean the same everywhere.
 */
import { sigmoid } from '../../model/outputs'
import type { LaneThresholds, Settings } from '../../policy/settings'
import { stageId } from '../../policy/thresholds'
import { quantileOfSorted } from '../../stats/quantile'

export interface Knob {
  stage: number; lane: string; kind: keyof LaneThresholds
  /** Logits seen on calibration images, ascending. */
  logits: Float64Array
}

/** What controllers said on one image, or on many: by stage, lane and kind. */
export type SeenLogits = { stage: number; lane: string; kind: Knob['kind']; logits: ArrayLike<number> }[]

/** One knob for each stage, lane and kind that was seen at all. */
export function knobsFrom(seen: readonly SeenLogits[]): Knob[] {
  const gathered = new Map<string, { stage: number; lane: string; kind: Knob['kind']; parts: ArrayLike<number>[] }>()
  for (const { stage, lane, kind, logits } of seen.flat()) {
    const key = `${stage} ${lane} ${kind}`, knob = gathered.get(key) ?? { stage, lane, kind, parts: [] }
    if (logits.length > 0) knob.parts.push(logits)
    gathered.set(key, knob)
  }
  return [...gathered.values()].filter((k) => k.parts.length > 0).map(({ parts, ...knob }) => {
    const logits = new Float64Array(parts.reduce((n, p) => n + p.length, 0))
    let at = 0
    for (const part of parts) {
      logits.set(part, at)
      at += part.length
    }
    return { ...knob, logits: logits.sort() }
  })
}

const clamp = (level: number): number => Math.min(1, Math.max(0, level))

/** The threshold at which a share `level` of the knob's gates is asked for. At 0 nothing is, whatever the logit, and at 1 everything. */
export function probabilityAt({ logits }: Knob, level: number): number {
  if (level <= 0) return 1
  if (level >= 1) return 0
  return sigmoid(quantileOfSorted(logits, 1 - level))
}

/** Share of the knob's gates above a threshold, as a logit. */
export function levelAt({ logits }: Knob, limit: number): number {
  let low = 0, high = logits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (logits[middle]! > limit) high = middle
    else low = middle + 1
  }
  return 1 - low / logits.length
}

/** @param shift added to every level */
export function settingsAt(base: Settings, knobs: readonly Knob[], levels: readonly number[], shift = 0): Settings {
  const thresholds: Settings['thresholds'] = {}
  for (const [i, knob] of knobs.entries()) {
    const stage = (thresholds[stageId(knob.stage)] ??= {}), lane = (stage[knob.lane] ??= {})
    lane[knob.kind] = probabilityAt(knob, clamp(levels[i]! + shift))
  }
  return { ...base, thresholds }
}

export const shifted = (levels: readonly number[], shift: number): number[] => levels.map((l) => clamp(l + shift))
