/** Waits until a device can be used: adb's server needs a moment to find those that are there. */
import type { Device } from '@shared/device/device'
import { StudioError } from '@shared/errors'
import { stateProblem } from './adb/errors'
import type { DeviceHost } from './transport'

/**
 * @param found picks from the list; called at each change
 * @returns the last list, as soon as `found` is satisfied or `ms` are over. Throws what keeps adb from listing, AbortError
 */
export function waitForDevices(host: DeviceHost, found: (devices: Device[]) => boolean, ms: number, signal?: AbortSignal): Promise<Device[]> {
  return new Promise((resolve, reject) => {
    let last: Device[] | null = null, problem: Error | null = null
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      stop()
      settle()
    }
    const abort = (): void => end(() => reject(signal?.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError')))
    const timer = setTimeout(() => end(() => (last ? resolve(last) : reject(problem ?? new StudioError('device', 'adb does not answer', { fix: 'Run "adb devices" to see why.' })))), ms)
    const stop = host.follow((devices) => {
      last = devices
      if (found(devices)) end(() => resolve(devices))
    }, (error) => {
      problem = error
      // It will not be better in a moment.
      if (last === null) end(() => reject(error))
    })
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort, { once: true })
  })
}

/** @param serial null takes the only one that is ready. Throws `device` or `unplugged`, with what to do, where it is not ready within `ms`. */
export async function waitForDevice(host: DeviceHost, serial: string | null, ms: number, signal?: AbortSignal): Promise<Device> {
  const devices = await waitForDevices(host, (list) => list.some((d) => d.state === 'ready' && (serial === null || d.serial === serial)), ms, signal)
  if (serial !== null) {
    const device = devices.find((d) => d.serial === serial), problem = stateProblem(serial, device)
    if (device && !problem) return device
    throw problem ?? new StudioError('internal', 'A device without a state')
  }
  const ready = devices.filter((d) => d.state === 'ready')
  if (ready.length === 1) return ready[0]!
  if (ready.length > 1) throw new StudioError('usage', 'Several devices are connected', { why: ready.map((d) => d.serial).join(', '), fix: 'Name one with --device.' })
  const [first] = devices
  throw (first && stateProblem(first.serial, first)) ?? new StudioError('device', 'No device is connected', { fix: 'Connect one with a cable and allow USB debugging, or "adb connect" its address.' })
}
