/** A charger that comes and goes within a run: what the gauge tells meanwhile enters no figure, and the run says when. */
import { describe, expect, it } from 'vitest'
import { analyse, type Recorded } from '@shared/runs/analyse'
import { slotTimes } from '@shared/trace/energy'
import type { Line } from '@shared/trace/stream'
import { capabilities, statusSource, syntheticRun, traceOf, twoVariants, world, type World } from '../../support/synthetic-run'

const within = (t: number, from: number, length: number): boolean => t >= from && t < from + length
const withStatus = capabilities({ sources: [...capabilities().sources, statusSource] })
function judged(w: Partial<World>, more: Partial<Recorded> = {}) {
  const whole = world(w)
  return analyse({ trace: traceOf(syntheticRun(whole).lines), plan: whole.plan, capabilities: capabilities(), state: 'finished', ending: null, ...more })
}
const clean = judged({})
const reason = (a: typeof clean, id: string) => a.validity.reasons.find((r) => r.id === id)
const joules = (a: typeof clean) => a.variants.map((v) => Math.round(v.energy.grossJ!.value * 2000))
/** Slots as they lie in the run without a charger. */
const slots = slotTimes(traceOf(syntheticRun(world()).lines))
const inSlots = (indices: number[], length: number) => (t: number): boolean => indices.some((i) => within(t, slots[i]!.from + 2, length))

describe('a charger for a moment', () => {
  it('takes the energy of the slots it fell in, however positive their mean, and no other', () => {
    const a = judged({ chargerW: (t) => (inSlots([0, 1, 5], 1.3)(t) ? -6 : null) })
    expect(joules(a)).toEqual(joules(clean))
    expect(reason(a, 'charging')).toMatchObject({ state: 'look', text: expect.stringMatching(/^The battery was charging at 1\d\.\d–1\d\.\d s, 2\d\.\d–2\d\.\d s, \d+\.\d–\d+\.\d s: 3 of 12 slots without energy$/) as string })
    expect(a.comparisons[0]!.latency).toEqual(clean.comparisons[0]!.latency)
  })
  it('refuses a variant of which it leaves one slot', () => {
    const a = judged({ plan: twoVariants({ rounds: 2 }), chargerW: (t) => (inSlots([0, 1], 1.3)(t) ? -6 : null) })
    for (const { energy } of a.variants) expect(energy).toMatchObject({ grossJ: null, netJ: null, refused: expect.stringMatching(/^The battery was charging in 1 of its 2 slots \(at 1/) as string })
    expect(a.comparisons[0]!.energy).toBeNull()
  })
  it('is told by the status alone, where the gauge still shows a discharge', () => {
    const charged = inSlots([3], 0.6), w = { chargerW: (t: number) => (charged(t) ? 0.9 : null), status: (t: number) => (charged(t) ? 1 : 2) }
    expect(reason(judged(w), 'charging')).toMatchObject({ state: 'ok' })
    expect(reason(judged(w, { capabilities: withStatus }), 'charging')).toMatchObject({ state: 'look', text: expect.stringMatching(/: 1 of 12 slots without energy$/) as string })
  })
  it('may have filled the battery before: any change of status counts, an unknown one does not', () => {
    const a = judged({ status: (t) => (inSlots([3], 1)(t) ? 4 : inSlots([7], 1)(t) ? 0 : 2) }, { capabilities: withStatus })
    expect(reason(a, 'charging')!.text).toMatch(/: 1 of 12 slots/)
    expect(reason(judged({ status: () => 3 }, { capabilities: withStatus }), 'charging')).toMatchObject({ state: 'ok', text: 'Not charging' })
  })
  it('in the idle baseline takes net energy alone', () => {
    const a = judged({ chargerW: (t) => (within(t, 3, 1) ? -6 : null) })
    expect(a.idleW).toBeNull()
    expect(joules(a)).toEqual(joules(clean))
    expect(reason(a, 'idle')!.text).toBe('The battery was charging during the idle baseline: net energy is left out')
  })
  it('is not seen in the noise of a gauge about zero', () => {
    expect(reason(judged({ chargerW: (t) => (inSlots([2], 0.3)(t) ? -0.02 : null) }), 'charging')!.state).toBe('ok')
  })
})

it('a run that is cut right after a slot begins was not charging', () => {
  const { lines } = syntheticRun(world({ plan: twoVariants({ rounds: 2 }) })), last = slots[3]!
  const first = traceOf(lines.slice(0, 1)).first!, end = first + last.from * 1e9
  // Its inferences came; the samples of the same moment were lost with the connection.
  const kept = lines.filter((l): boolean => (l.t === 'sample' ? l.at < end - 5e7 : l.t === 'inference' ? l.end < end + 5e8 : l.t !== 'done' && (!('at' in l) || l.at <= end + 1e8)))
  const a = analyse({ trace: traceOf(kept), plan: twoVariants({ rounds: 2 }), capabilities: capabilities(), state: 'partial', ending: 'unplugged' })
  expect(a.variants.map((v) => v.energy.refused).filter((r) => r?.includes('charging'))).toEqual([])
  expect(reason(a, 'charging')).toMatchObject({ state: 'ok' })
  expect(a.slots).toHaveLength(4)
})

describe('energy that cannot be', () => {
  it('net below zero is left out, with the reason', () => {
    const a = judged({ idleW: 2.3 }), [fixed, adaptive] = a.variants
    expect(fixed!.energy).toMatchObject({ netRefused: null })
    expect(fixed!.energy.netJ).not.toBeNull()
    expect(adaptive!.energy).toMatchObject({ netJ: null, netRefused: expect.stringMatching(/less power than the idle baseline \(2\.30 W\)/) as string, refused: null })
    expect(reason(a, 'net')).toMatchObject({ state: 'look', text: expect.stringMatching(/^No net energy of Adaptive/) as string })
    expect(reason(clean, 'net')).toBeUndefined()
  })
  it('an interval over an order of magnitude is flagged', () => {
    let slot = 0
    const lines = syntheticRun(world({ plan: twoVariants({ rounds: 2 }) })).lines.map((l): Line => {
      if (l.t === 'phase' && l.phase === 'slot' && l.edge === 'begin') slot++
      return l
    })
    expect(slot).toBe(4)
    const a = analyse({ trace: traceOf(lines.map((l): Line => (l.t === 'sample' && l.at > 5e12 + slots[2]!.from * 1e9 ? { ...l, values: [l.values[0]! / 3, ...l.values.slice(1)] } : l))), plan: twoVariants({ rounds: 2 }), capabilities: capabilities(), state: 'finished', ending: null })
    expect(a.validity.reasons.filter((r) => r.id === 'spread').map((r) => r.text)).toContainEqual(expect.stringMatching(/^Energy per inference of Static is as good as unknown: anywhere from -0\.\d+ to 0\.\d+ J\./))
    expect(reason(clean, 'spread')).toBeUndefined()
  })
  it('a plan that asks for few updates is taken at its word, and flagged', () => {
    const a = judged({ gaugeHz: 1, plan: twoVariants({ gaugeUpdates: 3 }) })
    expect(a.variants[0]!.energy.grossJ).not.toBeNull()
    expect(reason(a, 'gauge')).toMatchObject({ state: 'look', text: expect.stringMatching(/below 20 its mean power is rough, though the plan accepts 3/) as string })
  })
})
