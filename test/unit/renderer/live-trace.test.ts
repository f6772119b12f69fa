import { describe, expect, it } from 'vitest'
import type { Source } from '../../../shared/device/capabilities'
import type { Line } from '../../../shared/trace/stream'
import { frameOf } from '../../../renderer/features/device/live/frame'
import { LiveSource } from '../../../renderer/features/device/live/source'
import { derivedPower, LiveTrace } from '../../../renderer/features/device/live/trace'
import { looks } from '../../../renderer/features/device/variants'

const source = (id: string, kind: Source['kind'], unit: Source['unit']): Source => ({ id, path: `/sys/${id}`, kind, unit, scale: 1, label: id })
const sources = [source('i', 'current', 'A'), source('v', 'voltage', 'V'), source('warm', 'temperature', '°C'), source('hot', 'temperature', '°C'), source('c0', 'frequency', 'GHz')]
const gauge = { current: 'i', voltage: 'v', refreshHz: 4, stepA: 0.0005, dischargeSign: -1 as const }
const start = 7e12
const at = (s: number) => start + Math.round(s * 1e9)
const slots = [{ slot: 0, round: 0, variant: 'static' }, { slot: 1, round: 0, variant: 'adaptive' }]
const variants = [{ id: 'static', label: 'Static' }, { id: 'adaptive', label: 'Adaptive' }]

const phase = (edge: 'begin' | 'end', s: number, slot: number | null, name: 'slot' | 'idle' | 'paused' = 'slot'): Line =>
  ({ t: 'phase', phase: name, edge, at: at(s), slot, round: slot === null ? null : 0, variant: slot === null ? null : slots[slot]!.variant })
const inference = (s: number, ms: number, slot: number, warm = false): Line =>
  ({ t: 'inference', variant: slot < 0 ? 'static' : slots[slot]!.variant, image: 0, round: 0, slot, start: at(s) - ms * 1e6, end: at(s), route: '1101', macs: 1e6, warm })
const sample = (s: number, values: (number | null)[]): Line => ({ t: 'sample', at: at(s), values })
const environment: Line = { t: 'environment', at: at(0), runner: '1', node: '22', onnxruntime: '1', platform: 'linux', arch: 'x64', cores: 8, kernel: '5', threads: 2, sources: sources.map((s) => s.id) }

function run(): LiveTrace {
  const trace = new LiveTrace(sources, slots, gauge)
  trace.take([environment, phase('begin', 0, null, 'idle'), sample(0.5, [-0.25, 4, 30, 34, 0.8]), phase('end', 1, null, 'idle'), inference(1.2, 14, -1, true)])
  // The end of one slot and the begin of the next may come in one batch.
  trace.take([phase('begin', 2, 0), ...Array.from({ length: 30 }, (_, i) => inference(2.1 + i * 0.02, 10 + (i % 3), 0)), sample(2.5, [-0.5, 4, 31, 36, 2.4]), phase('end', 3, 0), phase('begin', 3, 1), inference(3.1, 7, 1)])
  trace.take([inference(3.3, 9, 1), sample(3.4, [null, 4, 31, 37, 2.4])])
  return trace
}

describe('the run under way', () => {
  it('has medians of every slot, the open one so far', () => {
    expect(run().medians).toEqual([{ slot: 0, variant: 'static', from: 2, to: 3, value: 11 }, { slot: 1, variant: 'adaptive', from: 3, to: 3.4, value: 8 }])
  })
  it('derives power by the gauge\'s sign and leaves failed reads out', () => {
    const power = run().sources.get(derivedPower)!
    expect(power.values()).toEqual([1, 2])
    expect(new LiveTrace(sources, slots, { ...gauge, dischargeSign: null }).sources.get(derivedPower)).toBeUndefined()
  })
  it('tells a moment in words\' worth', () => {
    const frame = frameOf(run())
    expect(frame).toMatchObject({ inferences: 32, samples: 3, slotsDone: 1, temperature: { now: 37, start: 34 }, phase: { phase: 'slot', slot: 1 }, variants: { static: { ms: 11, watts: 2 }, adaptive: { ms: 8, watts: null } } })
  })
  it('counts no warm-up and flags what lies beyond the fences', () => {
    const trace = run()
    trace.take(Array.from({ length: 40 }, (_, i) => inference(3.5 + i * 0.01, 8 + (i % 3) * 0.1, 1)))
    trace.take([inference(4, 40, 1)])
    expect(trace.outliers.get('adaptive')?.values()).toContain(40)
    expect(trace.outliers.get('static')?.values() ?? []).toEqual([])
    expect(trace.warm.length).toBe(1)
  })
})

describe('what is drawn of it', () => {
  const drawn = (trace: LiveTrace, window: number | null = null) =>
    new LiveSource(trace, { looks: looks(variants), slotSeconds: 1, left: () => 2, choices: () => ({}), window: () => window }).view(null, 500)
  it('reaches to the expected end, with slots to come as outlines', () => {
    const trace = new LiveTrace(sources, slots, gauge)
    trace.take([environment, phase('begin', 1, 0), inference(1.5, 10, 0)])
    const view = drawn(trace)
    expect(view.to).toBe(10)
    expect(view.bands.filter((b) => b.slot).map((b) => [b.label, b.planned, b.color])).toEqual([['S', false, 'static'], ['', true, 'static'], ['', true, 'adapt']])
    const [begun, rest, next] = view.bands.filter((b) => b.slot)
    expect(begun).toMatchObject({ from: 1, to: 1.5 })
    expect(rest).toMatchObject({ from: 1.5, to: 2 })
    expect(next!.from).toBeGreaterThanOrEqual(2)
    expect(next!.to).toBeLessThanOrEqual(view.to)
  })
  it('shows the hottest zone, and only the last seconds where that is asked for', () => {
    const view = drawn(run())
    expect(view.tracks.map((t) => [t.id, t.source, t.empty])).toEqual([['latency', undefined, null], ['power', 'gauge, current × voltage', null], ['temperature', 'hot', null], ['clock', 'c0', null]])
    expect(drawn(run(), 1)).toMatchObject({ from: 3.4 - 1, to: 3.4 })
  })
  it('says what cannot be read', () => {
    const trace = new LiveTrace([], slots, null)
    trace.take([{ ...environment, sources: [] }, inference(1, 5, 0)])
    expect(drawn(trace).tracks.slice(1).map((t) => t.empty)).toEqual(['No power can be read on this device.', 'No temperature can be read on this device.', 'No clock can be read on this device.'])
  })
})
