/** What a probe concludes from what devices say; the texts are as Android's services print them. */
import { describe, expect, it } from 'vitest'
import { batteryCounters, railId } from '@shared/device/counters'
import { conclude } from '../../../electron/engine/device/capabilities'
import type { Findings } from '../../../electron/engine/device/probe/findings'
import { analyseGauge, type GaugeReading } from '../../../electron/engine/device/probe/gauge-analysis'
import type { Node } from '../../../electron/engine/device/probe/nodes'
import { gaugeSupply, statusSource, supplySources, type Supply } from '../../../electron/engine/device/probe/supplies'
import { parseBattery } from '../../../electron/engine/device/probe/system'
import { parseThermalService, thermalSources, type Zone } from '../../../electron/engine/device/probe/thermal'

/** Readings 25 times a second of a gauge that is renewed `hz` times, with a little noise of whole steps. */
function readings({ hz = 4, idle = 300_000, burst = 700_000, step = 488, noise = 3, seconds = 4 } = {}): GaugeReading[] {
  let random = 1
  const next = (): number => (random = (random * 48271) % 2147483647) / 2147483647
  const values = new Map<number, number>()
  return Array.from({ length: 2 * seconds * 25 }, (_, i) => {
    const t = i / 25, phase = t < seconds ? 'idle' : 'burst', renewal = Math.floor(t * hz)
    const value = values.get(renewal) ?? Math.round(((phase === 'idle' ? idle : burst) / step) + (next() - 0.5) * 2 * noise) * step
    values.set(renewal, value)
    return { phase, seconds: 1000 + t, current: value, voltage: 4_000_000 }
  })
}

describe('the gauge', () => {
  it('tells its rate, step, sign and unit', () => {
    const facts = analyseGauge(readings({ noise: 8 }))
    expect(facts.refreshHz).toBeGreaterThan(3.4)
    expect(facts.refreshHz).toBeLessThanOrEqual(4.2)
    expect(facts).toMatchObject({ step: 488, dischargeSign: 1, scale: 1e-6, unit: 'µA' })
    expect(facts.readingsHz).toBeCloseTo(25, 0)
  })

  it('tells a negative discharge, and a charge that shrinks under load', () => {
    expect(analyseGauge(readings({ idle: -300_000, burst: -700_000 })).dischargeSign).toBe(-1)
    // Positive while it charges: less of it is left for the battery when the processor works.
    expect(analyseGauge(readings({ idle: 900_000, burst: 500_000 })).dischargeSign).toBe(-1)
  })

  it('claims no sign where idle and load look the same, and no rate where nothing changes', () => {
    expect(analyseGauge(readings({ burst: 300_000 })).dischargeSign).toBeNull()
    expect(analyseGauge(readings({ burst: 300_000, noise: 0 }))).toMatchObject({ refreshHz: null, step: null, dischargeSign: null })
    expect(analyseGauge([])).toMatchObject({ refreshHz: null, readingsHz: 0, unit: 'unknown' })
  })

  it('recognises milliamperes by their size', () => {
    expect(analyseGauge(readings({ idle: 300, burst: 700, step: 1 }))).toMatchObject({ scale: 1e-3, unit: 'mA', dischargeSign: 1 })
    expect(analyseGauge(readings({ idle: 3, burst: 5, step: 1, noise: 0 })).unit).toBe('unknown')
  })
})

const node = (path: string, value: string | null, problem: string | null = null): [string, Node] => [path.split('/').at(-1)!, { path, value, problem }]
const supply = (name: string, type: string, files: Record<string, string>): Supply => ({
  name, type, status: files.status ?? null, online: files.online === undefined ? null : files.online !== '0', nodes: new Map(Object.entries(files).map(([f, v]) => node(`/sys/class/power_supply/${name}/${f}`, v)))
})

describe('power supplies', () => {
  const bms = supply('bms', 'BMS', { current_now: '1', voltage_now: '4000000' }), battery = supply('battery', 'Battery', { current_now: '-412000', voltage_now: '4123000', capacity: '87', temp: '312' })
  const usb = supply('usb', 'USB', { online: '1', current_now: '500000', voltage_now: '5000000' })

  it('hold one gauge, by name and kind, and never a charger', () => {
    expect(gaugeSupply([usb, bms, battery])?.name).toBe('battery')
    expect(gaugeSupply([usb, bms])?.name).toBe('bms')
    expect(gaugeSupply([usb])).toBeNull()
    expect(gaugeSupply([supply('battery', 'Battery', { current_now: '1' })])).toBeNull()
    expect(gaugeSupply([supply('max170xx_battery', 'Battery', { current_now: '1', voltage_now: '2' })])?.name).toBe('max170xx_battery')
  })

  it('the gauge\'s status is read along with it, where it says what the kernel knows', () => {
    const words = (status: string): string[] => statusSource({ ...battery, status }).flatMap((s) => s.words ?? [])
    expect(words('Discharging')[2]).toBe('Discharging')
    expect([statusSource(null), statusSource({ ...battery, status: null }), words('Supplying')]).toEqual([[], [], []])
  })
  it('become sources with units; a voltage in millivolts is recognised', () => {
    const sources = supplySources([battery, supply('x', 'Battery', { voltage_now: '4123' })], battery, 1e-3)
    expect(sources.map((s) => [s.id, s.unit, s.scale])).toEqual([
      ['battery.current_now', 'A', 1e-3], ['battery.voltage_now', 'V', 1e-6], ['battery.capacity', '%', 1], ['battery.temp', '°C', 0.1], ['x.voltage_now', 'V', 1e-3]
    ])
  })
})

describe('temperatures', () => {
  const zone = (i: number, type: string, celsius: number | null): Zone => ({ name: `thermal_zone${i}`, type, celsius, scale: 1e-3, problem: celsius === null ? 'permission denied' : null })

  it('are sampled where they are plausible, the case and the processor first', () => {
    const zones = [zone(0, 'pm8998_tz', 37), zone(1, 'cpu0-silver-usr', 45), zone(2, 'off', -40), zone(3, 'skin-therm', 31), zone(4, 'denied', null), ...Array.from({ length: 10 }, (_, i) => zone(10 + i, 'other', 30))]
    const sources = thermalSources({ zones, service: [] })
    expect(sources.slice(0, 3).map((s) => s.label)).toEqual(['skin-therm', 'cpu0-silver-usr', 'pm8998_tz'])
    expect(sources.length).toBe(8)
    expect(sources.map((s) => s.label)).not.toContain('off')
  })

  it('are read from thermalservice where zones are denied; current readings stand for cached ones', () => {
    const text = `IsStatusOverride: false
Thermal Status: 0
Cached temperatures:
 Temperature{mValue=30.1, mType=3, mName=skin, mStatus=0}
HAL Ready: true
Current temperatures from HAL:
 Temperature{mValue=41.5, mType=0, mName=CPU0, mStatus=0}
 Temperature{mValue=-40.0, mType=9, mName=off, mStatus=0}
 Temperature{mValue=33.25, mType=3, mName=skin, mStatus=0}
Current cooling devices from HAL:
 CoolingDevice{mValue=0, mType=2, mName=thermal-cpufreq-0}`
    expect(parseThermalService(text)).toEqual([{ name: 'skin', celsius: 33.25 }, { name: 'CPU0', celsius: 41.5 }])
    expect(parseThermalService('Can\'t find service: thermalservice')).toEqual([])
  })
})

it('reads dumpsys battery', () => {
  const text = 'Current Battery Service state:\n  AC powered: false\n  USB powered: true\n  Wireless powered: false\n  Max charging current: 500000\n  status: 2\n  health: 2\n  present: true\n  level: 43\n  scale: 50\n  voltage: 4123\n  temperature: 312\n  technology: Li-ion\n'
  expect(parseBattery(text)).toEqual({ level: 86, temperatureC: 31.2, status: 'Charging', charging: true, external: true })
  expect(parseBattery('  level: 50\n')).toEqual({ level: 50, temperatureC: null, status: 'Unknown', charging: null, external: null })
})

describe('energy, and what else follows', () => {
  const battery = supply('battery', 'Battery', { status: 'Discharging', current_now: '300000', voltage_now: '4000000' })
  const m4000: Findings = {
    device: { serial: 'S', state: 'ready', link: 'tcp', model: 'M4000', simulated: false }, features: ['shell_v2'],
    who: { properties: {}, kernel: '4.9.186', machine: 'aarch64', simulated: false, identity: { manufacturer: 'Vuzix', model: 'M4000', android: '11', sdk: 30, soc: 'XR1', abi: 'arm64-v8a', m4000: true } },
    clocks: { cores: [{ cpu: 0, maxGHz: 1.7 }], sources: [], governor: null, denied: true }, thermal: { zones: [], service: [{ name: 'skin', celsius: 33 }] }, supplies: [battery],
    gauge: { supply: battery, facts: analyseGauge(readings()) }, battery: { level: 71, temperatureC: 31, status: 'Discharging', charging: false, external: false },
    memory: { totalBytes: 6e9, freeBytes: 3e9 }, storage: { path: '/data/local/tmp', freeBytes: 2e10, writable: true }, perfetto: { there: true, enabled: false, trial: null }, address: null
  }
  const of = (change: Partial<Findings>) => conclude({ ...m4000, ...change })
  const check = (c: ReturnType<typeof conclude>, id: string) => c.checks.find((x) => x.id === id)

  it('is an estimate on a real M4000, whose pack is told', () => {
    const c = of({})
    expect(c.energy).toMatchObject({ source: 'gauge', standing: 'estimate', reason: expect.stringContaining('external pack') as string })
    expect(c.unverified.join()).toContain('external pack')
    expect(check(c, 'energy')).toMatchObject({ state: 'look', detail: 'gauge, estimate' })
    expect(new Set(c.checks.map((x) => x.id)).size).toBe(12)
  })

  it('comes from perfetto where the gauge is refused: from a rail of the whole device, or from the battery counters with the gauge\'s own refusals', () => {
    const trial = (ids: string[], more = {}) => ({ there: true, enabled: true, trial: { counters: ids.map((id) => ({ id, refreshHz: 4 })), knowsVoltage: true, dischargeSign: 1 as const, currentFactor: 1, problem: null, ...more } })
    const rails = trial([railId('system', ''), railId('cpu', 'CPU'), batteryCounters.current, batteryCounters.voltage]), counters = trial([batteryCounters.current, batteryCounters.voltage])
    expect(of({ perfetto: rails }).energy.source).toBe('gauge')
    expect(of({ perfetto: rails, gauge: null }).energy).toMatchObject({ source: 'perfetto', standing: 'estimate', reason: expect.stringContaining('rail system') as string })
    expect(check(of({ perfetto: rails }), 'perfetto')).toMatchObject({ state: 'yes', detail: '2 battery counters, 2 rails' })
    expect(of({ perfetto: counters, gauge: null }).energy).toMatchObject({ source: 'perfetto', standing: 'estimate' })
    const charged = { ...m4000.battery!, status: 'Charging', charging: true, external: true }
    expect(of({ perfetto: counters, gauge: null, battery: charged }).energy.standing).toBe('refused')
    expect(of({ perfetto: rails, gauge: null, battery: charged }).energy.standing).toBe('estimate')
    expect(of({ perfetto: trial([railId('VSYS_PWR_DISPLAY', 'Display')]), gauge: null }).energy.source).toBe('none')
    expect(check(of({ perfetto: trial([], { problem: 'no words' }) }), 'perfetto')).toMatchObject({ state: 'no', forbids: 'no words' })
  })

  it('is never more than an estimate on any other device', () => {
    const c = of({ who: { ...m4000.who, identity: { ...m4000.who.identity, manufacturer: 'Google', model: 'Pixel 6', m4000: false } } })
    expect(c.energy.standing).toBe('estimate')
    expect(c.energy.reason).not.toContain('pack')
  })

  it('is refused on external power, without a gauge, and from one that does not follow the load', () => {
    const charged = { ...battery, status: 'Charging' }
    expect(of({ supplies: [charged], gauge: { supply: charged, facts: analyseGauge(readings()) } }).energy).toMatchObject({ standing: 'refused', reason: expect.stringContaining('charged') as string })
    expect(of({ gauge: { supply: battery, facts: analyseGauge(readings({ burst: 300_000 })) }, battery: { ...m4000.battery!, status: 'Full', external: true } }).energy).toMatchObject({ standing: 'refused', reason: expect.stringContaining('External power') as string })
    expect(of({ gauge: null }).energy).toMatchObject({ source: 'none', standing: 'refused' })
  })

  it('is marked simulated when either adb\'s list or the device says so', () => {
    expect(of({ device: { ...m4000.device, simulated: true } }).energy.standing).toBe('simulated')
  })

  it('names what is denied, and what that forbids', () => {
    const c = of({ storage: { path: '/data/local/tmp', freeBytes: 1e8, writable: true } })
    expect(check(c, 'clock')).toMatchObject({ state: 'no', detail: 'denied' })
    expect(check(c, 'thermal')).toMatchObject({ state: 'look', detail: '1 by dumpsys only' })
    expect(check(c, 'storage')).toMatchObject({ state: 'no' })
    for (const x of c.checks) if (x.state !== 'yes') expect(x.forbids, x.id).toBeTruthy()
    expect(check(of({ who: { ...m4000.who, machine: 'armv7l' } }), 'runner')).toMatchObject({ state: 'no' })
    expect(check(of({ who: { ...m4000.who, kernel: '4.4.78' } }), 'runner')).toMatchObject({ state: 'look' })
  })
})
