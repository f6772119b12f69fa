/** `devices`: what adb lists, and what to do about those that cannot be used. */
import type { DevicesDocument } from '@shared/cli/device-documents'
import type { Device } from '@shared/device/device'
import { errorLine, StudioError } from '@shared/errors'
import { stateProblem } from '../engine/device/adb/errors'
import { openDeviceHost } from '../engine/device/host'
import { waitForDevices } from '../engine/device/waiting'
import { interruption, print, printJson } from './terminal'

/** A server that was just started needs this long to find what hangs on its cables. */
const settlingMs = 1500

export async function devicesCommand({ json }: { json?: boolean }): Promise<void> {
  const signal = interruption(), host = openDeviceHost()
  try {
    const adb = await host.info()
    if (adb.problem) throw new StudioError('device', adb.problem.message, { why: adb.problem.why, fix: adb.problem.fix })
    const devices = await waitForDevices(host, (list) => list.length > 0 && list.every((d) => d.state !== 'connecting'), settlingMs, signal)
    const document: DevicesDocument = { adb, devices: devices.map((d) => ({ ...d, problem: problemOf(d) })) }
    if (json) return printJson(document)
    print(`adb ${adb.version ?? ''} at ${adb.path ?? ''}, port ${adb.port}`)
    if (devices.length === 0) print('No device. Connect one with a cable and allow USB debugging, or "adb connect" its address.')
    for (const d of document.devices) print(`${d.serial.padEnd(24)} ${d.state.padEnd(12)} ${d.link === 'usb' ? 'cable' : 'network'}  ${d.model ?? ''}${d.simulated ? '  SIMULATED' : ''}${d.problem === null ? '' : `\n  ${d.problem}`}`)
  } finally {
    await host.close()
  }
}

function problemOf(device: Device): string | null {
  const problem = stateProblem(device.serial, device)
  return problem && errorLine(problem.value)
}
