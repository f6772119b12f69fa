/** The readings of the simulated glasses as the files that a program on them reads. */
import { capOf, clockOf, utilisations } from './clocks'
import { microamperes, microvolts } from './gauge'
import { clusters, systemMemoryKiB, totalMemoryKiB, type Cluster } from './identity'
import type { NodeFiles } from './node-files'
import { constants, sensedC, type Physical, type Reading, type Surroundings } from './physics'

const battery = '/sys/class/power_supply/battery', usb = '/sys/class/power_supply/usb'
/** Stands in for the host's `/proc/meminfo`. */
export const memoryFile = '/system/etc/meminfo'
const cpuFolder = '/sys/devices/system/cpu'
export const thermalZones = ['cpu-0-0-usr', 'battery', 'quiet-therm'] as const
/** Cores of a cluster share one clock, and so one folder, named after the first of them. */
const policyName = (cluster: Cluster): string => `policy${cluster.cpus[0]!}`
const policyFolder = (cluster: Cluster): string => `${cpuFolder}/cpufreq/${policyName(cluster)}`
const fastFirst = [...clusters].reverse().flatMap((c) => c.cpus)

/** What never changes. */
export function writeFixed(files: NodeFiles): void {
  const fixed: Record<string, string | number> = {
    [`${battery}/type`]: 'Battery', [`${battery}/present`]: 1, [`${battery}/technology`]: 'Li-ion', [`${battery}/health`]: 'Good',
    [`${battery}/charge_full`]: Math.round(constants.capacityAh * 1e6), [`${usb}/type`]: 'USB', [`${usb}/present`]: 1,
    [`${cpuFolder}/possible`]: '0-7', [`${cpuFolder}/present`]: '0-7', [`${cpuFolder}/online`]: '0-7'
  }
  thermalZones.forEach((type, i) => { fixed[`/sys/class/thermal/thermal_zone${i}/type`] = type })
  for (const cluster of clusters) {
    const folder = policyFolder(cluster)
    fixed[`${folder}/scaling_governor`] = 'schedutil'
    fixed[`${folder}/related_cpus`] = fixed[`${folder}/affected_cpus`] = cluster.cpus.join(' ')
    fixed[`${folder}/scaling_available_frequencies`] = cluster.kHz.join(' ')
    fixed[`${folder}/cpuinfo_min_freq`] = fixed[`${folder}/scaling_min_freq`] = cluster.kHz[0]!
    fixed[`${folder}/cpuinfo_max_freq`] = cluster.kHz[cluster.kHz.length - 1]!
    for (const cpu of cluster.cpus) files.link(`${cpuFolder}/cpu${cpu}/cpufreq`, `../cpufreq/${policyName(cluster)}`)
  }
  for (const [file, value] of Object.entries(fixed)) files.set(file, value)
}

/** What the fuel gauge tells. */
export function writeGauge(files: NodeFiles, { charge, batteryC }: Physical, { currentA, voltageV }: Reading, around: Surroundings): void {
  files.set(`${battery}/current_now`, microamperes(currentA))
  files.set(`${battery}/voltage_now`, microvolts(voltageV))
  files.set(`${battery}/charge_counter`, Math.round(charge * constants.capacityAh * 1e6))
  files.set(`${battery}/capacity`, Math.round(charge * 100))
  files.set(`${battery}/temp`, Math.round(batteryC * 10))
  files.set(`${battery}/status`, !around.charging ? 'Discharging' : charge > 0.99 ? 'Full' : 'Charging')
  files.set(`${usb}/online`, around.charging ? 1 : 0)
}

/** Temperatures in steps of 0.1 °C, clocks and memory. @param bytes that the device's processes hold */
export function writeState(files: NodeFiles, state: Physical, { speed, busyCores }: Reading, around: Surroundings, bytes: number): void {
  const socC = sensedC(state, around)
  // The outside is warmed by the processor and lies between it and the air.
  const zones: Record<(typeof thermalZones)[number], number> = { 'cpu-0-0-usr': socC, battery: state.batteryC, 'quiet-therm': (socC + constants.ambientC) / 2 }
  thermalZones.forEach((type, i) => files.set(`/sys/class/thermal/thermal_zone${i}/temp`, Math.round(zones[type] * 10) * 100))
  const busy = utilisations(busyCores, speed, fastFirst)
  for (const cluster of clusters) {
    const kHz = clockOf(cluster, Math.max(...cluster.cpus.map((cpu) => busy.get(cpu) ?? 0)), speed)
    files.set(`${policyFolder(cluster)}/scaling_cur_freq`, kHz)
    files.set(`${policyFolder(cluster)}/scaling_max_freq`, capOf(cluster, speed))
  }
  const free = Math.max(0, totalMemoryKiB - systemMemoryKiB - Math.round(bytes / 1024))
  const lines = [['MemTotal', totalMemoryKiB], ['MemFree', free], ['MemAvailable', free]] as const
  files.set(memoryFile, lines.map(([name, kiB]) => `${`${name}:`.padEnd(15)}${String(kiB).padStart(9)} kB`).join('\n'))
}
