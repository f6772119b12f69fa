/** Runs for the tests of the store: what a runner would say, at any length. */
import type { Capabilities } from '@shared/device/capabilities'
import { planSchema, presets } from '@shared/device/plan'
import type { Line } from '@shared/trace/stream'
import type { RunMeta } from '../../electron/engine/store/store'

const { label: _label, about: _about, ...quick } = presets.quick
const variant = (id: string, label: string, settings: object) => ({ id, label, model: 0, settings })

export const capabilities: Capabilities = {
  device: { serial: '127.0.0.1:6001', state: 'ready', link: 'tcp', model: 'M4000', simulated: true }, probedAt: '2026-01-01T00:00:00.000Z',
  identity: { manufacturer: 'Vuzix', model: 'M4000', android: '11', sdk: 30, soc: 'XR1', abi: 'arm64-v8a', m4000: true },
  cores: [{ cpu: 0, maxGHz: 2.5 }], memory: null, storage: null, battery: null,
  sources: [
    { id: 'current', path: '/sys/class/power_supply/battery/current_now', kind: 'current', unit: 'A', scale: 1e-6, label: 'Battery current' },
    { id: 'voltage', path: '/sys/class/power_supply/battery/voltage_now', kind: 'voltage', unit: 'V', scale: 1e-6, label: 'Battery voltage' },
    { id: 'zone0', path: '/sys/class/thermal/thermal_zone0/temp', kind: 'temperature', unit: '°C', scale: 1e-3, label: 'cpu' }
  ],
  gauge: { current: 'current', voltage: 'voltage', refreshHz: 4, stepA: 488.281e-6, dischargeSign: -1 }, perfetto: null,
  features: ['shell_v2'], checks: [], energy: { source: 'gauge', standing: 'simulated', reason: 'simulated' }, unverified: []
}

export const meta: RunMeta = {
  plan: planSchema.parse({ ...quick, variants: [variant('static', 'Static', { static: true }), variant('adaptive', 'Adaptive', {})] }),
  capabilities,
  models: [{ name: 'nano', file: '/models/nano.pth', hash: 'abc' }],
  images: [{ id: 'a', path: '/images/a.png' }, { id: 'b', path: '/images/b.png' }]
}

/** The runner's start, one hour after the device's. */
export const start = 3_600e9
export const environment = (at = start, sources = ['current', 'voltage', 'zone0']): Line => ({
  t: 'environment', at, runner: '1', node: '22', onnxruntime: '1', platform: 'linux', arch: 'arm64', cores: 4, kernel: '4.9', threads: 2, sources
})
export const sample = (at: number, values: (number | null)[]): Line => ({ t: 'sample', at, values })
export const inference = (at: number, ms: number, more: Partial<Extract<Line, { t: 'inference' }>> = {}): Line => ({
  t: 'inference', variant: 'static', image: 0, round: 0, slot: 0, start: at, end: at + Math.round(ms * 1e6), route: '1101', macs: 1e9, warm: false, ...more
})
export const phase = (edge: 'begin' | 'end', at: number, name: Extract<Line, { t: 'phase' }>['phase'] = 'slot', variantId: string | null = 'static'): Line => ({
  t: 'phase', phase: name, edge, at, slot: name === 'slot' ? 0 : null, round: name === 'slot' ? 0 : null, variant: variantId
})
export const done = (at: number, inferences: number): Line => ({ t: 'done', at, inferences, stopped: false })
