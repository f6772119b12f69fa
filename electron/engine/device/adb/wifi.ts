/** Addresses: what a person types, and what a device has on Wi-Fi. */
import { StudioError } from '@shared/errors'
import type { DeviceTransport } from '../transport'
import { canPair } from './find'

export interface Address { host: string; port: number }

/** @param text `host` or `host:port`; the port is 5555 where none is named. Throws `usage`. */
export function parseAddress(text: string): Address {
  const m = /^(\[[0-9a-fA-F:.%]+\]|[A-Za-z0-9.-]+)(?::(\d{1,5}))?$/.exec(text.trim())
  const port = Number(m?.[2] ?? 5555)
  if (!m || port < 1 || port > 65535) throw new StudioError('usage', `${JSON.stringify(text)} is no address`, { fix: 'Write it as host:port, such as 192.168.1.20:5555.' })
  return { host: m[1]!, port }
}

/** Whether a serial is an address by which the device was connected, and can be again. */
export const isAddress = (serial: string): boolean => /^\S+:\d+$/.test(serial)

/** @returns the device's own IPv4 address on Wi-Fi; null where it has none */
export async function wifiAddress(device: DeviceTransport, signal?: AbortSignal): Promise<string | null> {
  const { stdout } = await device.read('ip -f inet addr show wlan0 2>/dev/null || ifconfig wlan0 2>/dev/null', signal)
  return parseInet(stdout)
}

/** @param text of `ip addr show` or of the older `ifconfig` */
export const parseInet = (text: string): string | null => /inet (?:addr:)?(\d+\.\d+\.\d+\.\d+)/.exec(text)?.[1] ?? null

/** How to pair, in a sentence that fits this adb. */
export const pairingAdvice = (version: string | null): string => version !== null && canPair(version)
  ? 'On Android 11 and later without a cable, pair first: open Wireless debugging on the device, and run "adb pair HOST:PORT" with the code that it shows.'
  : `Pairing by code needs Platform-Tools 30 or newer${version === null ? '' : ` (this is ${version})`}; without them, connect a cable once and switch to Wi-Fi.`
