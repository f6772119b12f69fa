import { describe, expect, it } from 'vitest'
import { moveTo } from '../../../renderer/features/inspect/images/moveTo'

describe('keys in the image grid', () => {
  // 0 1 / 2 3 / 4
  const go = (key: string, at: number) => moveTo(key, at, 5, 2, 4)
  it('moves by one and by a row', () => {
    expect([go('ArrowRight', 0), go('ArrowLeft', 0), go('ArrowDown', 0), go('ArrowUp', 3)]).toEqual([1, 0, 2, 1])
  })
  it('stays in the first and last row, and reaches the last entry from above it', () => {
    expect([go('ArrowUp', 1), go('ArrowDown', 4), go('ArrowDown', 3), go('ArrowRight', 4)]).toEqual([1, 4, 4, 4])
  })
  it('jumps by pages and to the ends', () => {
    expect([go('PageDown', 0), go('PageUp', 4), go('PageDown', 3), go('Home', 3), go('End', 0)]).toEqual([4, 0, 4, 0, 4])
  })
  it('starts at the first, ignores other keys and empty lists', () => {
    expect([go('ArrowRight', -1), go('a', 0), moveTo('Home', -1, 0, 2, 4)]).toEqual([0, null, null])
  })
})
