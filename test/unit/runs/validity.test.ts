import { describe, expect, it } from 'vitest'
import { analyse, type Recorded } from '@shared/runs/analyse'
import type { Comparison, Validity } from '@shared/runs/run'
import { verdict } from '@shared/runs/verdict'
import type { Line } from '@shared/trace/stream'
import { capabilities, syntheticRun, traceOf, twoVariants, world, type World } from '../../support/synthetic-run'

function judged(w: Partial<World> = {}, more: Partial<Recorded> = {}, extra: Line[] = []) {
  const whole = world(w)
  return analyse({ trace: traceOf([...syntheticRun(whole).lines, ...extra]), plan: whole.plan, capabilities: capabilities(), state: 'finished', ending: null, ...more })
}
const reason = (a: { validity: Validity }, id: string) => a.validity.reasons.find((r) => r.id === id)
const simulatedDevice = capabilities({ device: { serial: 's', state: 'ready', link: 'tcp', model: 'M4000', simulated: true }, energy: { source: 'gauge', standing: 'simulated', reason: 'simulated' } })

describe('badge', () => {
  it('of a gauge is an estimate; nothing is bad', () => {
    const a = judged()
    expect(a.validity.badge).toBe('estimate')
    expect(a.validity.reasons.filter((r) => r.state === 'bad')).toEqual([])
    expect(reason(a, 'energy')!.text).toContain('the pack is not seen')
  })
  it('of a simulation is simulated, whatever else', () => {
    const a = judged({ clock: (t) => (t > 60 ? 0.9 : 1.8) }, { capabilities: simulatedDevice })
    expect(a.validity.badge).toBe('simulated')
    expect(a.validity.reasons[0]).toMatchObject({ id: 'clock', state: 'bad' })
    expect(verdict(a, a.comparisons[0]!)).toMatch(/^Simulated, not a measurement of glasses\. No verdict: The processor clock changed/)
  })
  it('of a run without energy is that of its latency', () => expect(judged({ gaugeHz: 0 }).validity.badge).toBe('valid'))
})

describe('reasons', () => {
  it('clock changes', () => {
    expect(reason(judged(), 'clock')).toMatchObject({ state: 'ok', text: 'The processor clock held at 1.80 GHz' })
    expect(reason(judged({ clock: (t) => (t > 60 ? 1.65 : 1.8) }), 'clock')!.state).toBe('look')
    const a = judged({ clock: (t) => (t > 60 ? 1.2 : 1.8) })
    expect(reason(a, 'clock')).toMatchObject({ state: 'bad', text: 'The processor clock changed between slots: 1.20 to 1.80 GHz' })
    expect(a.validity.badge).toBe('no-verdict')
  })
  it('thermal drift', () => {
    expect(reason(judged(), 'thermal')!.state).toBe('ok')
    expect(reason(judged({ temperature: (t) => 35 + t / 10 }), 'thermal')).toMatchObject({ state: 'look', text: expect.stringMatching(/The hottest zone went from 3\d\.\d to 4\d\.\d °C/) as string })
  })
  it('drift of the latency itself', () => {
    const a = judged({ latency: (variant, _, t) => (variant === 'static' ? 0.06 : 0.04) * (1 + t / 500) })
    expect(reason(a, 'drift')!.state).toBe('bad')
    expect(reason(judged(), 'drift')!.state).toBe('ok')
  })
  it('charging that the gauge cannot see through', () => {
    const a = judged({}, { capabilities: capabilities({ battery: { level: 50, charging: true, temperatureC: 30, status: 'Charging' } }) })
    expect(reason(a, 'charging')).toMatchObject({ state: 'look', text: expect.stringContaining('No energy: The battery was charging') as string })
    expect(reason(judged(), 'charging')!.state).toBe('ok')
    expect(reason(judged({}, { capabilities: capabilities({ battery: null }) }), 'charging')).toMatchObject({ state: 'look', text: 'Whether the battery was charging is unknown' })
  })
  it('too few gauge updates', () => expect(reason(judged({ gaugeHz: 0.5 }), 'gauge')!.text).toContain('12 of 12 slots without energy'))
  it('few runs', () => {
    const a = judged({ plan: twoVariants({ rounds: 2, slotSeconds: 0.2, slotInferences: 4 }), routes: ['1', '1', '1', '1'] })
    expect(reason(a, 'few-runs')).toMatchObject({ state: 'bad', text: expect.stringMatching(/^8 inferences .* 4 images in common: too few/) as string })
    expect(a.validity.badge).toBe('no-verdict')
  })
  it('a partial run keeps what it has', () => {
    const a = judged({ cutAt: 4 }, { state: 'partial', ending: 'unplugged' })
    expect(reason(a, 'partial')).toMatchObject({ state: 'look', text: 'Partial: 5 of 12 slots (unplugged)' })
    expect(a.comparisons[0]!.latency).not.toBeNull()
    expect(a.variants[0]!.energy.grossJ).not.toBeNull()
    const early = judged({ cutAt: 0 }, { state: 'partial', ending: null })
    expect(early.validity.badge).toBe('no-verdict')
    expect(early.comparisons[0]!.latency).toBeNull()
  })
  it('of nothing at all', () => {
    const a = analyse({ trace: traceOf([]), plan: twoVariants(), capabilities: capabilities(), state: 'partial', ending: 'unplugged while pushing' })
    expect(a.validity.badge).toBe('no-verdict')
    expect(a.strata).toEqual([])
    expect(a.variants.map((v) => v.latencyMs)).toEqual([null, null])
  })
  it('what the runner told', () => {
    const a = judged({}, {}, [
      { t: 'phase', phase: 'warm-up', edge: 'begin', at: 9e12, slot: null, round: null, variant: 'static' }, { t: 'phase', phase: 'warm-up', edge: 'end', at: 9.001e12, slot: null, round: null, variant: 'static', reason: 'time-out' },
      { t: 'error', at: 9.002e12, code: 'read', message: 'zone 3 denied', fatal: false }, { t: 'sampler', at: 10e12, samples: 5, cpuNs: 0.05 * 5e12, medianNs: 1, late: 0 }
    ])
    expect(reason(a, 'warm-up')!.text).toContain('not yet stable')
    expect(reason(a, 'errors')!.text).toContain('zone 3 denied')
    expect(reason(a, 'sampler')).toMatchObject({ state: 'look', text: 'Sampling took 5.0 % of one core' })
  })
  it('gaps in power, and slots that were not seen', () => {
    const w = world(), kept = syntheticRun(w).lines.filter((l) => l.t !== 'sample' || (l.at - w.boot) / 1e9 < 40 || (l.at - w.boot) / 1e9 > 60)
    const a = analyse({ trace: traceOf(kept), plan: w.plan, capabilities: capabilities(), state: 'finished', ending: null })
    expect(reason(a, 'time')!.text).toMatch(/^1 gap in power, the longest 20\.\d s$/)
    expect(a.validity.reasons.some((r) => /of 12 slots without energy/.test(r.text))).toBe(true)
    expect(Math.abs(a.variants[0]!.energy.grossJ!.value / (0.0602 * 2.4) - 1)).toBeLessThan(0.01)
  })
  it('come worst first', () => {
    const states = judged({ clock: (t) => (t > 60 ? 0.9 : 1.8) }).validity.reasons.map((r) => ['bad', 'look', 'ok'].indexOf(r.state))
    expect(states).toEqual([...states].sort())
  })
})

describe('verdict', () => {
  const run = (badge: Validity['badge'] = 'valid') => ({ variants: [], validity: { badge, reasons: [] } })
  const comparison = (latency: [number, number, number], energy: [number, number, number] | null): Comparison => ({
    variant: 'Adaptive', baseline: 'Static', images: 20, pMannWhitney: null, cliffsDelta: null,
    latency: { value: latency[0], low: latency[1], high: latency[2] }, energy: energy && { value: energy[0], low: energy[1], high: energy[2] }
  })
  const said = (...args: Parameters<typeof verdict>) => verdict(...args).replace(/\u00a0/g, ' ')
  it('says what was found, with its interval', () => {
    expect(said(run(), comparison([0.62, 0.6, 0.64], [0.59, 0.55, 0.63]))).toBe('Adaptive is 38 % faster [36, 40] and uses 41 % less energy [37, 45] than Static.')
    expect(said(run('estimate'), comparison([1.2, 1.1, 1.3], [1.05, 1.04, 1.06]))).toBe('Adaptive is 20 % slower [10, 30] and uses 5.0 % more energy [4.0, 6.0] (an estimate) than Static.')
    expect(said(run(), comparison([0.62, 0.6, 0.64], null), { name: 'mIoU', value: 64.62, low: 64.1, high: 65.1 })).toBe('Adaptive is 38 % faster [36, 40] at 64.6 mIoU [64.1, 65.1] than Static.')
  })
  it('says where none was', () => {
    expect(said(run(), comparison([0.99, 0.97, 1.02], null))).toBe('No difference found between Adaptive and Static: latency [−3.0, +2.0] %.')
    expect(said(run(), comparison([0.62, 0.6, 0.64], [0.98, 0.9, 1.1]))).toBe('Adaptive is 38 % faster [36, 40] than Static; no difference found in energy [−10.0, +10.0] %.')
  })
  it('is none on bad data', () => {
    const bad = { variants: [], validity: { badge: 'no-verdict' as const, reasons: [{ id: 'x', state: 'bad' as const, text: 'The clock changed' }] } }
    expect(said(bad, comparison([0.6, 0.6, 0.6], null))).toBe('No verdict: The clock changed.')
    expect(said(run(), { ...comparison([1, 1, 1], null), latency: null })).toBe('No verdict: no image was taken by both variants.')
  })
})
