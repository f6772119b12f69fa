/** Processor cores and their clocks. */
import type { Capabilities, Source } from '@shared/device/capabilities'
import type { DeviceTransport } from '../transport'
import { byFolder, readNodes, required, whole, type Node } from './nodes'

const folder = '/sys/devices/system/cpu'

export interface Clocks { cores: Capabilities['cores']; sources: Source[]; governor: string | null; denied: boolean }

export async function readClocks(device: DeviceTransport, signal?: AbortSignal): Promise<Clocks> {
  const nodes = await readNodes(device, folder, 'cpu[0-9]*/cpufreq', ['cpuinfo_max_freq', 'scaling_cur_freq', 'scaling_governor', 'related_cpus'], signal)
  // The folder of a node is `cpufreq` for all of them: they are told apart by the one above.
  const cpus = byFolder(nodes.map((n) => ({ ...n, path: n.path.replace('/cpufreq/', '/') })))
  const count = coreCount(await required(device, `echo "present=$(cat ${folder}/present 2>/dev/null)"; grep "^cpu[0-9]" /proc/stat`, signal))
  const of = (cpu: number): Map<string, Node> | undefined => cpus.get(`cpu${cpu}`)
  const numbers = Array.from({ length: count }, (_, cpu) => cpu)
  const groups = new Map<string, number[]>()
  for (const cpu of numbers) {
    if (whole(of(cpu)?.get('scaling_cur_freq')) === null) continue
    const key = of(cpu)?.get('related_cpus')?.value ?? String(cpu)
    groups.set(key, [...(groups.get(key) ?? []), cpu])
  }
  return {
    cores: numbers.map((cpu) => {
      const kHz = whole(of(cpu)?.get('cpuinfo_max_freq'))
      return { cpu, maxGHz: kHz === null ? null : kHz / 1e6 }
    }),
    // Cores of one group share a clock: it is read once.
    sources: [...groups.values()].map((group) => ({
      id: `cpu${group[0]!}.clock`, path: `${folder}/cpu${group[0]!}/cpufreq/scaling_cur_freq`, kind: 'frequency', unit: 'GHz', scale: 1e-6,
      label: group.length > 1 ? `cores ${group[0]!}–${group.at(-1)!}` : `core ${group[0]!}`
    })),
    governor: numbers.map((cpu) => of(cpu)?.get('scaling_governor')?.value).find((g) => g !== undefined && g !== null) ?? null,
    denied: nodes.some((n) => n.path.endsWith('scaling_cur_freq') && n.problem !== null)
  }
}

/** `present` counts cores that sleep, too: `0-7`; /proc/stat is there on every kernel. */
function coreCount(text: string): number {
  const last = /^present=(?:\S*[-,])?(\d+)$/m.exec(text)?.[1]
  return last === undefined ? text.trim().split('\n').length - 1 : Number(last) + 1
}
