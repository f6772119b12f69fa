/** Devices as the window sees them: listed, followed, connected, probed. */
import { StudioError, toErrorValue } from '@shared/errors'
import type { Handlers } from '../host/serve'
import type { DeviceHost } from '../device/transport'
import type { Capabilities } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import { probe, type ProbeOptions } from '../device/capabilities'
import { claiming } from '../device/claim'
import { cleanUp, removeAll } from '../device/deploy-clean'
import { switchToWifi } from '../device/wifi-switch'

type DeviceCalls = 'adb.info' | 'devices.follow' | 'devices.connect' | 'devices.disconnect' | 'devices.tcpip' | 'devices.probe' | 'devices.clean'

/** A probe stays true for so long: a profile that follows need not probe again. */
const recentMs = 5 * 60_000

export class Probes {
  private readonly known = new Map<string, { at: number; capabilities: Capabilities }>()
  constructor(private readonly host: DeviceHost) {}

  async probe(device: Device, options: ProbeOptions): Promise<Capabilities> {
    this.known.delete(device.serial)
    // A probe is the first thing after a device was connected: what a crash or an unplug left is removed now.
    await cleanUp(this.host.open(device.serial), { keepRecent: true, signal: options.signal })
    const transport = this.host.open(device.serial), capabilities = await claiming(transport, () => probe(transport, device, options), options.signal)
    this.known.set(device.serial, { at: Date.now(), capabilities })
    return capabilities
  }

  recent(serial: string): Capabilities | undefined {
    const found = this.known.get(serial)
    return found && Date.now() - found.at < recentMs ? found.capabilities : undefined
  }
}

export function deviceCalls(host: DeviceHost, probes: Probes): Pick<Handlers, DeviceCalls> {
  return {
    'adb.info': () => host.info(),
    'devices.follow': (_, { signal, event }) => new Promise((resolve) => {
      if (signal.aborted) return resolve({})
      const stop = host.follow((devices) => event({ devices, problem: null }), (error) => event({ devices: [], problem: toErrorValue(error).message }))
      signal.addEventListener('abort', () => { stop(); resolve({}) }, { once: true })
    }),
    'devices.connect': async ({ address }) => ({ serial: await host.connect(address) }),
    'devices.disconnect': async ({ serial }) => {
      await host.disconnect(serial)
      return {}
    },
    'devices.tcpip': async ({ serial, port }, { signal }) => ({ serial: await switchToWifi(host, serial, port, signal) }),
    'devices.probe': async ({ serial }, { signal, event }) => {
      const device = (await host.list()).find((d) => d.serial === serial)
      if (!device) throw new StudioError('device', `${serial} is not connected`, { fix: 'Connect it again.' })
      return probes.probe(device, { signal, onProgress: event })
    },
    'devices.clean': async ({ serial }, { signal }) => ({ removedBytes: await removeAll(host.open(serial), signal) })
  }
}
