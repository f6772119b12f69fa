/** Devices as a list shows them, and what each is called. */
import type { Capabilities } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import type { Fault } from '@shared/rpc/device-calls'

export interface Listed extends Omit<Device, 'state'> {
  /** `unplugged`: a simulation of ours that adb does not list now. */
  state: Device['state'] | 'unplugged'
}

/** Devices as adb lists them, and our simulations that are unplugged right now. */
export function listed(devices: readonly Device[], simulations: Readonly<Record<string, Fault>>): Listed[] {
  const away = Object.keys(simulations).filter((serial) => !devices.some((d) => d.serial === serial))
  return [
    // adb goes on listing a network device that went away, as offline.
    ...devices.map((d): Listed => ({ ...d, simulated: d.simulated || d.serial in simulations, state: d.state !== 'ready' && simulations[d.serial] === 'unplug' ? 'unplugged' : d.state })),
    ...away.map((serial): Listed => ({ serial, state: 'unplugged', link: 'tcp', model: null, simulated: true }))
  ]
}

/** `Vuzix M4000`, or what is known before it can be asked. */
export function deviceName(d: Pick<Listed, 'model' | 'simulated' | 'serial'>, capabilities?: Capabilities | null): string {
  if (capabilities) {
    const { manufacturer, model } = capabilities.identity
    return model.toLowerCase().startsWith(manufacturer.toLowerCase()) ? model : `${capitalised(manufacturer)} ${model}`.trim()
  }
  return d.model?.replace(/_/g, ' ') ?? (d.simulated ? 'Glasses' : d.serial)
}

const capitalised = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1)
