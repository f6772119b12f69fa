/** Devices as the window sees them: listed, followed, connected, probed. */
import { StudioError, toErrorValue } from '@shared/errors'
import type { Handlers } from '../host/serve'
import type { DeviceHost } from '../device/transport'
import { probe } from '../device/capabilities'
import { removeAll } from '../device/deploy-clean'

type DeviceCalls = 'adb.info' | 'devices.follow' | 'devices.connect' | 'devices.disconnect' | 'devices.tcpip' | 'devices.probe' | 'devices.clean'

export function deviceCalls(host: DeviceHost): Pick<Handlers, DeviceCalls> {
  return {
    'adb.info': () => host.info(),
    'devices.follow': (_, { signal, event }) => new Promise((resolve) => {
      const stop = host.follow((devices) => event({ devices, problem: null }), (error) => event({ devices: [], problem: toErrorValue(error).message }))
      signal.addEventListener('abort', () => { stop(); resolve({}) }, { once: true })
    }),
    'devices.connect': async ({ address }) => ({ serial: await host.connect(address) }),
    'devices.disconnect': async ({ serial }) => {
      await host.disconnect(serial)
      return {}
    },
    'devices.tcpip': async ({ serial, port }) => ({ address: await host.tcpip(serial, port) }),
    'devices.probe': async ({ serial }, { signal, event }) => {
      const device = (await host.list()).find((d) => d.serial === serial)
      if (!device) throw new StudioError('device', `${serial} is not connected`, { fix: 'Connect it again.' })
      return probe(host.open(serial), device, { signal, onProgress: event })
    },
    'devices.clean': async ({ serial }, { signal }) => ({ removedBytes: await removeAll(host.open(serial), signal) })
  }
}
