/** Waiting for a device that went away. */
import type { DeviceHost } from '../transport'

/** @returns true when it is ready again within so many seconds; false after that, or when aborted */
export function untilReady(host: DeviceHost, serial: string, seconds: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    let stop = (): void => undefined
    const settle = (back: boolean): void => {
      clearTimeout(timer)
      stop()
      signal.removeEventListener('abort', giveUp)
      resolve(back)
    }
    const giveUp = (): void => settle(false)
    const timer = setTimeout(giveUp, seconds * 1000)
    signal.addEventListener('abort', giveUp, { once: true })
    // adb itself may be gone for a moment: following goes on and tells when there are devices again.
    stop = host.follow((devices) => { if (devices.some((d) => d.serial === serial && d.state === 'ready')) settle(true) }, () => undefined)
  })
}
