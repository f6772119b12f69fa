/**
 * Power, heat and clock of the simulated glasses: pure functions of a state, a load and what is around.
 * The constants are plausible for a headset of this kind; none was measured on an M4000.
 *
 *     clock     s = 1 below `limitC`, then 1 − (T − limit) · slope, at least `slowest`
 *     power     P = idle + core · n · (0.7 + 0.3 s)²          n: busy cores of the host's time
 *     battery   V = OCV(q) − I R with V I = P  ⇒  V = (OCV + √(OCV² − 4 P R)) / 2
 *     charge    dq/dt = −I / capacity
 *     heat      dT/dt = (ambient + R_th P − T) / τ            solved exactly over a step of constant power
 *
 * Power of a core goes with f V² and V falls linearly with f. A slowed process gets the fraction s of the host's time and would need a whole core
 * of the device for it, so its energy per work is the voltage's part alone: core · n · V².
 */
import type { Load } from './load-trace'

export const constants = {
  idleW: 1.1, coreW: 1.2, noiseW: 0.02,
  emptyV: 3.45, fullV: 4.25, resistanceOhm: 0.15, capacityAh: 3.35, chargingA: 1.5, chargingW: 0.6,
  ambientC: 25, socKPerW: 8, socTauS: 30, batteryKPerW: 3, batteryTauS: 300, sunC: 45,
  limitC: 62, slopePerK: 0.02, slowest: 0.4
} as const

export interface Physical { socC: number; batteryC: number; /** 0…1 */ charge: number }
export interface Surroundings { charging: boolean; /** Heated from outside until it throttles. */ hot: boolean }

/** Means over a step; current is positive while the battery discharges. */
export interface Reading { powerW: number; currentA: number; voltageV: number; /** Of the highest clock. */ speed: number; busyCores: number }

/** Settled at idle, so that a baseline needs no hour of waiting. */
export function atRest(charge: number): Physical {
  const c = constants
  return { socC: c.ambientC + c.socKPerW * c.idleW, batteryC: c.ambientC + c.batteryKPerW * c.idleW, charge }
}

export const openCircuitV = (charge: number): number => constants.emptyV + (constants.fullV - constants.emptyV) * charge

export function speedAt(socC: number): number {
  const { limitC, slopePerK, slowest } = constants
  return Math.min(1, Math.max(slowest, 1 - (socC - limitC) * slopePerK))
}

/** Temperature of the processor as its sensor and its governor see it. */
export const sensedC = (state: Physical, around: Surroundings): number => state.socC + (around.hot ? constants.sunC : 0)

/** @param noise a draw from the standard normal distribution */
export function step(state: Physical, load: Load, around: Surroundings, noise: number): { state: Physical; reading: Reading } {
  const c = constants
  const speed = speedAt(sensedC(state, around)), busyCores = load.coreSeconds / load.seconds
  const powerW = Math.max(0, c.idleW + c.coreW * busyCores * (0.7 + 0.3 * speed) ** 2 + c.noiseW * noise)
  const { currentA, voltageV } = around.charging ? charging(state.charge, noise) : discharging(state.charge, powerW)
  const next: Physical = {
    socC: settle(state.socC, c.ambientC + c.socKPerW * powerW, load.seconds / c.socTauS),
    batteryC: settle(state.batteryC, c.ambientC + c.batteryKPerW * (around.charging ? powerW + c.chargingW : powerW), load.seconds / c.batteryTauS),
    // A simulation that died of an empty battery would help nobody.
    charge: Math.min(1, Math.max(0.02, state.charge - (currentA * load.seconds) / 3600 / c.capacityAh))
  }
  return { state: next, reading: { powerW, currentA, voltageV, speed, busyCores } }
}

function discharging(charge: number, powerW: number): { currentA: number; voltageV: number } {
  const open = openCircuitV(charge)
  const voltageV = (open + Math.sqrt(open * open - 4 * powerW * constants.resistanceOhm)) / 2
  return { currentA: powerW / voltageV, voltageV }
}

/** On external power the system draws from there: the battery sees its charger only, which slows down above 90 %. */
function charging(charge: number, noise: number): { currentA: number; voltageV: number } {
  const currentA = -constants.chargingA * Math.min(1, Math.max(0.02, (1 - charge) / 0.1)) * (1 + 0.005 * noise)
  return { currentA, voltageV: openCircuitV(charge) - currentA * constants.resistanceOhm }
}

/** First-order lag over `taus` time constants. */
const settle = (from: number, to: number, taus: number): number => to + (from - to) * Math.exp(-taus)
