/** The gating sites of an AdaMTL model: one per block, and one for the tokens of each block. */
import { blockId, lanesOf, stagesOf, type Architecture } from './architecture'
import { tokenSiteId } from './cost'
import type { GatingSite } from './manifest'

/** Names of the graph outputs that carry a site's scores and decision. */
export interface DecisionNames {
  blockLogits(stage: number): string
  tokenLogits(stage: number): string
}

/** One site per block and, where tokens are selected, one for the tokens of each block; none for a static model. */
export function gatingSites(a: Architecture, names: DecisionNames): GatingSite[] {
  const lanes = lanesOf(a)
  if (lanes.length === 0) return []
  const causes: GatingSite['causes'] = a.policy === 'single' ? ['input'] : ['input', 'task']
  const sites: GatingSite[] = []
  let depth = 0
  for (const s of stagesOf(a))
    for (let b = 0; b < s.depth; b++) {
      const id = blockId(s.index, b)
      const blockScores = Object.fromEntries(lanes.map((lane, i) => [lane, a.adaptiveBlocks
        ? { from: 'tensor' as const, name: names.blockLogits(s.index), axes: [{ role: 'task' as const }, { role: 'site' as const }], pick: { task: i, site: b } }
        : { from: 'const' as const, axes: [], data: [1] }]))
      sites.push({
        id, label: `Stage ${s.index + 1}, block ${b}`, kind: 'block', causes: a.adaptiveBlocks ? causes : [], depth, lane: 'trunk',
        encoding: { type: 'mask' }, sources: blockScores, scores: a.adaptiveBlocks ? blockScores : undefined, combine: 'union', effect: 'skips', nodes: [`${id}/`]
      })
      if (a.adaptiveTokens) {
        const tokens = Object.fromEntries(lanes.map((lane, i) => [lane, { from: 'tensor' as const, name: names.tokenLogits(s.index), axes: [{ role: 'site' as const }, { role: 'task' as const }, { role: 'token' as const, grid: [s.resolution, s.resolution] as [number, number] }], pick: { task: i, site: b } }]))
        sites.push({
          id: tokenSiteId(id), label: `Tokens of stage ${s.index + 1}, block ${b}`, kind: 'token', causes, depth, lane: 'trunk', parent: id,
          encoding: { type: 'mask' }, sources: tokens, scores: tokens, combine: 'union', effect: 'skips', nodes: [`${id}/mlp/`], image: { rows: s.resolution, cols: s.resolution }
        })
      }
      depth++
    }
  return sites
}
