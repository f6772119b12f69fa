/**
 * What each part of a Swin multi-task model costs, as terms of the manifest: multiply-accumulates of every matrix product and convolution.
 * Counts follow the authors' definition of the layers; norms, activations and resizing are not counted.
 */
import { blockId, hiddenWidth, lanesOf, stagesOf, type Architecture, type Stage } from './architecture'
import type { Macs } from '../units'
import type { CostTerm } from './manifest'

/** Id of the gating site that the tokens of a block are. */
export const tokenSiteId = (block: string): string => `${block}.tokens`

/** Attention of a block over all L tokens: four projections L·4C², scores and mixing 2·L·w²·C. */
export const attentionMacs = (s: Stage): Macs => s.tokens * 4 * s.width * s.width + 2 * s.tokens * s.window * s.window * s.width

/** FFN over all L tokens: 2·L·C·hidden. */
export const ffnMacs = (s: Stage, mlpRatio: number): Macs => 2 * s.tokens * s.width * hiddenWidth(s.width, mlpRatio)

/** Decoder of one task, h = half the decoder width: two residual blocks of 3×3 convolutions and a 1×1 shortcut per stage output `[r, r, C]`, then the fusion and the prediction, both 1×1. */
function decoderMacs(a: Architecture, channels: number): Macs {
  const h = a.decoderWidth / 2, stages = stagesOf(a)
  const blocks = stages.reduce((sum, s) => sum + s.outResolution ** 2 * (s.outWidth * h * 9 + 3 * h * h * 9 + s.outWidth * h), 0)
  return blocks + stages[0]!.outResolution ** 2 * (stages.length * h * h + h * channels)
}

/** Every part of the model as a term, in the order of the data; terms of a task's controllers and decoder name the task. */
export function costTerms(a: Architecture): CostTerm[] {
  const stages = stagesOf(a), lanes = lanesOf(a)
  const tasksOf = (lane: string) => (a.policy === 'single' ? undefined : [lane])
  const terms: CostTerm[] = [{ id: 'embed', part: 'base', group: 'other', macs: stages[0]!.tokens * a.embedDim * 3 * a.patchSize ** 2, factors: [] }]
  for (const s of stages) {
    if (a.adaptiveBlocks) {
      const h = a.blockControllerWidth!
      for (const lane of lanes) terms.push({ id: `s${s.index}/bctrl/${lane}`, part: 'controller', group: 'controllers', macs: s.tokens * s.width * h + s.tokens * h * s.depth, factors: [], tasks: tasksOf(lane) })
    }
    for (let b = 0; b < s.depth; b++) {
      const id = blockId(s.index, b)
      const asked = lanes.length > 0 ? [{ site: id, stat: 'any' as const }] : []
      const some = a.adaptiveTokens ? [{ site: tokenSiteId(id), stat: 'any' as const }] : []
      const share = a.adaptiveTokens ? [{ site: tokenSiteId(id), stat: 'on' as const }] : []
      terms.push({ id: `${id}/attn`, part: 'gated', group: 'blocks', macs: attentionMacs(s), factors: [...asked, ...some] })
      terms.push({ id: `${id}/mlp`, part: 'gated', group: 'blocks', macs: ffnMacs(s, a.mlpRatio), factors: [...asked, ...share] })
      if (a.adaptiveTokens) {
        const h = a.tokenControllerWidth!
        for (const lane of lanes) terms.push({ id: `${id}/tctrl/${lane}`, part: 'controller', group: 'controllers', macs: s.tokens * s.width * h + s.tokens * h, factors: asked, tasks: tasksOf(lane) })
      }
    }
    if (s.index < stages.length - 1) terms.push({ id: `s${s.index}.down`, part: 'base', group: 'other', macs: (s.tokens / 4) * 4 * s.width * 2 * s.width, factors: [] })
  }
  for (const t of a.tasks) terms.push({ id: `dec.${t.id}`, part: 'base', group: 'decoders', macs: decoderMacs(a, t.channels), factors: [], tasks: [t.id] })
  return terms
}
