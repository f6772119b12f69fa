/** Power supplies of a device: what can be sampled, and which of them is the battery's gauge. */
import type { Source } from '@shared/device/capabilities'
import type { DeviceTransport } from '../transport'
import { byFolder, readNodes, whole, type Node } from './nodes'

export const supplyFolder = '/sys/class/power_supply'
const files = ['type', 'status', 'online', 'present', 'capacity', 'temp', 'current_now', 'voltage_now', 'power_now', 'charge_counter', 'input_current_now', 'constant_charge_current_max', 'update_interval']

export interface Supply { name: string; type: string; status: string | null; online: boolean | null; nodes: Map<string, Node> }

export async function readSupplies(device: DeviceTransport, signal?: AbortSignal): Promise<Supply[]> {
  const folders = byFolder(await readNodes(device, supplyFolder, '*', files, signal))
  return [...folders].map(([name, nodes]) => {
    const online = whole(nodes.get('online'))
    return { name, nodes, type: nodes.get('type')?.value ?? '', status: nodes.get('status')?.value ?? null, online: online === null ? null : online !== 0 }
  })
}

const reading = (s: Supply, file: string): boolean => whole(s.nodes.get(file)) !== null

/** Names that the kernel's drivers give the battery itself, before other things that look like one. */
const rank = (s: Supply): number => (s.name === 'battery' ? 0 : s.type === 'Battery' ? 1 : s.name === 'bms' ? 2 : s.type === 'BMS' ? 3 : 4)

/** The one supply whose current and voltage are the battery's; others on the same rail are never added to it. */
export function gaugeSupply(supplies: readonly Supply[]): Supply | null {
  const able = supplies.filter((s) => rank(s) < 4 && reading(s, 'current_now') && reading(s, 'voltage_now'))
  return able.sort((a, b) => rank(a) - rank(b))[0] ?? null
}

type Unit = Pick<Source, 'kind' | 'unit' | 'scale'> & { word: string }
/** As the kernel's documentation of the class has it: µA, µV, µW, µAh, tenths of a degree. */
const units: Record<string, Unit> = {
  current_now: { kind: 'current', unit: 'A', scale: 1e-6, word: 'current' }, voltage_now: { kind: 'voltage', unit: 'V', scale: 1e-6, word: 'voltage' },
  power_now: { kind: 'power', unit: 'W', scale: 1e-6, word: 'power' }, charge_counter: { kind: 'charge', unit: 'Ah', scale: 1e-6, word: 'charge' },
  capacity: { kind: 'level', unit: '%', scale: 1, word: 'level' }, temp: { kind: 'temperature', unit: '°C', scale: 0.1, word: 'temperature' }
}

/** What the kernel's documentation of the class lets a battery say. */
const statusWords = ['Unknown', 'Charging', 'Discharging', 'Not charging', 'Full']

/** Whether the gauge's battery is charged: read along with its current, since a cable may come or go within a run. */
export function statusSource(gauge: Supply | null): Source[] {
  if (!gauge || !statusWords.includes(gauge.status ?? '')) return []
  return [{ id: `${gauge.name}.status`, path: `${supplyFolder}/${gauge.name}/status`, kind: 'status', unit: '', scale: 1, label: `${gauge.name} status`, words: statusWords }]
}

/** @param currentScale of the gauge, where its readings are not in µA */
export function supplySources(supplies: readonly Supply[], gauge: Supply | null, currentScale: number): Source[] {
  return supplies.flatMap((s) => Object.entries(units).flatMap(([file, { word, ...unit }]) => {
    const value = whole(s.nodes.get(file))
    if (value === null) return []
    const scale = file === 'current_now' && s === gauge ? currentScale : file === 'voltage_now' ? voltageScale(value) : unit.scale
    return [{ id: `${s.name}.${file}`, path: `${supplyFolder}/${s.name}/${file}`, ...unit, scale, label: `${s.name} ${word}` }]
  }))
}

/** No cell has less than 0.1 V and no supply more than 100 V: a smaller number is in mV. */
const voltageScale = (value: number): number => (value !== 0 && Math.abs(value) < 100_000 ? 1e-3 : 1e-6)
