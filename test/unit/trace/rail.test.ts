import { describe, expect, it } from 'vitest'
import { isWholeRail, railId } from '@shared/device/counters'
import { uniform } from '@shared/policy/noise'
import { RailTrace } from '@shared/trace/rail'

/** Joules since 0 of 2 + sin(2πt/7) watts. */
const joules = (t: number): number => 2 * t + 7 / (2 * Math.PI) * (1 - Math.cos(2 * Math.PI * t / 7))
const counted = (times: readonly number[], from = 1e6): RailTrace => RailTrace.of(times, times.map((t) => from + joules(t)))

describe('an energy counter', () => {
  it('gives the energy of a stretch as the difference of two readings, whatever lies between', () => {
    const sparse = counted([0, 3, 10, 11, 40, 41, 100])
    expect(sparse.energy(3, 41)).toBeCloseTo(joules(41) - joules(3), 6)
    expect(sparse.energy(0, 100)).toBeCloseTo(joules(100), 6)
    expect(sparse.energy(3, 10) + sparse.energy(10, 41)).toBeCloseTo(sparse.energy(3, 41), 6)
  })
  it('between readings is interpolated: true to 0.5 % over seconds at four a second', () => {
    const u = uniform(3), times = Array.from({ length: 400 }, (_, i) => i / 4 + 0.05 * u()), rail = counted(times)
    for (let k = 0; k < 200; k++) {
      const from = 90 * u(), to = from + 3 + 5 * u()
      expect(Math.abs(rail.energy(from, to) / (joules(to) - joules(from)) - 1)).toBeLessThan(0.005)
    }
  })
  it('that is read more often than it moves counts as often as it moves', () => {
    const times = Array.from({ length: 100 }, (_, i) => i / 10), rail = RailTrace.of(times, times.map((t) => Math.floor(t * 2)))
    expect(rail.updatesIn(0, 9.95)).toBe(19)
    expect(rail.period).toBeCloseTo(0.5, 6)
    expect(rail.energy(1, 8)).toBeCloseTo(14, 6)
  })
  it('that begins anew leaves a gap, and no negative energy', () => {
    const rail = RailTrace.of([0, 1, 2, 3, 4, 5], [10, 12, 14, 1, 3, 5])
    expect(rail.energy(0, 5)).toBeCloseTo(8, 9)
    expect(rail.flaws.gaps).toEqual([{ from: 2, to: 3 }])
    expect(rail.covered(0, 5)).toBeCloseTo(0.8, 9)
  })
  it('without readings, or one alone, has no energy', () => {
    expect(RailTrace.of([], []).energy(0, 1)).toBe(0)
    expect(RailTrace.of([1], [5]).energy(0, 9)).toBe(0)
  })
})

it('only a rail whose whole name says so feeds the whole device', () => {
  expect([railId('system', ''), railId('VSYS', 'pmic'), railId('S2S', 'System')].map(isWholeRail)).toEqual([true, true, true])
  expect([railId('VSYS_PWR_DISPLAY', 'Display'), railId('S2M_VDD_CPUCL2', 'CPU'), railId('L1M_ALIVE', 'System fabric'), 'perfetto.current'].map(isWholeRail)).toEqual([false, false, false, false])
})
