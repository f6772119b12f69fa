/** Whether other thresholds would have changed anything about a run. */
import { stagesOf, type Architecture } from '../model/architecture'
import type { StageRecord } from './decide'
import type { Limits } from './thresholds'

/**
 * True where a run with `limits` would have gone exactly as the recorded one: every gate and every selected token is the same under the logits that
 * were recorded, so no logit could have come out differently either. Exact, since what follows a decision depends on nothing else.
 * @param records of a run with the same lanes
 */
export function runsAlike(a: Architecture, limits: Limits, records: readonly StageRecord[]): boolean {
  const A = limits.lanes.length, NB = limits.blockOn.length
  let block = 0, token = 0
  for (const s of stagesOf(a)) {
    const { blockLogits, gates, tokens } = records[s.index]!
    for (let b = 0; b < s.depth; b++, block++, token += s.tokens) {
      let asked = blockLogits === null || limits.blockOn[block] === 1
      for (let i = 0; i < A && !asked; i++) asked = blockLogits![i * s.depth + b]! > limits.block[i * NB + block]!
      const gate = asked && limits.blockOff[block] === 0
      if (gate !== (gates[b] === 1)) return false
      if (gate && tokens && limits.tokensOn[block] === 0 && !sameTokens(tokens[b]!, limits.token, token, A)) return false
      if (gate && tokens && limits.tokensOn[block] === 1 && tokens[b]!.mask.includes(0)) return false
    }
  }
  return true
}

function sameTokens({ logits, mask }: { logits: Float32Array; mask: Uint8Array }, limits: Float32Array, first: number, lanes: number): boolean {
  const L = mask.length, stride = limits.length / lanes
  for (let t = 0; t < L; t++) {
    let selected = false
    for (let i = 0; i < lanes && !selected; i++) selected = logits[i * L + t]! > limits[i * stride + first + t]!
    if (selected !== (mask[t] === 1)) return false
  }
  return true
}
