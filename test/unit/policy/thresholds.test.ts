import { describe, expect, it } from 'vitest'
import { stagesOf } from '@shared/model/architecture'
import { sigmoid } from '@shared/model/outputs'
import { gumbelDifference } from '@shared/policy/noise'
import { settingsSchema } from '@shared/policy/settings'
import { limitsOf, logitOf } from '@shared/policy/thresholds'
import { architectureOf } from '../../../electron/engine/model/presets'

const nano = architectureOf('nano')
const settings = (s: object) => settingsSchema.parse(s)

describe('limits', () => {
  it('leave the policy alone by default: logit > 0', () => {
    const l = limitsOf(nano, settings({}))
    expect(l.lanes).toEqual(['semseg', 'human_parts', 'sal', 'normals'])
    expect([...new Set([...l.block, ...l.token])]).toEqual([0])
    expect([...l.blockOn, ...l.blockOff, ...l.tokensOn].some(Boolean)).toBe(false)
  })

  it('turn a probability into a logit, strictly and at both ends', () => {
    for (const p of [0.1, 0.3, 0.5, 0.9]) expect(sigmoid(logitOf(p))).toBeCloseTo(p, 12)
    expect(limitsOf(nano, settings({ blockThreshold: 0 })).block[0]).toBeLessThan(-1e29)
    expect(limitsOf(nano, settings({ blockThreshold: 1 })).block[0]).toBeGreaterThan(1e29)
  })

  it('follow thresholds by stage and lane where there are some, and those for all elsewhere', () => {
    const l = limitsOf(nano, settings({ tokenThreshold: 0.6, thresholds: { s1: { sal: { block: 0.9 }, semseg: { token: 0.2 } } } }))
    const f = (p: number) => Math.fround(logitOf(p)), runs = stagesOf(nano).map((s) => s.depth * s.tokens), first = runs[0]!, end = first + runs[1]!
    expect([...l.block]).toEqual(l.lanes.flatMap((lane) => stagesOf(nano).flatMap((s) => Array<number>(s.depth).fill(lane === 'sal' && s.index === 1 ? f(0.9) : 0))))
    // The first lane is semseg.
    expect(new Set(l.token.subarray(0, first))).toEqual(new Set([f(0.6)]))
    expect(new Set(l.token.subarray(first, end))).toEqual(new Set([f(0.2)]))
    expect(new Set(l.token.subarray(end))).toEqual(new Set([f(0.6)]))
  })

  it('refuse unknown stages and lanes among thresholds, and take what was stored before there were any', () => {
    expect(() => limitsOf(nano, settings({ thresholds: { s4: { semseg: { block: 0.1 } } } }))).toThrow('There is no stage s4')
    expect(() => limitsOf(nano, settings({ thresholds: { s0: { depth: { block: 0.1 } } } }))).toThrow('There is no task depth')
    expect(settings({ blockThreshold: 0.4 }).thresholds).toEqual({})
  })

  it('keep the order of tasks, refuse unknown ones, and force lanes and gates', () => {
    const l = limitsOf(nano, settings({ tasks: ['normals', 'semseg'], blocks: { 's1.b0': 'off' }, blockTasks: { 's2.b0': { normals: 'on' } } }))
    expect(l.lanes).toEqual(['semseg', 'normals'])
    expect(l.laneIndices).toEqual([0, 3])
    expect([...l.blockOff]).toEqual([0, 1, 0, 0])
    expect(l.block[4 + 2]).toBeLessThan(-1e29)
    expect(() => limitsOf(nano, settings({ tasks: ['depth'] }))).toThrow('There is no task depth')
    expect(() => limitsOf(nano, settings({ blocks: { 's9.b0': 'on' } }))).toThrow('There is no block s9.b0')
  })
})

describe('Gumbel noise', () => {
  it.each([-1.5, 0, 0.7, 2])('turns a gate with logit %f on with probability sigmoid(logit)', (logit) => {
    const draw = gumbelDifference(11, 0, 'block'), n = 40_000
    let on = 0
    for (let i = 0; i < n; i++) if (logit + draw() > 0) on++
    // Five standard errors of a share.
    const p = sigmoid(logit)
    expect(Math.abs(on / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n))
  })

  it('repeats with its seed, differs by lane, kind and seed, and does not depend on the other tasks', () => {
    const first = (seed: number, lane: number, kind: 'block' | 'token') => gumbelDifference(seed, lane, kind)()
    expect(first(1, 0, 'block')).toBe(first(1, 0, 'block'))
    expect(new Set([first(1, 0, 'block'), first(2, 0, 'block'), first(1, 1, 'block'), first(1, 0, 'token')]).size).toBe(4)
    const all = limitsOf(nano, settings({ noiseSeed: 5 })), one = limitsOf(nano, settings({ noiseSeed: 5, tasks: ['normals'] }))
    expect([...one.block]).toEqual([...all.block.slice(12)])
  })
})
