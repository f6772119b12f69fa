/** Where energy can come from on this device, and how far it may be believed. */
import type { Capabilities } from '@shared/device/capabilities'
import { batteryCounters, counterInfo, isWholeRail } from '@shared/device/counters'
import { charging, onExternalPower, type Findings } from './findings'

export const packFact = 'An M4000 runs on an external pack; its small internal battery only bridges a swap (the vendor\'s statement). With the pack connected, the gauge shows what goes into the internal battery, not what the glasses use.'

const meterFor = (f: Findings): string => `For energy, put an inline USB meter ${f.who.identity.m4000 ? 'between pack and glasses' : 'into the device\'s supply'}, connect adb over Wi-Fi, and import the meter's file.`

/** The gauge, and where it is refused what perfetto has, in the order of the analysis (`runs/energy`). */
export function energyOf(f: Findings): Capabilities['energy'] {
  const gauge = gaugeEnergy(f)
  return gauge.standing === 'refused' ? perfettoEnergy(f) ?? gauge : gauge
}

function perfettoEnergy(f: Findings): Capabilities['energy'] | null {
  const { trial } = f.perfetto
  if (!trial || trial.problem !== null) return null
  const standing = f.device.simulated ? 'simulated' : 'estimate', moving = trial.counters.filter((c) => c.refreshHz !== null)
  const rail = moving.find((c) => isWholeRail(c.id)), current = moving.find((c) => c.id === batteryCounters.current)
  const voltage = f.gauge !== null || trial.counters.some((c) => c.id === batteryCounters.voltage)
  if (rail) return { source: 'perfetto', standing, reason: `The gauge cannot be used here; energy is to come from the ${counterInfo(rail.id).label}, which by its name feeds the whole device. Its error is unknown. ${meterFor(f)}` }
  if (!current || !voltage || trial.dischargeSign === null || charging(f) === true) return null
  return { source: 'perfetto', standing, reason: `The gauge cannot be used here; perfetto tells the same battery's current, with the same unknown error. ${meterFor(f)}` }
}

function gaugeEnergy(f: Findings): Capabilities['energy'] {
  const { gauge, who } = f, meter = meterFor(f)
  if (!gauge) return { source: 'none', standing: 'refused', reason: `No readable pair of current and voltage was found. ${meter}` }
  const refused = (why: string): Capabilities['energy'] => ({ source: 'gauge', standing: 'refused', reason: `${why} ${who.identity.m4000 && !f.device.simulated ? `${packFact} ` : ''}${meter}` })
  if (charging(f) === true) return refused('The battery is being charged, so its current is not what the device uses.')
  const { refreshHz, dischargeSign } = gauge.facts
  if (refreshHz === null) return refused('The gauge never changed, at rest and under load.')
  if (dischargeSign === null) return refused(onExternalPower(f) ? 'External power feeds the device, and the battery\'s current does not follow its load.' : 'The battery\'s current does not follow the load.')
  if (f.device.simulated) return { source: 'gauge', standing: 'simulated', reason: 'A model of the M4000 makes these numbers; they are not a measurement of glasses.' }
  if (who.identity.m4000) return { source: 'gauge', standing: 'estimate', reason: `${packFact} ${meter}` }
  return { source: 'gauge', standing: 'estimate', reason: `The battery's own gauge has an unknown error${onExternalPower(f) ? ', and external power feeds a part of the device' : ''}. ${meter}` }
}
