import { describe, expect, it } from 'vitest'
import { lineSchema, type Line } from '@shared/trace/stream'
import { Column } from '@shared/trace/column'
import { slotTimes } from '@shared/trace/energy'
import { Trace } from '@shared/trace/trace'
import { syntheticRun, traceOf, world } from '../../support/synthetic-run'

const environment = (at: number, sources: string[]): Line => ({ t: 'environment', at, runner: '1', node: '22', onnxruntime: '1', platform: 'linux', arch: 'arm64', cores: 8, kernel: '4.9', threads: 2, sources })
const slotEdge = (edge: 'begin' | 'end', at: number, slot = 0): Line => ({ t: 'phase', phase: 'slot', edge, at, slot, round: 0, variant: 'a' })
const inference = (start: number, slot = 0, warm = false): Line => ({ t: 'inference', variant: 'a', image: 0, round: 0, slot, start, end: start + 1e8, route: '1', macs: 1, warm })
const filled = (...lines: Line[]) => traceOf(lines)

describe('a trace', () => {
  it('holds what the lines say, on one clock that begins at 0', () => {
    const { lines } = syntheticRun(world())
    for (const line of lines.slice(0, 50)) expect(() => lineSchema.parse(line)).not.toThrow()
    const trace = traceOf(lines)
    expect(trace.inferences.start.length).toBe(lines.filter((l) => l.t === 'inference').length)
    expect(trace.samples.at.length).toBe(lines.filter((l) => l.t === 'sample').length)
    expect(trace.seconds(trace.first!)).toBe(0)
    expect(trace.routes.sort()).toEqual(['1001', '1111'])
    expect(trace.done?.stopped).toBe(false)
  })
  it('keeps failed reads as NaN, and sources that come later as NaN before', () => {
    const trace = filled(environment(0, ['a', 'b']), { t: 'sample', at: 1, values: [5, null] }, environment(2, ['c', 'a']), { t: 'sample', at: 3, values: [7, 8] })
    expect(trace.sources).toEqual(['a', 'b', 'c'])
    expect(trace.samples.values.map((c) => [...c.values])).toEqual([[5, 8], [NaN, NaN], [NaN, 7]])
  })
  it('goes on after a restart of the device, and counts it', () => {
    const trace = filled(environment(5e9, ['a']), { t: 'sample', at: 8e9, values: [1] }, environment(1e9, ['a']), { t: 'sample', at: 2e9, values: [2] })
    expect(trace.restarts).toBe(1)
    expect(trace.samples.at.values.map((t) => trace.seconds(t))).toEqual(Float64Array.of(3, 5))
  })
  it('closes what a lost connection cut when a runner starts again', () => {
    const trace = filled(environment(0, []), slotEdge('begin', 1e9), inference(1e9), inference(2e9), environment(9e9, []), slotEdge('begin', 10e9), inference(10e9), slotEdge('end', 11e9))
    expect(trace.spans).toMatchObject([{ from: 1e9, to: 2.1e9, reason: 'cut' }, { from: 10e9, to: 11e9 }])
    expect(slotTimes(trace)).toMatchObject([{ inferences: 3, pieces: [{ from: 1, to: 2.1 }, { from: 10, to: 10.1 }] }])
  })
  it('is empty before the first line', () => {
    expect(new Trace().first).toBeNull()
    expect(slotTimes(new Trace())).toEqual([])
  })
})

describe('slots', () => {
  it('span their inferences, without warm-ups and without pauses', () => {
    const pause = (edge: 'begin' | 'end', at: number): Line => ({ t: 'phase', phase: 'paused', edge, at, slot: null, round: null, variant: null })
    const trace = filled(environment(0, []), inference(0.5e9, -1, true), slotEdge('begin', 1e9), inference(1.2e9), slotEdge('end', 1.4e9), pause('begin', 1.4e9), pause('end', 5e9),
      inference(5.1e9, -1, true), slotEdge('begin', 5.3e9), inference(5.4e9), slotEdge('end', 6e9))
    const [slot, ...others] = slotTimes(trace)
    expect(others).toEqual([])
    expect(slot).toMatchObject({ inferences: 2, variant: 'a', from: 1.2, to: 5.5 })
    expect(slot!.pieces).toHaveLength(2)
    expect(slot!.seconds).toBeCloseTo(0.2, 9)
  })
  it('still under way end with their last inference', () => {
    expect(slotTimes(filled(environment(0, []), slotEdge('begin', 1e9), inference(1e9), inference(3e9)))).toMatchObject([{ from: 1, to: 3.1, inferences: 2 }])
  })
})

describe('a column', () => {
  it('grows past its first size and keeps every value', () => {
    const column = new Column()
    for (let i = 0; i < 10_000; i++) column.push(i)
    expect(column.values).toEqual(Float64Array.from({ length: 10_000 }, (_, i) => i))
  })
})
