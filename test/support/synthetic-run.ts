/** A run of known truth: the lines a runner would write, and the power that was really drawn, at every instant. */
import type { Capabilities, Source } from '../../shared/device/capabilities'
import { planSchema, presets, type Plan } from '../../shared/device/plan'
import { schedule } from '../../shared/device/schedule'
import { settingsSchema } from '../../shared/policy/settings'
import { seedOf, uniform } from '../../shared/policy/noise'
import type { Line } from '../../shared/trace/stream'
import { Trace } from '../../shared/trace/trace'

export interface World {
  plan: Plan
  /** One route of the adaptive variants per image. */
  routes: string[]
  /** Seconds of an inference. */
  latency: (variant: string, image: number, time: number) => number
  /** Watts while a variant runs, idle, and in a burst. */
  busyW: Record<string, number>
  idleW: number
  burstW: number
  /** The gauge's updates per second and its noise, watts; 0 Hz is a frozen one. */
  gaugeHz: number
  /** From this second on the gauge holds its reading. */
  frozenFrom: number
  noiseW: number
  /** While it is not null the gauge shows this many watts, as a charger makes it. */
  chargerW: (time: number) => number | null
  /** Place of the battery's status among the words of its source; null leaves the source out. */
  status: ((time: number) => number) | null
  /** Sampled at `time`, seconds: hottest zone, °C, and clock, GHz. */
  temperature: (time: number) => number
  clock: (time: number) => number
  /** Ends the run before this slot, as an unplug does. */
  cutAt: number | null
  /** Starts the device's clock here, nanoseconds. */
  boot: number
}

export interface SyntheticRun { lines: Line[]; /** Watts by the run's seconds. */ wattsAt: (seconds: number) => number; /** Length of the run. */ seconds: number }

export const twoVariants = (more: Partial<Plan> = {}): Plan => planSchema.parse({
  ...presets.quick, rounds: 6, slotSeconds: 8, slotInferences: 20, idleSeconds: 8, images: null, markerSeconds: 3, ...more,
  variants: more.variants ?? [['static', 'Static'], ['adaptive', 'Adaptive']].map(([id, label]) => ({ id, label, model: 0, settings: settingsSchema.parse({}) }))
})

/** Static 60 ms at 2.4 W; adaptive 36 or 48 ms by route at 2.2 W; idle 1.1 W. */
export const world = (more: Partial<World> = {}): World => {
  const routes = more.routes ?? Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? '1111' : '1001'))
  return {
    plan: twoVariants(), routes, latency: (variant, image) => (variant === 'static' ? 0.06 : routes[image] === '1111' ? 0.048 : 0.036),
    busyW: { static: 2.4, adaptive: 2.2 }, idleW: 1.1, burstW: 3.4, gaugeHz: 5, frozenFrom: Infinity, noiseW: 0.02, chargerW: () => null, status: null, temperature: () => 35, clock: () => 1.8, cutAt: null, boot: 5e12, ...more
  }
}

export const sourceIds = ['current', 'voltage', 'zone0', 'cpu0'] as const

export const statusSource: Source = { id: 'status', path: '/s', kind: 'status', unit: '', scale: 1, label: 'Status', words: ['Unknown', 'Charging', 'Discharging', 'Not charging', 'Full'] }

export function syntheticRun(w: World): SyntheticRun {
  const lines: Line[] = [], pieces: { from: number; to: number; watts: number }[] = [], random = uniform(seedOf(w.plan.seed, 77))
  const ns = (t: number) => Math.round(w.boot + t * 1e9)
  let now = 0
  const during = (seconds: number, watts: number) => {
    pieces.push({ from: now, to: now + seconds, watts })
    now += seconds
  }
  const phase = (name: 'idle' | 'warm-up' | 'marker' | 'slot', run: () => void, slot: { slot: number; round: number; variant: string } | null = null) => {
    const at = { slot: slot?.slot ?? null, round: slot?.round ?? null, variant: slot?.variant ?? null }
    lines.push({ t: 'phase', phase: name, edge: 'begin', at: ns(now), ...at })
    run()
    if (w.cutAt === null || slot === null || slot.slot < w.cutAt) lines.push({ t: 'phase', phase: name, edge: 'end', at: ns(now), ...at })
  }
  const marker = () => {
    if (w.plan.markerSeconds === 0) return
    during(w.plan.markerSeconds / 2, w.idleW)
    phase('marker', () => during(w.plan.markerSeconds, w.burstW))
    during(w.plan.markerSeconds / 2, w.idleW)
  }
  const { slots, drawn } = schedule(w.plan, w.routes)
  lines.push({ t: 'environment', at: ns(0), runner: '1', node: '22', onnxruntime: '1', platform: 'linux', arch: 'arm64', cores: 8, kernel: '4.9', threads: 2, sources: w.status ? [...sourceIds, statusSource.id] : [...sourceIds] })
  during(0.5, w.idleW)
  if (w.plan.idleSeconds > 0) phase('idle', () => during(w.plan.idleSeconds, w.idleW))
  marker()
  const infer = (variant: string, image: number, at: { round: number; slot: number }, warm: boolean) => {
    const start = now
    during(w.latency(variant, drawn[image]!, now) * (1 + 0.02 * (random() - 0.5)), w.busyW[variant]!)
    lines.push({ t: 'inference', variant, image, ...at, start: ns(start), end: ns(now), route: variant === 'static' ? '1111' : w.routes[drawn[image]!]!, macs: 1e6, warm })
    during(0.0002, w.busyW[variant]!)
  }
  for (const v of w.plan.variants) phase('warm-up', () => { for (let i = 0; i < 5; i++) infer(v.id, 0, { round: -1, slot: -1 }, true) })
  for (const s of slots) {
    if (w.cutAt !== null && s.slot > w.cutAt) break
    phase('slot', () => {
      const begin = now
      for (let i = 0; now - begin < w.plan.slotSeconds || i < w.plan.slotInferences; i++) infer(s.variant, s.images[i % s.images.length]!, s, false)
    }, s)
  }
  if (w.cutAt === null) {
    marker()
    during(1, w.idleW)
  }
  const wattsAt = lookUp(pieces, w.idleW)
  lines.push(...sampled(w, now, (t) => w.chargerW(t) ?? wattsAt(t), ns))
  if (w.cutAt === null) lines.push({ t: 'done', at: ns(now), inferences: lines.filter((l) => l.t === 'inference').length, stopped: false })
  return { lines, wattsAt, seconds: now }
}

/** The gauge holds the mean of its last period. Its true voltage sags a little with the load. */
function sampled(w: World, seconds: number, wattsAt: (t: number) => number, ns: (t: number) => number): Line[] {
  const random = uniform(seedOf(w.plan.seed, 78)), lines: Line[] = [], step = 1 / w.plan.sampleHz
  let update = 0, held = 0
  for (let t = 0.001; t < seconds; t += step) {
    if (w.gaugeHz > 0 && t >= update && t < w.frozenFrom) {
      const period = 1 / w.gaugeHz
      held = Array.from({ length: 50 }, (_, k) => wattsAt(t - period * (k + 0.5) / 50)).reduce((a, b) => a + b, 0) / 50 + w.noiseW * (random() - 0.5)
      update = Math.floor(t * w.gaugeHz + 1) / w.gaugeHz
    }
    const volts = 3.9
    lines.push({ t: 'sample', at: ns(t), values: [held / volts, volts, w.temperature(t), w.clock(t), ...(w.status ? [w.status(t)] : [])] })
  }
  lines.push({ t: 'sampler', at: ns(seconds), samples: lines.length, cpuNs: 0.004 * seconds * 1e9, medianNs: 60_000, late: 0 })
  return lines
}

function lookUp(pieces: readonly { from: number; to: number; watts: number }[], outside: number): (t: number) => number {
  return (t) => {
    let low = 0, high = pieces.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pieces[middle]!.to <= t) low = middle + 1
      else high = middle
    }
    const p = pieces[low]
    return p && p.from <= t ? p.watts : outside
  }
}

export function traceOf(lines: readonly Line[]): Trace {
  const trace = new Trace()
  for (const line of lines) trace.add(line)
  return trace
}

export const capabilities = (more: Partial<Capabilities> = {}): Capabilities => ({
  device: { serial: 'x', state: 'ready', link: 'usb', model: 'M4000', simulated: false }, probedAt: '2026-01-01T00:00:00Z',
  identity: { manufacturer: 'Vuzix', model: 'M4000', android: '11', sdk: 30, soc: 'XR1', abi: 'arm64-v8a', m4000: true },
  cores: [{ cpu: 0, maxGHz: 1.8 }], memory: null, storage: null, battery: { level: 80, charging: false, temperatureC: 30, status: 'Discharging' },
  sources: [
    { id: 'current', path: '/c', kind: 'current', unit: 'A', scale: 1e-6, label: 'Current' }, { id: 'voltage', path: '/v', kind: 'voltage', unit: 'V', scale: 1e-6, label: 'Voltage' },
    { id: 'zone0', path: '/t', kind: 'temperature', unit: '°C', scale: 1e-3, label: 'Zone' }, { id: 'cpu0', path: '/f', kind: 'frequency', unit: 'GHz', scale: 1e-6, label: 'Clock' }
  ],
  gauge: { current: 'current', voltage: 'voltage', refreshHz: 5, stepA: 0.000488, dischargeSign: 1 }, perfetto: null, features: [], checks: [],
  energy: { source: 'gauge', standing: 'estimate', reason: 'the pack is not seen by the gauge' }, unverified: [], ...more
})
