/** Reads adb's own list of devices (`host:devices-l`). */
import { simulatedProduct, type Device, type DeviceState } from '@shared/device/device'

const states: Record<string, DeviceState> = { device: 'ready', unauthorized: 'unauthorized', offline: 'offline', connecting: 'connecting', authorizing: 'connecting' }

/** Network addresses, wireless debugging's service names and emulators; everything else hangs on a cable. */
const overNetwork = (serial: string): boolean => /:\d+$|\._tcp\.?$|^emulator-\d+$/.test(serial)

/** One line: serial, state (which may be a sentence), then `key:value` words, which exist only where the device has told them. */
function parseLine(line: string): Device | null {
  const m = /^(\S+)\s+(.+)$/.exec(line)
  if (!m) return null
  const serial = m[1]!, rest = m[2]!
  const word = (key: string): string | null => new RegExp(`(?:^|\\s)${key}:(\\S+)`).exec(rest)?.[1] ?? null
  return {
    serial, state: states[/^\S+/.exec(rest)![0]] ?? 'other', link: overNetwork(serial) ? 'tcp' : 'usb',
    // adb writes an underscore for everything that is no letter or digit.
    model: word('model')?.replaceAll('_', ' ').trim() ?? null, simulated: word('product') === simulatedProduct
  }
}

export const parseDevices = (text: string): Device[] => text.split('\n').map(parseLine).filter((d) => d !== null)
