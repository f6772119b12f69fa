import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../shared/policy/settings'
import type { BlockDecision, Decision } from '../../../shared/policy/decision'
import { comparisonScale, difference } from '../../../renderer/features/inspect/compare/difference'

const block = (id: string, ran: boolean, macs: number): BlockDecision =>
  ({ id, stage: 0, block: 0, tasks: {}, gate: ran, forced: null, ran, tokens: { selected: 0, total: 4, tasks: {}, side: 2 }, macs, staticMacs: 100 })
const decision = (...blocks: BlockDecision[]): Decision => {
  const sum = blocks.reduce((n, b) => n + b.macs, 0)
  return { lanes: [], tasks: [], blocks, latencyMs: 1, macs: { static: 400, executed: sum + 50, blocks: sum, controllers: 0, decoders: 50, other: 0, marginal: {}, staticBlocks: 300 } }
}

describe('difference of two decisions', () => {
  const a = decision(block('x', true, 40), block('y', false, 0), block('z', true, 10))
  const b = decision(block('x', false, 0), block('y', true, 30), block('z', true, 25))
  it('counts what ran in one only and subtracts cost', () => {
    const d = difference(a, b)
    expect([...d.differing]).toEqual(['x', 'y'])
    expect([d.onlyFirst, d.onlySecond, d.macs]).toEqual([1, 1, -5])
    expect(Object.fromEntries(d.byBlock)).toEqual({ x: 40, y: -30, z: -15 })
    expect(d.comparable).toBe(true)
  })
  it('is nothing against itself', () => expect([difference(a, a).differing.size, difference(a, a).macs]).toEqual([0, 0]))
  it('is written in the unit of the larger model', () => {
    const shown = (macs: number) => ({ key: '', model: '', image: '', settings: defaultSettings, inspection: { image: '', tokens: {}, outputs: {}, decision: { ...a, macs: { ...a.macs, static: macs } } } })
    expect(comparisonScale(shown(2e5), shown(2e8)).unit).toBe('M MACs')
    expect(comparisonScale(shown(2e5), null).unit).toBe('k MACs')
  })
  it('says when the models have other blocks', () => expect(difference(a, decision(block('x', true, 1))).comparable).toBe(false))
})
