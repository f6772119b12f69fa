import { describe, expect, it } from 'vitest'
import { cooled, SlotProgress, startsRound } from '../../../electron/runner/schedule'

const slot = (round: number, images = [4, 0, 2]) => ({ slot: round, round, variant: 'a', images })

describe('a slot', () => {
  it('takes its images in order, again and again', () => {
    const progress = new SlotProgress(slot(0), 1, 7), taken: number[] = []
    for (let i = 0; i < 7; i++) {
      taken.push(progress.image)
      progress.add(1)
    }
    expect(taken).toEqual([4, 0, 2, 4, 0, 2, 4])
  })
  it('is full only with enough time and enough inferences', () => {
    const long = new SlotProgress(slot(0), 1, 3)
    long.add(0.9e9)
    long.add(0.2e9)
    expect(long.full).toBe(false)
    long.add(1)
    expect(long.full).toBe(true)
    const many = new SlotProgress(slot(0), 1, 1)
    for (let i = 0; i < 9; i++) many.add(0.1e9)
    expect(many.full).toBe(false)
    many.add(0.1e9)
    expect(many.full).toBe(true)
  })
})

it('cools down before each round but the first', () => {
  const slots = [slot(0), slot(0), slot(1), slot(1), slot(5)]
  expect(slots.map((_, i) => startsRound(slots, i))).toEqual([false, false, true, false, true])
})

describe('cooling down', () => {
  it('ends within the tolerance of the start', () => {
    expect(cooled(40, 41, 0.5, 10, 300)).toBeNull()
    expect(cooled(40, 40.5, 0.5, 10, 300)).toBe('cool')
    expect(cooled(40, 35, 0.5, 0, 300)).toBe('cool')
  })
  it('ends when its time is over, and without a thermometer', () => {
    expect(cooled(40, 41, 0.5, 299, 300)).toBeNull()
    expect(cooled(40, 41, 0.5, 300, 300)).toBe('time-out')
    expect(cooled(null, 41, 0.5, 0, 300)).toBe('no-thermometer')
  })
  it('outlasts a reading that fails', () => {
    expect(cooled(40, null, 0.5, 0, 300)).toBeNull()
    expect(cooled(40, null, 0.5, 300, 300)).toBe('time-out')
  })
})
