import { describe, expect, it } from 'vitest'
import { timedBars, timedParts } from '../../../renderer/features/inspect/dialogs/parts'

const times = (...ids: string[]) => ({ runs: 3, attributed: 1, totalMs: 9, parts: ids.map((id) => ({ id, ms: 1, minMs: 0.5, maxMs: 1.25 })) })

describe('timed parts', () => {
  it('are named and ordered along the data', () => {
    const parts = timedParts(times('dec.semseg', 's0.down', 's0.b1', 's1/bctrl', 's0.b0/tctrl', 'embed', 's0.b0', 's0.out', 'policy'))
    expect(parts.map((p) => [p.label, p.part])).toEqual([
      ['embedding', 'other'], ['policy', 'controllers'], ['S1 B0 tokens', 'controllers'], ['S1 B0', 'blocks'], ['S1 B1', 'blocks'], ['merge 1', 'other'], ['S1 output', 'other'], ['S2 gates', 'controllers'], ['semseg decoder', 'decoders']
    ])
  })
  it('add up to bars, a stage\u2019s controllers together', () => {
    const { bars, top } = timedBars(timedParts(times('s0.b0/tctrl', 's0.b1/tctrl', 's0/bctrl', 's0.b0')))
    expect(bars.map((b) => [b.label, b.ms])).toEqual([['S1 policy', 3], ['S1 B0', 1]])
    expect(top).toBe(4.5)
    expect(bars[0]!.range).toEqual([1.5, 0.75])
  })
  it('cut a bracket at the axis and say so', () => {
    const slow = timedBars(timedParts({ ...times('s0.b0'), parts: [{ id: 's0.b0', ms: 1, minMs: 1, maxMs: 30 }] })).bars[0]!
    expect([slow.beyond, slow.range]).toEqual([true, [0, 0.5]])
  })
})
