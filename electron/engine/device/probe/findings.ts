/** Everything that a probe found out, before anything is concluded from it. */
import type { Perfetto } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import type { Clocks } from './clocks'
import type { GaugeFacts } from './gauge-analysis'
import type { Identity } from './identity'
import type { Supply } from './supplies'
import type { Battery, Storage } from './system'
import type { Thermal } from './thermal'

export interface Findings {
  device: Device
  features: string[]
  who: Identity
  clocks: Clocks
  thermal: Thermal
  supplies: Supply[]
  /** The supply that is the battery's gauge, and what reading it showed. */
  gauge: { supply: Supply; facts: GaugeFacts } | null
  battery: Battery | null
  memory: { totalBytes: number; freeBytes: number } | null
  storage: Storage | null
  perfetto: { there: boolean; enabled: boolean; /** Null where nothing could be tried. */ trial: Perfetto | null }
  /** On Wi-Fi. */
  address: string | null
}

/** Null where neither Android nor the gauge says. */
export function charging({ battery, gauge }: Findings): boolean | null {
  const status = gauge?.supply.status
  if (status === 'Charging') return true
  if (battery?.charging !== undefined && battery.charging !== null) return battery.charging
  return status === null || status === undefined || status === 'Unknown' ? null : false
}

/** Whether something other than the battery feeds the device. */
export function onExternalPower({ battery, supplies }: Findings): boolean {
  return battery?.external === true || supplies.some((s) => s.type !== 'Battery' && s.online === true)
}
