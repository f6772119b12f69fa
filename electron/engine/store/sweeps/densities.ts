/** How often each token of each block was selected, over the images of a variant. */
import type { Database } from '../database'
import { readDensity, readLayouts, type StoredSweep } from './list'
import { countRows, variantPosition } from './pooled'

export interface Densities {
  images: number
  /** By block id, then lane or `union`: share of images in which the token was selected, `[tokens]` in raster order. */
  blocks: Record<string, Record<string, Float32Array>>
}

/** Null where this sweep kept none. */
export async function readDensities(db: Database, sweep: StoredSweep, variant: string): Promise<Densities | null> {
  const position = variantPosition(sweep, variant), layout = (await readLayouts(db, sweep.number))[position]!
  const counts = await readDensity(db, sweep.number, position, layout)
  if (!counts) return null
  const images = await countRows(db, sweep.number, position), blocks: Densities['blocks'] = {}
  let at = 0
  for (const [b, block] of layout.blocks.entries()) {
    blocks[block] = Object.fromEntries([...layout.lanes, 'union'].map((lane) => {
      const L = layout.tokens[b]!, share = Float32Array.from(counts.subarray(at, at + L), (n) => (images === 0 ? 0 : n / images))
      at += L
      return [lane, share]
    }))
  }
  return { images, blocks }
}
