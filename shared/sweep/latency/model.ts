/**
 * Latency of any route from kernel times that were measured once, with everything on. A block that runs costs its attention whole and its FFN in
 * proportion to the selected tokens; controllers of blocks always run, those of tokens with their block; decoders, embedding and merging always run.
 * What kernels do not explain (calls, copies) is not in it: an estimate, and said to be one.
 */
import { blockId, stagesOf } from '../../model/architecture'
import { attentionMacs, ffnMacs } from '../../model/cost'
import type { Manifest } from '../../model/manifest'
import { StudioError } from '../../errors'
import type { BlockTimes } from '../../rpc/block-times'

/** What one image ran: by block in order whether it ran, and the share of its tokens that were selected. Null for the static form. */
export interface Ran { tokens: ArrayLike<number> }

interface Block { attention: number; ffn: number; controller: number }
export interface LatencyModel {
  /** Milliseconds that every image takes: of the static form, and what a policy adds before it decides. */
  always: number; deciding: number
  /** By active task. */
  decoders: Record<string, number>
  blocks: Block[]
}

/**
 * @param times measured with everything on, so that every block has its time
 * @throws StudioError `mismatch` where a block of the model has no time
 */
export function latencyModel(manifest: Manifest, times: BlockTimes): LatencyModel {
  const a = manifest.architecture, left = new Map(times.parts.map((p) => [p.id, p])), told = times.parts.reduce((n, p) => n + p.ms, 0)
  const take = (id: string): number => {
    const ms = left.get(id)?.ms ?? 0
    left.delete(id)
    return ms
  }
  const blocks = stagesOf(a).flatMap((s) => Array.from({ length: s.depth }, (_, b): Block => {
    const id = blockId(s.index, b), part = left.get(id)
    if (!part) throw new StudioError('mismatch', `${id} has no time`, { why: 'These times are of another model, or were measured while the block did not run.', fix: 'Measure with all blocks on.' })
    // Where the FFN's kernels are not told apart, work stands for time.
    const attention = attentionMacs(s), ffn = part.ffnMs ?? (part.ms * ffnMacs(s, a.mlpRatio)) / (attention + ffnMacs(s, a.mlpRatio))
    const ms = take(id)
    return { attention: ms - ffn, ffn, controller: take(`${id}/tctrl`) }
  }))
  const decoders = Object.fromEntries(manifest.tasks.map((t) => [t.id, take(`dec.${t.id}`)]))
  let deciding = 0
  for (const id of [...left.keys()]) if (id === 'policy' || /^s\d+\/(bctrl|tctrl|policy)$/.test(id)) deciding += take(id)
  const rest = [...left.values()].reduce((n, p) => n + p.ms, 0) + Math.max(0, times.totalMs - told)
  return { always: rest, deciding, decoders, blocks }
}

/** Predicted milliseconds. @param tasks active ones. @param ran null for the static form */
export function predictLatency(m: LatencyModel, tasks: readonly string[], ran: Ran | null): number {
  let ms = m.always + tasks.reduce((n, t) => n + (m.decoders[t] ?? 0), 0)
  if (!ran) return ms + m.blocks.reduce((n, b) => n + b.attention + b.ffn, 0)
  ms += m.deciding
  for (const [i, b] of m.blocks.entries()) {
    const share = ran.tokens[i]!
    if (share > 0) ms += b.controller + b.attention + b.ffn * share
  }
  return ms
}
