import { describe, expect, it } from 'vitest'
import { sigmoid } from '@shared/model/outputs'
import { defaultSettings } from '@shared/policy/settings'
import { paretoFront } from '@shared/sweep/pareto'
import { intervals, jackknifeError, total, type PerImage } from '@shared/sweep/resample'
import { chooseTurns, trusted, type Turn } from '@shared/sweep/tune/choose'
import { knobsFrom, levelAt, probabilityAt, settingsAt } from '@shared/sweep/tune/knobs'
import { solve } from '@shared/sweep/tune/solve'
import { balancedSplit } from '@shared/sweep/tune/split'
import { uniform } from '@shared/policy/noise'

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

describe('the split', () => {
  /** Three blocks under two thresholds, which ask for more as an image gets harder, each in its own way. */
  const random = uniform(3), hard = Array.from({ length: 401 }, () => [random(), random()] as const)
  const costs = hard.map(([a, b], i) => (i === 17 ? null : [a, a * b, b ** 2, Number(a > 0.4), Number(b > 0.7), a + b > 1 ? 2 : 0]))
  const of = (side: number[], cost: (i: number) => number) => mean(side.map(cost))

  it('leaves out what could not be run, and balances what each block costs, and so what other thresholds cost', () => {
    const { calibration, heldOut } = balancedSplit(costs)
    expect([...calibration, ...heldOut].sort((a, b) => a - b)).toEqual(costs.map((_, i) => i).filter((i) => i !== 17))
    expect(calibration).toHaveLength(200)
    for (let k = 0; k < 6; k++) expect(Math.abs(of(calibration, (i) => costs[i]![k]!) / of(heldOut, (i) => costs[i]![k]!) - 1), `block ${k}`).toBeLessThan(0.01)
    // By chance alone this one would be 6 % off.
    const other = (i: number) => hard[i]![0] * (hard[i]![1] > 0.5 ? 2 : 1)
    expect(Math.abs(of(calibration, other) / of(heldOut, other) - 1)).toBeLessThan(0.02)
  })

  it('caps the calibration, alike in cost to all the rest', () => {
    const { calibration, heldOut } = balancedSplit(costs, 50)
    expect([calibration.length, heldOut.length]).toEqual([50, 350])
    for (let k = 0; k < 6; k++) expect(Math.abs(of(calibration, (i) => costs[i]![k]!) / of(heldOut, (i) => costs[i]![k]!) - 1), `block ${k}`).toBeLessThan(0.03)
    expect(balancedSplit([null, [1]])).toEqual({ calibration: [1], heldOut: [] })
  })
})

describe('knobs', () => {
  const logits = Float64Array.from({ length: 1000 }, (_, i) => (i - 500) / 30)
  const [knob] = knobsFrom([[{ stage: 1, lane: 'a', kind: 'block', logits: logits.subarray(0, 400) }, { stage: 1, lane: 'b', kind: 'token', logits: [] }], [{ stage: 1, lane: 'a', kind: 'block', logits: logits.subarray(400) }]])

  it('turn a share into the threshold that so many logits pass, and back', () => {
    for (const level of [0.1, 0.35, 0.5, 0.9]) {
      const p = probabilityAt(knob!, level), asked = logits.filter((l) => sigmoid(l) > p).length / 1000
      expect(asked).toBeCloseTo(level, 2)
      expect(levelAt(knob!, Math.log(p / (1 - p)))).toBeCloseTo(level, 2)
    }
    expect(probabilityAt(knob!, 0)).toBe(1)
    expect(probabilityAt(knob!, 1)).toBe(0)
  })

  it('become settings, and what was never seen is no knob', () => {
    expect(knobsFrom([[{ stage: 0, lane: 'a', kind: 'token', logits: [] }]])).toEqual([])
    expect(settingsAt(defaultSettings, [knob!], [0.4], 0.1).thresholds).toEqual({ s1: { a: { block: probabilityAt(knob!, 0.5) } } })
    expect(settingsAt(defaultSettings, [knob!], [0.4], -0.9).thresholds.s1!.a!.block).toBe(1)
  })
})

describe('the choice of turns', () => {
  it('takes the best gain for a cost that does not rise, one turn for each knob', () => {
    const turns: Turn[] = [
      { knob: 0, step: 1, cost: 2, gain: 3 }, { knob: 0, step: -1, cost: -2, gain: -3 },
      { knob: 1, step: 1, cost: 2, gain: 0.5 }, { knob: 1, step: -1, cost: -2, gain: -0.4 },
      { knob: 2, step: 1, cost: 1, gain: -1 }, { knob: 2, step: -1, cost: -1, gain: 0.2 }
    ]
    const chosen = chooseTurns(turns, 0)
    expect(chosen.map((t) => [t.knob, t.step])).toEqual([[0, 1], [1, -1], [2, -1]])
    // Every other choice that costs no more gains less.
    const options = [0, 1, 2].map((k) => [null, ...turns.filter((t) => t.knob === k)])
    const all = options[0]!.flatMap((a) => options[1]!.flatMap((b) => options[2]!.map((c) => [a, b, c].filter((t) => t !== null))))
    const gain = (set: Turn[]) => set.reduce((n, t) => n + t.gain, 0), cost = (set: Turn[]) => set.reduce((n, t) => n + t.cost, 0)
    expect(gain(chosen)).toBe(Math.max(...all.filter((s) => cost(s) <= 0).map(gain)))
  })

  it('follows no noise', () => {
    expect(trusted(1, 2)).toBe(0)
    expect(trusted(-1, 0.5)).toBeCloseTo(-0.75, 12)
    expect(trusted(1, NaN)).toBe(0)
    expect(chooseTurns([{ knob: 0, step: 1, cost: 1, gain: 0 }], 0)).toEqual([])
  })
})

it('solves for a target with few looks, and says how near a jump lets it come', async () => {
  let looks = 0
  const found = await solve((x) => { looks++; return Promise.resolve(Math.tanh(x)) }, 0.5, { low: -100, high: 35 }, 1e-4)
  expect(Math.abs(found.value - 0.5)).toBeLessThan(1e-4)
  expect(looks).toBeLessThan(24)
  expect((await solve((x) => Promise.resolve(x < 0.3 ? 0.2 : 0.9), 0.5, { low: 0, high: 1 }, 1e-4)).value).toBe(0.2)
})

it('finds the Pareto front, by rising cost', () => {
  const points = [{ cost: 3, gain: 5 }, { cost: 1, gain: 1 }, { cost: 2, gain: 4 }, { cost: 2, gain: 3 }, { cost: 4, gain: 5 }, { cost: 0, gain: NaN }, { cost: 3, gain: 5 }]
  expect(paretoFront(points)).toEqual([1, 2, 0])
  expect(paretoFront([])).toEqual([])
})

describe('resampling', () => {
  const random = uniform(9), n = 1000, a = Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? 10 * random() : 1)), b = a.map((v, i) => (i % 2 === 0 ? v + 0.5 : v))
  const data: PerImage = { images: n, width: 2, variants: [a, b] }
  const meanOf = (s: Float64Array) => s[0]! / s[1]!

  it('knows that a mean of evenly spread values has an error of width ÷ √12n, grouped or not, and that pairing cancels it', () => {
    const expected = 10 / Math.sqrt(12 * n)
    const [single, difference] = intervals(data, ([x, y]) => [meanOf(x!), meanOf(y!) - meanOf(x!)])
    expect((single!.high - single!.low) / (2 * 1.96)).toBeGreaterThan(0.85 * expected)
    expect((single!.high - single!.low) / (2 * 1.96)).toBeLessThan(1.15 * expected)
    expect(difference!.low).toBeCloseTo(0.5, 9)
    expect(difference!.high).toBeCloseTo(0.5, 9)
    const error = jackknifeError(data, ([x]) => meanOf(x!))
    expect(error).toBeGreaterThan(0.7 * expected)
    expect(error).toBeLessThan(1.3 * expected)
  })

  it('gives no interval where there is no figure', () => {
    expect(intervals({ images: 0, width: 1, variants: [new Float64Array(0)] }, ([x]) => [x![0]!])).toEqual([null])
    expect(intervals(data, () => [NaN])).toEqual([null])
    expect([...total(data, a)].map(Math.round)[1]).toBe(n)
  })
})
