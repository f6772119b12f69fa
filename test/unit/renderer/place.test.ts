import { describe, expect, it } from 'vitest'
import { placeCard } from '../../../renderer/charts/routemap/place'

const window = { width: 1024, height: 700 }
const card = { width: 264, height: 180 }
const block = (left: number, top: number, height = 250) => ({ left, right: left + 40, width: 40, top, bottom: top + height })

describe('the card of a block', () => {
  it('is below, with its caret under the block', () => {
    const at = placeCard(block(500, 120), card, window)
    expect(at).toMatchObject({ side: 'below', top: 378 })
    expect(at.left + at.caret + 5).toBe(520)
  })
  it('stays in the window at both edges, and the caret at the block', () => {
    for (const left of [0, 980]) {
      const at = placeCard(block(left, 120), card, window)
      expect(at.left).toBeGreaterThanOrEqual(8)
      expect(at.left + card.width).toBeLessThanOrEqual(1016)
      expect(at.left + at.caret + 5).toBe(left + 20)
    }
  })
  it('is above where there is no room below', () => {
    expect(placeCard(block(500, 300, 300), card, window)).toMatchObject({ side: 'above', top: 134 })
  })
  it('is beside, and covers nothing of its block, where neither fits', () => {
    const tall = { width: 264, height: 350 }
    for (const left of [400, 900]) {
      const at = placeCard(block(left, 150, 330), tall, window)
      expect(at.side).toBe('beside')
      expect(at.left + tall.width <= left || at.left >= left + 40).toBe(true)
      expect(at.top + tall.height).toBeLessThanOrEqual(692)
    }
  })
})
