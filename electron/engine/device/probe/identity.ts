/** Who the device is. */
import type { Capabilities } from '@shared/device/capabilities'
import { simulatedProduct, simulatedProperty } from '@shared/device/device'
import type { DeviceTransport } from '../transport'
import { required } from './nodes'

const names = [
  'ro.product.manufacturer', 'ro.product.model', 'ro.product.name', 'ro.product.device', 'ro.build.version.release', 'ro.build.version.sdk', 'ro.build.type', 'ro.build.display.id', 'ro.soc.model', 'ro.soc.manufacturer',
  'ro.board.platform', 'ro.hardware', 'ro.product.cpu.abi', 'persist.traced.enable', simulatedProperty
]

export interface Identity { properties: Record<string, string>; kernel: string; machine: string; simulated: boolean; identity: Capabilities['identity'] }

export async function readIdentity(device: DeviceTransport, signal?: AbortSignal): Promise<Identity> {
  const text = await required(device, `for p in ${names.join(' ')}; do echo "$p=$(getprop $p)"; done; echo "kernel=$(uname -r)"; echo "machine=$(uname -m)"`, signal)
  const all = Object.fromEntries(text.split('\n').flatMap((line) => {
    const at = line.indexOf('=')
    return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()] as const]
  }))
  const { kernel = '', machine = '', ...properties } = all
  const is = (name: string): string => properties[name] ?? ''
  const sdk = Number(is('ro.build.version.sdk'))
  return {
    properties, kernel, machine, simulated: is(simulatedProperty) === '1' || is('ro.product.name') === simulatedProduct,
    identity: {
      manufacturer: is('ro.product.manufacturer'), model: is('ro.product.model'), android: is('ro.build.version.release'), sdk: sdk > 0 ? sdk : null,
      soc: [is('ro.soc.manufacturer'), is('ro.soc.model')].filter((s) => s !== '').join(' ') || is('ro.board.platform') || is('ro.hardware'), abi: is('ro.product.cpu.abi') || machine,
      m4000: /vuzix/i.test(is('ro.product.manufacturer')) && /m4000/i.test(`${is('ro.product.model')} ${is('ro.product.device')}`)
    }
  }
}
