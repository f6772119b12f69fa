/** From the cable to Wi-Fi: the device is told to listen, and is connected to once it does. */
import { setTimeout as wait } from 'node:timers/promises'
import type { DeviceHost } from './transport'

/** The device's adbd ends and starts anew: glasses take some seconds, and refuse until then. */
const listensWithinMs = 15_000, againMs = 300

/**
 * @param port on which it is to listen
 * @returns its serial on Wi-Fi; null where its address is not known, though it listens. Throws what `connect` and `tcpip` throw, AbortError
 */
export async function switchToWifi(host: DeviceHost, serial: string, port: number, signal?: AbortSignal): Promise<string | null> {
  const address = await host.tcpip(serial, port), end = performance.now() + listensWithinMs
  if (address === null) return null
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await host.connect(address)
    } catch (error) {
      if (performance.now() > end) throw error
    }
    await wait(againMs, undefined, { signal })
  }
}
