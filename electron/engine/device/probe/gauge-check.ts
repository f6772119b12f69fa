/** The battery's gauge: what its readings are good for, and what nobody could find out. */
import type { CapabilityCheck, Gauge } from '@shared/device/capabilities'
import { packFact } from './energy'
import type { Findings } from './findings'
import { usable } from './thermal'

const label = 'Battery gauge', allows = 'Current, voltage and power beside latency.'
/** Reading faster than this share of the changes, a reading may have missed some. */
const nearlyEveryReading = 0.7

export function gaugeOf({ gauge }: Findings): Gauge | null {
  if (!gauge) return null
  const { supply, facts } = gauge
  return { current: `${supply.name}.current_now`, voltage: `${supply.name}.voltage_now`, refreshHz: facts.refreshHz, stepA: facts.step === null ? null : facts.step * facts.scale, dischargeSign: facts.dischargeSign }
}

export function gaugeCheck(f: Findings): CapabilityCheck {
  const gauge = gaugeOf(f), state = (s: CapabilityCheck['state'], detail: string, forbids: string | null): CapabilityCheck => ({ id: 'gauge', label, state: s, detail, allows, forbids })
  if (!f.gauge || !gauge) return state('no', deniedSupplies(f) ? 'denied' : 'not offered', 'No power from the device itself: use an external meter.')
  if (gauge.refreshHz === null) return state('no', 'never changes', 'No power from the device itself: the values stand still. Use an external meter.')
  const { facts } = f.gauge
  const atLeast = gauge.refreshHz > nearlyEveryReading * facts.readingsHz ? 'at least ' : ''
  const detail = `${atLeast}${gauge.refreshHz.toFixed(1)} Hz${gauge.stepA === null ? '' : `, ${amperes(gauge.stepA)}`}`
  // 20 updates are what a mean over a slot needs.
  const rate = `Energy per inference needs slots of at least ${(20 / gauge.refreshHz).toFixed(0)} s: single inferences are not resolved.`
  return gauge.dischargeSign === null ? state('look', detail, `Readings do not follow the load, so sign and meaning are unknown. ${rate}`) : state(gauge.refreshHz < 0.5 ? 'look' : 'yes', detail, rate)
}

const amperes = (a: number): string => (a < 1e-3 ? `${Math.round(a * 1e6)} µA` : `${Number((a * 1e3).toPrecision(3))} mA`)

const deniedSupplies = ({ supplies }: Findings): boolean => supplies.some((s) => [...s.nodes.values()].some((n) => n.problem !== null && /_now$/.test(n.path)))

/** What stays open, in words. */
export function unverifiedOf(f: Findings): string[] {
  const { who, gauge, thermal } = f, open: string[] = []
  if (who.identity.m4000 && !f.device.simulated) open.push(packFact)
  if (f.device.simulated) open.push('The simulation\'s constants are plausible for glasses of this kind; none was measured on an M4000.')
  if (gauge?.facts.unit === 'unknown') open.push('The unit of the gauge\'s current: readings are too small to tell microamperes from milliamperes; microamperes are assumed.')
  if (gauge?.facts.unit === 'mA') open.push('The unit of the gauge\'s current: its size says milliamperes, against the kernel\'s documentation.')
  if (gauge?.facts.dischargeSign === null) open.push('The sign of the gauge\'s current: idle and load could not be told apart.')
  if (gauge) open.push('The absolute error of the gauge: only an external meter can tell it.')
  if (thermal.zones.some(usable)) open.push('Where the thermal zones sit: their names are the vendor\'s.')
  return open
}
