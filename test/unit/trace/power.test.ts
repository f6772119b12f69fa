import { describe, expect, it } from 'vitest'
import { uniform } from '@shared/policy/noise'
import { longestSilence, PowerTrace } from '@shared/trace/power'

/** Watts whose integral from 0 is known: 2 + sin(2πt/7) + t/50. */
const watts = (t: number) => 2 + Math.sin(2 * Math.PI * t / 7) + t / 50
const joules = (t: number) => 2 * t + 7 / (2 * Math.PI) * (1 - Math.cos(2 * Math.PI * t / 7)) + t * t / 100
const sampled = (times: readonly number[]) => new PowerTrace(times, times.map(watts))

describe('energy', () => {
  it('of a known integral is true to 0.1 %, with uneven steps and edges between samples', () => {
    for (let seed = 0; seed < 50; seed++) {
      const u = uniform(seed), times = [0]
      while (times.at(-1)! < 100) times.push(times.at(-1)! + 0.02 + 0.1 * u())
      const power = sampled(times)
      for (let k = 0; k < 20; k++) {
        const from = 90 * u(), to = from + 1 + 9 * u()
        if (to > 100) continue
        expect(Math.abs(power.energy(from, to) / (joules(to) - joules(from)) - 1)).toBeLessThan(0.001)
      }
    }
  })
  it('is exact where power is straight, and adds up over neighbouring intervals', () => {
    const power = new PowerTrace([0, 2, 10], [0, 4, 4])
    expect(power.energy(0, 10)).toBeCloseTo(36, 12)
    expect(power.energy(1, 3)).toBeCloseTo(3 + 4, 12)
    expect(power.energy(0.3, 1.7) + power.energy(1.7, 9.9)).toBeCloseTo(power.energy(0.3, 9.9), 12)
    expect(power.wattsAt(1)).toBe(2)
  })
  it('adds nothing beyond the ends, and says how much was seen', () => {
    const power = new PowerTrace([1, 2, 3], [5, 5, 5])
    expect(power.energy(0, 10)).toBeCloseTo(10, 12)
    expect(power.covered(0, 4)).toBeCloseTo(0.5, 12)
    expect(power.covered(1.5, 2.5)).toBe(1)
    expect(new PowerTrace([], []).covered(0, 1)).toBe(0)
    expect(new PowerTrace([], []).wattsAt(0)).toBeNaN()
  })
})

describe('flaws', () => {
  it('repeated times are averaged, backward jumps and missing values left out, all counted', () => {
    const power = new PowerTrace([0, 1, 1, 1, 2, 1.5, 1.8, 3, 4], [1, 1, 2, 3, 1, 99, 99, NaN, 1])
    expect([...power.at]).toEqual([0, 1, 2, 4])
    expect([...power.watts]).toEqual([1, 2, 1, 1])
    expect(power.flaws).toMatchObject({ repeated: 2, backward: 2, missing: 1 })
  })
  it('gaps are found and lessen what was seen', () => {
    const times = [...Array(20).keys(), ...Array.from({ length: 20 }, (_, i) => 40 + i)], power = new PowerTrace(times, times.map(() => 1))
    expect(power.flaws.gaps).toEqual([{ from: 19, to: 40 }])
    expect(power.covered(10, 50)).toBeCloseTo(19 / 40, 12)
    expect(sampled([...Array(100).keys()]).flaws.gaps).toEqual([])
  })
})

describe('updates', () => {
  it('are counted where the reading changes, not where it is read', () => {
    const times = Array.from({ length: 400 }, (_, i) => i / 20), reading = times.map((t) => Math.floor(t * 2)), power = new PowerTrace(times, reading, reading)
    expect(power.updates).toHaveLength(39)
    expect(power.updatesIn(0, 10)).toBe(20)
    expect(power.updatesIn(10, 20)).toBe(19)
    expect(longestSilence(power, 3, 20)).toBeCloseTo(0.5, 6)
    expect(longestSilence(power, 3.5, 3.7)).toBeCloseTo(0.2, 6)
  })
  it('never come from a frozen gauge', () => {
    const power = new PowerTrace([0, 1, 2, 3], [5, 5, 5, 5], [5, 5, 5, 5])
    expect(power.updates).toHaveLength(0)
    expect(longestSilence(power, 0, 3)).toBe(3)
  })
  it('of a meter are its samples', () => expect(new PowerTrace([0, 1, 2], [5, 5, 5]).updates).toHaveLength(3))
})
