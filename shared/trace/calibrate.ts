/** A gauge's unit and sign, found by what its raw readings do between idle and a burst of the processor. */
import { mannWhitney } from '../stats/mann-whitney'
import { median } from '../stats/quantile'

export interface RawReadings { /** Raw integers of `current_now` and `voltage_now`. */ current: readonly number[]; voltage: readonly number[] }
export interface Calibration {
  /** Raw → amperes and volts. */
  currentScale: number
  voltageScale: number
  /** +1 where a positive reading is discharge; null where idle and burst could not be told apart. */
  dischargeSign: 1 | -1 | null
  /** Watts that the burst drew beyond idle. */
  stepW: number
  /** How it was found, or why not, in words. */
  why: string
}

/** A burst draws this much of a portable device, watts. The range spans three decades, and so do µA and mA: only one of them fits. */
const leastStep = 0.02
/** Above this probability of chance, or below this effect, idle and burst are the same. */
const chance = 0.01, effect = 0.5

/** Null without readings of both states. */
export function calibrate(idle: RawReadings, burst: RawReadings): Calibration | null {
  const test = mannWhitney(burst.current, idle.current), volts = [...idle.voltage, ...burst.voltage]
  if (!test || volts.length === 0) return null
  const raw = median(burst.current) - median(idle.current), level = median(volts)
  // Volts are 1 to 30 for whatever runs on a battery or on USB.
  const voltageScale = level > 1e5 ? 1e-6 : level > 1e2 ? 1e-3 : 1
  const told = test.p <= chance && Math.abs(test.delta) >= effect && raw !== 0
  // Without a step the level itself must do: a device that is awake draws as much.
  const currentScale = Math.abs(told ? raw : median(idle.current)) * 1e-6 * level * voltageScale >= leastStep ? 1e-6 : 1e-3
  const stepW = Math.abs(raw) * currentScale * level * voltageScale
  const unit = `${currentScale === 1e-6 ? 'µA' : 'mA'} and ${{ 1e-6: 'µV', 1e-3: 'mV', 1: 'V' }[voltageScale]}`
  if (!told) return { currentScale, voltageScale, dischargeSign: null, stepW, why: `Idle and burst read alike: the sign of discharge is unknown (${unit})` }
  // More load moves the reading towards discharge, also while a charger keeps the balance on its side.
  const dischargeSign = raw > 0 ? 1 : -1
  return { currentScale, voltageScale, dischargeSign, stepW, why: `${unit}; the burst drew ${stepW.toFixed(2)} W more, and discharge reads ${dischargeSign > 0 ? 'positive' : 'negative'}` }
}
