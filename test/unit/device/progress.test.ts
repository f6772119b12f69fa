import { expect, test } from 'vitest'
import { Progress } from '../../../electron/engine/device/protocol/progress'
import { Rounds } from '../../../electron/engine/device/protocol/rounds'
import type { Line } from '../../../shared/trace/stream'

const s = (seconds: number): number => Math.round(seconds * 1e9)
const slot = (edge: 'begin' | 'end', at: number, n: number, variant: string, round: number): Line => ({ t: 'phase', phase: 'slot', edge, at: s(at), slot: n, round, variant })
const inference = (variant: string, image: number, round: number, start: number, ms: number, warm = false): Line =>
  ({ t: 'inference', variant, image, round, slot: 0, start: s(start), end: s(start) + ms * 1e6, route: '1', macs: 1, warm })

test('time left goes by the plan first, then by how long slots really take', () => {
  const p = new Progress({ slots: 4, leadSeconds: 10, slotSeconds: 5 })
  expect(p.now().secondsLeft).toBe(30)
  p.take({ t: 'phase', phase: 'idle', edge: 'begin', at: s(100), slot: null, round: null, variant: null })
  p.take({ t: 'phase', phase: 'idle', edge: 'end', at: s(104), slot: null, round: null, variant: null })
  expect(p.now().secondsLeft).toBe(26)
  p.take(slot('begin', 110, 0, 'a', 0))
  p.take(inference('a', 0, 0, 111, 1000))
  expect(p.now()).toEqual({ secondsLeft: 18, slot: 0, slots: 4, inferences: 1 })
  p.take(slot('end', 115, 0, 'a', 0))
  // Cooling between slots counts as the time that a slot takes.
  p.take(slot('begin', 122, 1, 'b', 0))
  expect(p.now()).toMatchObject({ secondsLeft: 36, slot: 1 })
})

test('warm-up inferences count for nothing', () => {
  const p = new Progress({ slots: 1, leadSeconds: 1, slotSeconds: 1 })
  p.take(inference('a', 0, 0, 1, 5, true))
  expect(p.now().inferences).toBe(0)
})

test('a round is told when its last slot ends, paired by image', () => {
  const r = new Rounds(['static', 'adaptive'], 'static', 1)
  const round = (n: number, factor: number): ReturnType<Rounds['take']> => {
    for (const [image, ms] of [[0, 10], [1, 20], [2, 40]] as const) {
      r.take(inference('static', image, n, 1, ms))
      r.take(inference('adaptive', image, n, 1, ms * factor))
    }
    expect(r.take(slot('end', 2, 2 * n, 'adaptive', n))).toEqual([])
    return r.take(slot('end', 3, 2 * n + 1, 'static', n))
  }
  const [first] = round(0, 0.5)
  expect(first).toMatchObject({ round: 0, variant: 'adaptive', latency: { value: 0.5 }, soFar: { value: 0.5 } })
  const [second] = round(1, 0.7)
  expect(second!.latency.value).toBeCloseTo(0.7)
  expect(second!.soFar.value).toBeCloseTo(0.6)
})

test('a slot that was cut short belongs to no finished round', () => {
  const r = new Rounds(['static', 'adaptive'], 'static', 1)
  r.take(inference('static', 0, 0, 1, 10))
  r.take(slot('end', 2, 0, 'static', 0))
  r.take(inference('adaptive', 0, 0, 3, 5))
  expect(r.take(slot('begin', 4, 1, 'adaptive', 0))).toEqual([])
})

test('a slot that was cut off has no part in a round\'s ratio: it is run again whole', () => {
  const lines = (cut: Line[]): Line[] => [
    slot('begin', 1, 0, 'a', 0), inference('a', 0, 0, 1, 100), slot('end', 2, 0, 'a', 0), slot('begin', 3, 1, 'b', 0), ...cut, inference('b', 0, 0, 9, 50), slot('end', 10, 1, 'b', 0)
  ]
  const environment: Line = { t: 'environment', at: s(8), runner: '1', node: '22', onnxruntime: '1', platform: 'linux', arch: 'x64', cores: 8, kernel: '6', threads: 1, sources: [] }
  const ratios = (cut: Line[]) => { const r = new Rounds(['a', 'b'], 'a', 1); return lines(cut).flatMap((l) => r.take(l)) }
  expect(ratios([inference('b', 0, 0, 4, 900), environment, slot('begin', 8.5, 1_000_001, 'b', 0)])).toEqual(ratios([]))
  expect(ratios([])[0]!.latency.value).toBe(0.5)
})
