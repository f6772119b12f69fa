/** What each finding makes possible, and what it forbids. */
import type { CapabilityCheck } from '@shared/device/capabilities'
import { counterInfo, isRail, isWholeRail } from '@shared/device/counters'
import { counted } from '@shared/trace/words'
import { energyOf } from './energy'
import { charging, onExternalPower, type Findings } from './findings'
import { gaugeCheck } from './gauge-check'
import { sampledZones, usable } from './thermal'

type Check = (f: Findings) => CapabilityCheck

/** One builder for all: state, detail, what it allows, what it forbids. */
export const check = (id: CapabilityCheck['id'], label: string, state: CapabilityCheck['state'], detail: string, allows: string, forbids: string | null = null): CapabilityCheck => ({ id, label, state, detail, allows, forbids })

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const shell: Check = ({ features }) => features.includes('shell_v2')
  ? check('shell', 'Shell', 'yes', 'v2, exit codes', 'Commands with exit codes and separate errors; a cancelled command ends on the device.')
  : check('shell', 'Shell', 'look', 'old protocol', 'Commands; exit codes are found with a mark in the output.', 'Errors cannot be told from output.')

const runnerMachines: Record<string, string> = { aarch64: 'arm64', x86_64: 'x86-64' }
const oldestKernel = [4, 9] as const

const runner: Check = ({ who, storage }) => {
  const machine = runnerMachines[who.machine], allows = 'Models run on the device, with latency per inference.', none = 'No model can run on this device.'
  if (machine === undefined) return check('runner', 'Runner', 'no', `no runner for ${who.machine || who.identity.abi}`, allows, none)
  if (storage !== null && !storage.writable) return check('runner', 'Runner', 'no', `${storage.path} is closed`, allows, none)
  const [major = 0, minor = 0] = who.kernel.split('.').map((n) => Number.parseInt(n, 10))
  const old = major < oldestKernel[0] || (major === oldestKernel[0] && minor < oldestKernel[1])
  return old ? check('runner', 'Runner', 'look', `${machine}, Linux ${who.kernel}`, allows, 'The runner was tried from Linux 4.9 on; here it may not start.') : check('runner', 'Runner', 'yes', `${machine}, can be pushed`, allows)
}

const clock: Check = ({ clocks }) => {
  const allows = 'Clock beside latency: throttling and a changed governor are seen.', none = 'Throttling shows in latency and temperature only.'
  if (clocks.sources.length > 0) return check('clock', 'CPU clock', 'yes', `${clocks.cores.length} cores${clocks.governor === null ? '' : `, ${clocks.governor}`}`, allows)
  return check('clock', 'CPU clock', 'no', clocks.denied ? 'denied' : 'not offered', allows, none)
}

const thermal: Check = ({ thermal: { zones, service } }) => {
  const readable = zones.filter(usable).length, allows = 'Temperature curves, cooling down between rounds, thermal drift in the verdict.'
  if (readable > 0) return check('thermal', 'Temperature', 'yes', readable > sampledZones ? `${sampledZones} of ${readable} zones` : `${readable} ${readable === 1 ? 'zone' : 'zones'}`, allows)
  const lack = 'No temperature curve, no cooling down by temperature, no verdict on thermal drift.'
  if (service.length > 0) return check('thermal', 'Temperature', 'look', `${service.length} by dumpsys only`, 'Single readings, by hand.', lack)
  return check('thermal', 'Temperature', 'no', zones.some((z) => z.problem !== null) ? 'denied' : 'not offered', allows, lack)
}

const energy: Check = (f) => {
  const { source, standing, reason } = energyOf(f), allows = 'Energy per slot, and per inference where the gauge is fast enough.'
  if (standing === 'refused') return check('energy', 'Energy source', 'no', source === 'none' ? 'none' : `${source}, refused`, allows, reason)
  return check('energy', 'Energy source', standing === 'simulated' ? 'yes' : 'look', `${source}, ${standing}`, allows, standing === 'simulated' ? null : reason)
}

const battery: Check = (f) => {
  const level = f.battery?.level ?? null, allows = 'Level before and after a run.'
  if (level === null) return check('battery', 'Battery', 'no', 'unknown', allows, 'A run may end with an empty battery.')
  return level < 20 ? check('battery', 'Battery', 'look', `${level} %`, allows, 'A long run may end with an empty battery; some devices slow down below 20 %.') : check('battery', 'Battery', 'yes', `${level} %`, allows)
}

const charge: Check = (f) => {
  const now = charging(f), allows = 'The gauge sees what the device uses.'
  if (now === null) return check('charging', 'Charging', 'look', 'unknown', allows, 'Whether external power falsifies energy cannot be told.')
  if (now) return check('charging', 'Charging', 'look', 'charging', 'Latency, temperature and clocks.', 'No energy from the gauge, and charging warms the device: take power away and connect over Wi-Fi.')
  if (onExternalPower(f)) return check('charging', 'Charging', 'look', 'external power', 'Latency, temperature and clocks.', 'The gauge may miss what external power feeds.')
  return check('charging', 'Charging', 'yes', 'on battery', allows)
}

const perfetto: Check = ({ perfetto: p, who }) => {
  const allows = 'Battery counters and rails from android.power in a system trace.', sdk = who.identity.sdk ?? 0
  if (!p.there || sdk < 29) return check('perfetto', 'Perfetto power', 'no', p.there ? 'needs Android 10' : 'not offered', allows, 'No power rails; energy comes from the gauge or an external meter.')
  if (sdk < 30 && !p.enabled) return check('perfetto', 'Perfetto power', 'look', 'switched off', allows, 'Needs "adb shell setprop persist.traced.enable 1" first.')
  if (p.trial === null || p.trial.problem !== null) return check('perfetto', 'Perfetto power', 'no', 'offered, but records nothing', allows, p.trial?.problem ?? 'It was not tried.')
  const rails = p.trial.counters.filter((c) => isRail(c.id)), battery = p.trial.counters.length - rails.length, whole = rails.find((c) => isWholeRail(c.id))
  const detail = [battery > 0 && counted(battery, 'battery counter'), rails.length > 0 && counted(rails.length, 'rail')].filter((d) => d !== false).join(', ')
  if (whole) return check('perfetto', 'Perfetto power', 'yes', detail, `${allows} Energy of the whole device from the ${counterInfo(whole.id).label}.`, 'Rails lie behind one another and are never summed.')
  return check('perfetto', 'Perfetto power', 'yes', detail, allows, `${rails.length > 0 ? 'No rail is known to feed the whole device: rails are shown and tell no energy per inference. ' : ''}Battery counters have the gauge's error.`)
}

/** The runner and its libraries take about 115 MB; the rest is for a model and its images. */
const enough = 500e6, least = 200e6

const storage: Check = ({ storage: s }) => {
  const allows = 'Runner, models and images on the device.'
  if (s === null) return check('storage', 'Free space', 'look', 'unknown', allows, 'A push may fill the device.')
  if (s.freeBytes < least) return check('storage', 'Free space', 'no', gigabytes(s.freeBytes), allows, 'Runner and model need some 200 MB: free some space.')
  return check('storage', 'Free space', s.freeBytes < enough ? 'look' : 'yes', gigabytes(s.freeBytes), allows, s.freeBytes < enough ? 'Large models and many images do not fit.' : null)
}

const memory: Check = ({ memory: m }) => {
  const allows = 'Models in memory without pushing others out.'
  if (m === null) return check('memory', 'Memory', 'look', 'unknown', allows, 'A large model may be ended by the system.')
  const detail = `${gigabytes(m.freeBytes)} of ${gigabytes(m.totalBytes)} free`
  return m.freeBytes < 700e6 ? check('memory', 'Memory', 'look', detail, allows, 'A large model may be ended by the system: close other apps.') : check('memory', 'Memory', 'yes', detail, allows)
}

const wifi: Check = ({ device, address }) => {
  const allows = 'A run without a cable, so that no USB power falsifies energy.'
  if (device.link === 'tcp') return check('wifi', 'Wireless adb', 'yes', 'connected by network', allows)
  return address !== null ? check('wifi', 'Wireless adb', 'yes', address, allows) : check('wifi', 'Wireless adb', 'no', 'no Wi-Fi address', allows, 'The cable stays, and feeds the device: join a Wi-Fi network on the device first.')
}

const all: readonly Check[] = [shell, runner, clock, thermal, gaugeCheck, energy, battery, charge, perfetto, storage, memory, wifi]

export const checksOf = (f: Findings): CapabilityCheck[] => all.map((c) => c(f))
