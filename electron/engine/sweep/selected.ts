/** Which tokens an image selected, for the densities of a whole set. */
import { densitySize, type SweepLayout } from '@shared/sweep/layout'
import type { RunResult } from '../inference/runner'

/** `densitySize` bytes: for each block the lanes' masks in raster order, then the union's. */
export function selectedTokens(layout: SweepLayout, { decision, tokens }: RunResult): Uint8Array {
  const all = new Uint8Array(densitySize(layout))
  let at = 0
  for (const [b, block] of layout.blocks.entries()) {
    const masks = tokens.get(block), L = layout.tokens[b]!
    for (const lane of layout.lanes) {
      if (masks) all.set(masks.lanes[lane]!, at)
      at += L
    }
    if (masks) all.set(masks.union, at)
    else if (decision.blocks[b]!.ran) all.fill(1, at, at + L)
    at += L
  }
  return all
}
