/** `devices`: what adb lists, and what to do about those that cannot be used. */
import type { DevicesDocument } from '@shared/cli/device-documents'
import type { Device } from '@shared/device/device'
import { errorLine, StudioError } from '@shared/errors'
import { stateProblem } from '../engine/device/adb/errors'
import { openDeviceHost } from '../engine/device/host'
import { waitForDevice, waitForDevices } from '../engine/device/waiting'
import { switchToWifi } from '../engine/device/wifi-switch'
import { interruption, note, print, printJson, release } from './terminal'

/** A server that was just started needs this long to find what hangs on its cables. */
const settlingMs = 1500
/** What is named is waited for. */
const readyMs = 10_000
/** adb's own for the network. */
const wifiPort = 5555

/** @param wifi the device on a cable that is switched to Wi-Fi first */
export async function devicesCommand({ wifi, json }: { wifi?: string; json?: boolean }): Promise<void> {
  const signal = interruption(), host = openDeviceHost()
  try {
    const adb = await host.info()
    if (adb.problem) {
      if (json) printJson({ adb, devices: [] } satisfies DevicesDocument)
      throw new StudioError('device', adb.problem.message, { why: adb.problem.why, fix: adb.problem.fix })
    }
    if (wifi !== undefined) {
      await waitForDevice(host, wifi, readyMs, signal)
      const serial = await switchToWifi(host, wifi, wifiPort, signal)
      note(serial === null ? `${wifi} listens on port ${wifiPort} now. Its address could not be found: look it up in its Wi-Fi settings, and "adb connect" it.` : `Connected to ${serial}. The cable can be removed.`)
    }
    const devices = await waitForDevices(host, (list) => list.length > 0 && list.every((d) => d.state !== 'connecting'), settlingMs, signal)
    const document: DevicesDocument = { adb, devices: devices.map((d) => ({ ...d, problem: problemOf(d) })) }
    if (json) return printJson(document)
    print(`adb ${adb.version ?? ''} at ${adb.path ?? ''}, port ${adb.port}`)
    if (devices.length === 0) print('No device. Connect one with a cable and allow USB debugging, or "adb connect" its address.')
    for (const d of document.devices) print(`${d.serial.padEnd(24)} ${d.state.padEnd(12)} ${d.link === 'usb' ? 'cable' : 'network'}  ${d.model ?? ''}${d.simulated ? '  SIMULATED' : ''}${d.problem === null ? '' : `\n  ${d.problem}`}`)
  } finally {
    await release(host)
  }
}

function problemOf(device: Device): string | null {
  const problem = stateProblem(device.serial, device)
  return problem && errorLine(problem.value)
}
