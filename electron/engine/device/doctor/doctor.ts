/** Everything that can be found out about a device, as one document to send to whoever develops the studio. */
import os from 'node:os'
import { doctorDocumentSchema, type DoctorDocument } from '@shared/cli/device-documents'
import type { Device } from '@shared/device/device'
import { toErrorValue } from '@shared/errors'
import { studioVersion } from '../../version'
import { pairingAdvice } from '../adb/wifi'
import { examine, type Examination } from '../capabilities'
import { claiming } from '../claim'
import type { DeviceHost } from '../transport'
import { askAll } from './commands'
import { tryAll } from './trials'

export interface DoctorOptions { signal?: AbortSignal; onProgress?: (progress: { stage: string; done: number; total: number }) => void }

/** @param device ready, as adb lists it. What fails is told in the document; only a run that is under way on the device (`device`), and a cancellation (AbortError) are thrown. */
export const doctor = (host: DeviceHost, device: Device, options: DoctorOptions = {}): Promise<DoctorDocument> => claiming(host.open(device.serial), () => examined(host, device, options), options.signal)

async function examined(host: DeviceHost, device: Device, { signal, onProgress }: DoctorOptions): Promise<DoctorDocument> {
  const adb = await host.info(), transport = host.open(device.serial), problems: DoctorDocument['problems'] = []
  const attempt = async <T>(during: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work()
    } catch (error) {
      signal?.throwIfAborted()
      problems.push({ during, error: toErrorValue(error) })
      return null
    }
  }
  const staged = (stage: string) => (done: number, total: number) => onProgress?.({ stage, done, total })
  const found: Examination | null = await attempt('probe', () => examine(transport, device, { signal, onProgress }))
  const commands = await attempt('commands', () => askAll(transport, signal, staged('Asking in detail')))
  const trials = await attempt('trials', () => tryAll(transport, signal, staged('Trying')))
  const simulated = found?.capabilities.device.simulated ?? device.simulated
  return doctorDocumentSchema.parse({
    kind: 'adamtl-studio doctor', version: 1, at: new Date().toISOString(), studio: studioVersion, simulated,
    computer: { platform: process.platform, release: os.release(), arch: process.arch, node: process.versions.node },
    adb, pairing: pairingAdvice(adb.version), device: { ...device, simulated }, capabilities: found?.capabilities ?? null,
    gauge: { columns: ['phase', 'seconds', 'current', 'voltage'], rows: (found?.readings ?? []).map((r): [typeof r.phase, number, number, number] => [r.phase, r.seconds, r.current, r.voltage]) },
    commands: commands ?? [], trials: trials ?? [], problems
  } satisfies DoctorDocument)
}
