import { describe, expect, it } from 'vitest'
import { analyse, type Recorded } from '@shared/runs/analyse'
import { latencies, outlierFlags } from '@shared/runs/latency'
import { runDetailSchema } from '@shared/runs/run'
import { align } from '@shared/trace/align'
import { PowerTrace } from '@shared/trace/power'
import { capabilities, syntheticRun, traceOf, twoVariants, world, type World } from '../../support/synthetic-run'

function recorded(w: World, more: Partial<Recorded> = {}): Recorded {
  return { trace: traceOf(syntheticRun(w).lines), plan: w.plan, capabilities: capabilities(), state: 'finished', ending: null, ...more }
}
const standard = analyse(recorded(world()))
const holds = (e: { low: number; high: number } | null, truth: number) => expect(e !== null && e.low <= truth && truth <= e.high, `${truth} in [${e?.low}, ${e?.high}]`).toBe(true)

describe('a run of known truth', () => {
  it('gives its latencies', () => {
    const [fixed, adaptive] = standard.variants
    expect(fixed!.latencyMs!.p50 / 60).toBeCloseTo(1, 2)
    expect(adaptive!.latencyMs!.p90 / 48).toBeCloseTo(1, 1)
    expect(fixed!.inferences).toBeGreaterThan(6 * 8 / 0.0612)
    expect(fixed!.latencyMs!.median.low).toBeLessThanOrEqual(fixed!.latencyMs!.p50)
    expect(fixed!.macs).toBe(1e6)
  })
  it('gives its joules, gross and net, within the gauge\'s error', () => {
    // 60.2 ms at 2.4 W from start to start; a third of the images takes 48 ms, the rest 36.
    for (const [k, seconds, watts] of [[0, 0.0602, 2.4], [1, 0.0402, 2.2]] as const) {
      const e = standard.variants[k]!.energy
      expect(e.refused).toBeNull()
      expect(Math.abs(e.grossJ!.value / (seconds * watts) - 1)).toBeLessThan(0.01)
      expect(Math.abs(e.netJ!.value / (seconds * (watts - 1.1)) - 1)).toBeLessThan(0.015)
      expect(e.grossJ!.high - e.grossJ!.low).toBeLessThan(0.03 * e.grossJ!.value)
      expect(Math.abs(e.meanW! / watts - 1)).toBeLessThan(0.01)
    }
    expect(standard.idleW).toBeCloseTo(1.1, 2)
  })
  it('gives its ratios', () => {
    const [c] = standard.comparisons
    holds(c!.latency, (0.048 + 2 * 0.036) / 3 / 0.06)
    expect(Math.abs(c!.energy!.value / (0.0402 * 2.2 / (0.0602 * 2.4)) - 1)).toBeLessThan(0.01)
    expect(c).toMatchObject({ variant: 'adaptive', baseline: 'static', images: 12, cliffsDelta: -1 })
    expect(c!.pMannWhitney).toBeLessThan(0.001)
  })
  it('gives its strata, told as shared out by time', () => {
    expect(standard.strata.map((s) => [s.variant, s.route, s.images, s.energyFrom])).toEqual([['static', '1111', 12, 'time'], ['adaptive', '1001', 8, 'time'], ['adaptive', '1111', 4, 'time']])
    expect(standard.strata[1]!.latencyMs.value).toBeCloseTo(36, 0)
    expect(Math.abs(standard.strata[2]!.energyJ!.value / (0.048 * 2.2) - 1)).toBeLessThan(0.02)
  })
  it('gives the sampler\'s cost, and fits the contract', () => {
    expect(standard.sampler!.cpuShare).toBeCloseTo(0.004, 4)
    expect(standard.sampler!.medianUs).toBe(60)
    expect(runDetailSchema.partial().parse(standard)).toEqual(standard)
  })
  it('is the same every time', () => expect(analyse(recorded(world()))).toEqual(standard))
})

describe('with an external meter', () => {
  const w = world(), run = syntheticRun(w), at = Float64Array.from({ length: Math.floor(run.seconds * 2000) }, (_, i) => i / 2000)
  const aligned = { offsetS: 0, driftPpm: 0, confidence: 0.95, byHand: false }
  const meter = { power: new PowerTrace(at, at.map(run.wattsAt)), alignment: aligned }, a = analyse(recorded(w, { meter }))
  it('single inferences are resolved, and energy is no estimate', () => {
    expect(a.strata.map((s) => s.energyFrom)).toEqual(['inferences', 'inferences', 'inferences'])
    expect(a.strata[1]!.energyJ!.value / (0.036 * 2.2)).toBeCloseTo(1, 2)
    holds(a.comparisons[0]!.energy, 0.04 * 2.2 / (0.06 * 2.4))
    expect(a.validity.badge).toBe('valid')
  })
  it('charging does not matter', () => {
    const charging = analyse(recorded(w, { meter, capabilities: capabilities({ battery: { level: 50, charging: true, temperatureC: 30, status: 'Charging' } }) }))
    expect(charging.variants[0]!.energy.refused).toBeNull()
  })
  it('found by its bursts gives the same', () => {
    const away = new PowerTrace(at.map((t) => 77 + t * (1 + 40e-6)), at.map(run.wattsAt)), { trace } = recorded(w)
    const b = analyse(recorded(w, { meter: { power: away, alignment: align(trace, away) } }))
    b.variants.forEach((v, k) => expect(v.energy.grossJ!.value / a.variants[k]!.energy.grossJ!.value).toBeCloseTo(1, 3))
    expect(b.validity.reasons.find((r) => r.id === 'alignment')).toMatchObject({ state: 'ok', text: expect.stringMatching(/^The meter's clock is 7\d\.\d{3} s off, found by the bursts/) as string })
  })
  it('that does not fit is refused, unless a person says so', () => {
    const wrong = (byHand: boolean) => analyse(recorded(w, { meter: { ...meter, alignment: { ...aligned, confidence: 0.2, byHand } } }))
    expect(wrong(false).variants[0]!.energy.refused).toMatch(/does not fit the run's bursts \(confidence 0\.20\)/)
    expect(wrong(true).variants[0]!.energy.refused).toBeNull()
    expect(wrong(true).validity.reasons.find((r) => r.id === 'alignment')!.state).toBe('look')
  })
  it('a slow one tells slots only', () => {
    const few = new PowerTrace(at.filter((_, i) => i % 100 === 0), at.filter((_, i) => i % 100 === 0).map(run.wattsAt))
    expect(analyse(recorded(w, { meter: { power: few, alignment: aligned } })).strata[0]!.energyFrom).toBe('time')
  })
})

describe('energy is refused, with the reason in words', () => {
  const refusal = (w: Partial<World>, more: Partial<Recorded> = {}) => {
    const a = analyse(recorded(world(w), more))
    expect(a.variants.map((v) => v.energy.grossJ)).toEqual([null, null])
    expect(a.comparisons[0]!.energy).toBeNull()
    expect(a.comparisons[0]!.latency).not.toBeNull()
    return a.variants[0]!.energy.refused!
  }
  it('when the gauge is slower than the slots need', () => {
    expect(refusal({ gaugeHz: 0.5 })).toMatch(/told something new 4 times in a slot, and 20 are needed\. Make slots at least 4\d s long/)
  })
  it('when it is frozen', () => expect(refusal({ gaugeHz: 0 })).toMatch(/never changed/))
  it('of the slots in which it stalls, while the others stay', () => {
    // The gauge holds from within the seventh slot on.
    const a = analyse(recorded(world({ frozenFrom: 66 })))
    expect(a.variants.map((v) => Math.round(v.energy.grossJ!.value * 1000))).toEqual(standard.variants.map((v) => Math.round(v.energy.grossJ!.value * 1000)))
    expect(a.validity.reasons.find((r) => r.id === 'gauge')!.text).toMatch(/^[56] of 12 slots without energy/)
  })
  it('when it charges, known before', () => {
    expect(refusal({}, { capabilities: capabilities({ battery: { level: 50, charging: true, temperatureC: 30, status: 'Charging' } }) })).toMatch(/was charging/)
  })
  it('when it charges in every slot, seen in the run', () => expect(refusal({ busyW: { static: -0.5, adaptive: -0.6 } })).toMatch(/was charging in every slot/))
  it('when the device tells no sign of discharge', () => {
    const none = capabilities({ gauge: { current: 'current', voltage: 'voltage', refreshHz: 5, stepA: null, dischargeSign: null }, energy: { source: 'none', standing: 'refused', reason: 'The sign of discharge is unknown.' } })
    expect(refusal({}, { capabilities: none })).toBe('The sign of discharge is unknown.')
  })
  it('of one slot alone', () => {
    expect(refusal({ plan: twoVariants({ rounds: 1 }) })).toMatch(/One slot alone has no spread/)
  })
  it('with no idle phase, net alone', () => {
    const a = analyse(recorded(world({ plan: twoVariants({ idleSeconds: 0 }) })))
    expect(a.idleW).toBeNull()
    expect(a.variants[0]!.energy.netJ).toBeNull()
    expect(a.variants[0]!.energy.grossJ).not.toBeNull()
  })
})

describe('outliers', () => {
  it('are flagged within a route, and stay in every figure', () => {
    let n = 0
    const w = world({ latency: (variant, image) => (++n % 50 === 0 ? 0.3 : variant === 'static' ? 0.06 : image % 3 === 0 ? 0.048 : 0.036) })
    const r = recorded(w), flags = outlierFlags(r.trace), ms = latencies(r.trace), slot = r.trace.inferences.slot.values
    for (let i = 0; i < ms.length; i++) expect(flags[i]).toBe(Number(ms[i]! > 200 && slot[i]! >= 0))
    const a = analyse(r)
    expect(a.variants.reduce((sum, v) => sum + v.outliers, 0)).toBe(flags.reduce((x, y) => x + y, 0))
    expect(a.variants[0]!.latencyMs!.max).toBeGreaterThan(200)
    expect(a.variants[0]!.inferences).toBe(slot.filter((s, i) => s >= 0 && r.trace.variants[r.trace.inferences.variant.values[i]!] === 'static').length)
  })
})
