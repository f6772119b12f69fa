import { describe, expect, it } from 'vitest'
import { ownThresholds, thresholdForAll } from '../../../shared/policy/own-thresholds'
import { defaultSettings as d } from '../../../shared/policy/settings'
import { describeChanges, forceBlock, forceLane, forcedCount, isDefault, settingsKey, toggleTask } from '../../../renderer/features/inspect/settings'

describe('settings by hand', () => {
  it('forces and releases without leaving a trace', () => {
    const on = forceBlock(d, 's2.b3', 'on')
    expect(on.blocks).toEqual({ 's2.b3': 'on' })
    expect(isDefault(on)).toBe(false)
    expect(isDefault(forceBlock(on, 's2.b3', null))).toBe(true)
    const lane = forceLane(forceLane(d, 's0.b0', 'a', 'off'), 's0.b0', 'b', 'on')
    expect(forcedCount(lane)).toBe(2)
    expect(isDefault(forceLane(forceLane(lane, 's0.b0', 'a', null), 's0.b0', 'b', null))).toBe(true)
    expect(d.blocks).toEqual({})
  })
  it('switches tasks in the given order and never the last one off', () => {
    const all = ['a', 'b', 'c']
    const noA = toggleTask(d, 'a', all)
    expect(noA.tasks).toEqual(['b', 'c'])
    expect(toggleTask(noA, 'a', all).tasks).toBeUndefined()
    const onlyC = toggleTask(noA, 'b', all)
    expect(toggleTask(onlyC, 'c', all).tasks).toEqual(['c'])
    expect(toggleTask(onlyC, 'a', all).tasks).toEqual(['a', 'c'])
  })
  it('has one key for equal meaning', () => {
    const a = forceBlock(forceBlock(d, 'x', 'on'), 'y', 'off')
    const b = forceBlock(forceBlock(d, 'y', 'off'), 'x', 'on')
    expect(settingsKey(a)).toBe(settingsKey(b))
    expect(settingsKey({ ...d, blockThreshold: 0.4 })).not.toBe(settingsKey(d))
  })
  it('gives way to a threshold for all, kind by kind', () => {
    const own = { ...d, thresholds: { s0: { a: { block: 0.3, token: 0.2 } }, s1: { b: { block: 0.4 } } } }
    expect(isDefault(own)).toBe(false)
    expect(ownThresholds(own)).toBe(3)
    const all = thresholdForAll(own, 'block', 0.6)
    expect(all).toMatchObject({ blockThreshold: 0.6, thresholds: { s0: { a: { token: 0.2 } } } })
    expect(describeChanges(all, ['a', 'b'])).toEqual(['block threshold 0.60', '1 threshold by stage and task'])
    expect(isDefault(thresholdForAll(thresholdForAll(own, 'block', 0.5), 'token', 0.5))).toBe(true)
  })
  it('says what was changed', () => {
    expect(describeChanges(d, ['a', 'b'])).toEqual([])
    expect(describeChanges({ ...forceBlock(d, 'x', 'on'), blockThreshold: 0.35, tasks: ['b'], noiseSeed: 7 }, ['a', 'b']))
      .toEqual(['1 gate forced', 'block threshold 0.35', 'a off', 'noise seed 7'])
  })
})
