import { describe, expect, it } from 'vitest'
import type { MacsBreakdown } from '../../../shared/policy/decision'
import { executedBar, marginalRows, parts, staticBar } from '../../../renderer/features/inspect/cost/bars'

const m: MacsBreakdown = { static: 800, executed: 433, blocks: 219, controllers: 27, decoders: 159, other: 28, marginal: { a: 71, b: 68 }, staticBlocks: 613 }
const sum = (v: Record<string, number>) => parts.reduce((n, p) => n + v[p]!, 0)

describe('cost bars', () => {
  it('add up to their totals', () => {
    expect(sum(staticBar(m).values)).toBe(800)
    expect(sum(executedBar('x', 'Executed', m, null).values)).toBe(433)
  })
  it('state the change', () => expect(executedBar('x', 'Executed', m, { ...m, executed: 500 }).delta).toBe(-67))
  it('leave the rest as shared, never below zero', () => {
    expect(marginalRows(m, ['a', 'b', 'c'])).toEqual({ rows: [{ task: 'a', macs: 71 }, { task: 'b', macs: 68 }, { task: 'c', macs: 0 }], shared: 294 })
    expect(marginalRows({ ...m, executed: 100 }, ['a', 'b']).shared).toBe(0)
  })
})
