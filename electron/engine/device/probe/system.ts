/** Memory, storage, battery as Android tells it, tracing, and the network. */
import type { Capabilities } from '@shared/device/capabilities'
import type { DeviceTransport } from '../transport'
import { optional, required } from './nodes'

/** Everything of ours on a device lies below this folder, which adb's shell may write to and execute from. */
export const workFolder = '/data/local/tmp'

export async function readMemory(device: DeviceTransport, signal?: AbortSignal): Promise<Capabilities['memory']> {
  const text = await required(device, 'cat /proc/meminfo', signal)
  const kib = (name: string): number | null => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) || null
  const total = kib('MemTotal'), free = kib('MemAvailable') ?? kib('MemFree')
  return total === null || free === null ? null : { totalBytes: total * 1024, freeBytes: free * 1024 }
}

export interface Storage { path: string; freeBytes: number; writable: boolean }

/** Long names of file systems push the numbers to a line of their own: they are counted from the end. */
export async function readStorage(device: DeviceTransport, signal?: AbortSignal): Promise<Storage | null> {
  const text = await optional(device, `df -k ${workFolder}; [ -w ${workFolder} ] && echo writable; true`, signal)
  const free = /\s(\d+)\s+\d+%\s+\S+\s*$/m.exec(text ?? '')?.[1]
  return text === null || free === undefined ? null : { path: workFolder, freeBytes: Number(free) * 1024, writable: /^writable$/m.test(text) }
}

export interface Battery { level: number | null; temperatureC: number | null; status: string; charging: boolean | null; external: boolean | null }

const statuses: Record<string, string> = { 1: 'Unknown', 2: 'Charging', 3: 'Discharging', 4: 'Not charging', 5: 'Full' }

export function parseBattery(text: string): Battery {
  const value = (name: string): string | null => new RegExp(`^\\s*${name}: (\\S+)`, 'm').exec(text)?.[1] ?? null
  const number = (name: string): number | null => (value(name) === null ? null : Number(value(name)))
  const level = number('level'), scale = number('scale') ?? 100, tenths = number('temperature')
  const status = statuses[value('status') ?? ''] ?? 'Unknown'
  const powered = [...text.matchAll(/^\s*(?:AC|USB|Wireless|Dock) powered: (true|false)/gm)].map((m) => m[1] === 'true')
  return {
    level: level === null ? null : Math.round((level / scale) * 100), temperatureC: tenths === null ? null : tenths / 10, status,
    charging: status === 'Unknown' ? null : status === 'Charging', external: powered.length > 0 ? powered.includes(true) : null
  }
}

export async function readBattery(device: DeviceTransport, signal?: AbortSignal): Promise<Battery | null> {
  const text = await optional(device, 'dumpsys battery 2>&1', signal)
  return text !== null && /level:/.test(text) ? parseBattery(text) : null
}

/** Whether the tracing program is there, and whether its service runs. */
export async function readPerfetto(device: DeviceTransport, signal?: AbortSignal): Promise<{ there: boolean; enabled: boolean }> {
  const text = await optional(device, 'command -v perfetto >/dev/null 2>&1 && echo there; echo "traced=$(getprop persist.traced.enable)"', signal)
  return { there: /^there$/m.test(text ?? ''), enabled: /^traced=1$/m.test(text ?? '') }
}

/** Whether there is something to try: from Android 11 on the service always runs, before that where it is switched on. */
export const perfettoRuns = ({ there, enabled }: { there: boolean; enabled: boolean }, sdk: number | null): boolean => there && (sdk ?? 0) >= 29 && ((sdk ?? 0) >= 30 || enabled)
