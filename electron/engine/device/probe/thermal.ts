/** Temperatures: zones that can be sampled, or what Android's own service says where they are denied. */
import type { Source } from '@shared/device/capabilities'
import type { DeviceTransport } from '../transport'
import { byFolder, optional, readNodes, whole } from './nodes'

export const thermalFolder = '/sys/class/thermal'

export interface Zone { name: string; type: string; celsius: number | null; scale: number; problem: string | null }
export interface Thermal { zones: Zone[]; service: { name: string; celsius: number }[] }

export async function readThermal(device: DeviceTransport, signal?: AbortSignal): Promise<Thermal> {
  const folders = byFolder(await readNodes(device, thermalFolder, 'thermal_zone*', ['type', 'temp'], signal))
  const zones = [...folders].map(([name, nodes]) => {
    const raw = whole(nodes.get('temp'))
    // Millidegrees by the kernel's documentation; some drivers give degrees.
    const scale = raw !== null && Math.abs(raw) < 200 ? 1 : 1e-3
    return { name, type: nodes.get('type')?.value ?? name, celsius: raw === null ? null : raw * scale, scale, problem: nodes.get('temp')?.problem ?? nodes.get('type')?.problem ?? null }
  })
  const service = zones.some(usable) ? [] : parseThermalService((await optional(device, 'dumpsys thermalservice 2>&1', signal)) ?? '')
  return { zones, service }
}

/** `Temperature{mValue=33.1, mType=3, mName=skin, mStatus=0}`; the current readings come last, and stand for cached ones of the same name. */
export function parseThermalService(text: string): Thermal['service'] {
  const all = [...text.matchAll(/Temperature\{mValue=(-?[\d.]+),[^}]*mName=([^,}]+)/g)].map((m) => ({ name: m[2]!.trim(), celsius: Number(m[1]) }))
  return [...new Map(all.map((t) => [t.name, t])).values()].filter((t) => plausible(t.celsius))
}

/** Sensors that are switched off say 0, −40 or −273. */
const plausible = (celsius: number): boolean => celsius > 1 && celsius < 130
export const usable = (z: Zone): boolean => z.celsius !== null && plausible(z.celsius)

/** Sampling all of some sixty zones would cost more than it tells: the processor's and the case's come first. */
export const sampledZones = 8
const order = [/skin|quiet|case|shell/i, /^(cpu|soc|tsens|ap)|cpu/i, /gpu/i, /batt/i, /xo|pm|pa|ddr|mem/i]
const rank = (z: Zone): number => (order.findIndex((p) => p.test(z.type)) + order.length + 1) % (order.length + 1)

export function thermalSources({ zones }: Thermal): Source[] {
  const picked = zones.filter(usable).map((z, i) => ({ z, i })).sort((a, b) => rank(a.z) - rank(b.z) || a.i - b.i).slice(0, sampledZones)
  return picked.map(({ z }) => ({ id: `thermal.${z.name}`, path: `${thermalFolder}/${z.name}/temp`, kind: 'temperature', unit: '°C', scale: z.scale, label: z.type }))
}
