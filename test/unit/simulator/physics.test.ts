/** Power, heat and clocks against what the formulas say, and the gauge's grain. */
import { describe, expect, it } from 'vitest'
import { capOf, clockOf, utilisations } from '../../../electron/engine/simulator/clocks'
import { currentStepA, microamperes, microvolts, quantise, voltageStepV } from '../../../electron/engine/simulator/gauge'
import { clusters } from '../../../electron/engine/simulator/identity'
import { atRest, constants, openCircuitV, speedAt, step, type Physical } from '../../../electron/engine/simulator/physics'

const calm = { charging: false, hot: false }
const run = (state: Physical, cores: number, seconds: number, dt = 0.2): Physical => {
  for (let t = 0; t < seconds - 1e-9; t += dt) state = step(state, { seconds: dt, coreSeconds: cores * dt }, calm, 0).state
  return state
}

describe('power and battery', () => {
  it('is idle plus so much for a busy core', () => {
    const state = atRest(0.8)
    expect(step(state, { seconds: 0.2, coreSeconds: 0 }, calm, 0).reading.powerW).toBeCloseTo(constants.idleW, 9)
    expect(step(state, { seconds: 0.2, coreSeconds: 0.3 }, calm, 0).reading.powerW).toBeCloseTo(constants.idleW + 1.5 * constants.coreW, 9)
  })

  it('current and voltage solve the circuit: V I = P, V = OCV − I R', () => {
    const { powerW, currentA, voltageV } = step(atRest(0.6), { seconds: 0.2, coreSeconds: 0.4 }, calm, 0).reading
    expect(voltageV * currentA).toBeCloseTo(powerW, 9)
    expect(voltageV).toBeCloseTo(openCircuitV(0.6) - currentA * constants.resistanceOhm, 9)
    expect(currentA).toBeGreaterThan(0)
  })

  it('charge falls by the current that flowed', () => {
    const state = atRest(0.8), { reading, state: next } = step(state, { seconds: 60, coreSeconds: 60 }, calm, 0)
    expect((state.charge - next.charge) * constants.capacityAh * 3600).toBeCloseTo(reading.currentA * 60, 6)
  })

  it('charges with a negative current that knows nothing of the load', () => {
    const around = { charging: true, hot: false }
    const idle = step(atRest(0.5), { seconds: 0.2, coreSeconds: 0 }, around, 0), busy = step(atRest(0.5), { seconds: 0.2, coreSeconds: 0.4 }, around, 0)
    expect(idle.reading.currentA).toBe(-constants.chargingA)
    expect(busy.reading.currentA).toBe(idle.reading.currentA)
    expect(idle.state.charge).toBeGreaterThan(0.5)
    expect(idle.reading.voltageV).toBeGreaterThan(openCircuitV(0.5))
  })

  it('a slowed core draws less for the same work', () => {
    const hot = step({ ...atRest(0.8), socC: 80 }, { seconds: 1, coreSeconds: 1 }, calm, 0).reading
    expect(hot.speed).toBeCloseTo(1 - (80 - constants.limitC) * constants.slopePerK, 9)
    expect(hot.powerW - constants.idleW).toBeCloseTo(constants.coreW * (0.7 + 0.3 * hot.speed) ** 2, 9)
  })
})

describe('heat', () => {
  it('rises with the time constant, towards ambient + R P', () => {
    const start = atRest(0.8), end = constants.ambientC + constants.socKPerW * (constants.idleW + constants.coreW)
    const afterOne = run(start, 1, constants.socTauS).socC
    expect((afterOne - start.socC) / (end - start.socC)).toBeCloseTo(1 - Math.exp(-1), 2)
    expect(run(start, 1, 10 * constants.socTauS).socC).toBeCloseTo(end, 1)
  })

  it('does not depend on how finely time is cut', () => {
    expect(run(atRest(0.8), 2, 20, 0.1).socC).toBeCloseTo(run(atRest(0.8), 2, 20, 1).socC, 6)
  })

  it('stays at rest when idle', () => {
    expect(run(atRest(0.8), 0, 100).socC).toBeCloseTo(atRest(0.8).socC, 9)
  })

  it('slows down above the limit, never below the slowest', () => {
    expect(speedAt(constants.limitC)).toBe(1)
    expect(speedAt(constants.limitC + 10)).toBeCloseTo(1 - 10 * constants.slopePerK)
    expect(speedAt(200)).toBe(constants.slowest)
    expect(step(atRest(0.8), { seconds: 1, coreSeconds: 0 }, { charging: false, hot: true }, 0).reading.speed).toBeLessThan(0.8)
  })
})

describe('clocks', () => {
  const [silver, gold] = [clusters[0]!, clusters[1]!]

  it('follow the load and are capped by heat', () => {
    expect(clockOf(gold, 0, 1)).toBe(300_000)
    expect(clockOf(gold, 1, 1)).toBe(2_515_200)
    expect(clockOf(gold, 0.5, 1)).toBe(1_747_200)
    expect(capOf(gold, 0.7)).toBe(1_747_200)
    expect(clockOf(gold, 1, 0.7)).toBe(capOf(gold, 0.7))
    expect(capOf(silver, 0.01)).toBe(300_000)
  })

  it('give work to the cores in order, more of them when each is slowed', () => {
    expect([...utilisations(1.5, 1, [6, 7, 0])]).toEqual([[6, 1], [7, 0.5], [0, 0]])
    expect([...utilisations(1, 0.5, [6, 7, 0])]).toEqual([[6, 1], [7, 1], [0, 0]])
  })
})

describe('the gauge', () => {
  it('moves in steps of 488.281 µA and 122.07 µV', () => {
    expect(quantise(0.4, currentStepA) / currentStepA).toBeCloseTo(Math.round(0.4 / 488.281e-6), 9)
    for (const k of [0, 1, 2, 819, -3000]) {
      expect(microamperes((k + 0.4) * currentStepA)).toBe(Math.round(k * 488.281))
      expect(microvolts((k + 0.4) * voltageStepV)).toBe(Math.round(k * 122.07))
    }
  })
})
