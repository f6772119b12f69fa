/** Where the card of a block goes: below it, above it where the window ends, beside it where neither fits. */
import type { Size } from '../../components/useSize'

export interface CardPlace { left: number; top: number; side: 'below' | 'above' | 'beside'; /** Left edge of the caret inside the card. */ caret: number }

/** Distance to the block, and to the window's edges. */
const gap = 8
/** Half the caret's width. */
const half = 5
/** How far a card above covers the block's name, which it repeats. */
const overlap = 14

export function placeCard(block: Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom' | 'width'>, card: Size, window: Size): CardPlace {
  const middle = block.left + block.width / 2
  const left = Math.max(gap, Math.min(window.width - card.width - gap, middle - card.width / 2))
  const caret = middle - left - half
  const below = block.bottom + gap
  if (below + card.height + gap <= window.height) return { left, top: below, side: 'below', caret }
  const above = block.top - card.height + overlap
  if (above >= gap) return { left, top: above, side: 'above', caret }
  const right = block.right + gap
  return {
    left: right + card.width + gap <= window.width ? right : Math.max(gap, block.left - gap - card.width),
    top: Math.max(gap, Math.min(window.height - card.height - gap, block.top)), side: 'beside', caret
  }
}
