/** What a probe finds on the simulated glasses, and how each fault shows in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { doctorDocumentSchema } from '@shared/cli/device-documents'
import { capabilitiesSchema, type Capabilities } from '@shared/device/capabilities'
import { probe } from '../../electron/engine/device/capabilities'
import { doctor } from '../../electron/engine/device/doctor/doctor'
import type { DeviceTransport } from '../../electron/engine/device/transport'
import { containing, type Lab, matching, openLab, until } from './lab'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const checkOf = (c: Capabilities, id: string) => c.checks.find((check) => check.id === id)

it('finds out what the glasses are and what can be read, and marks all of it simulated', async () => {
  const { device, transport } = await lab.glasses(), stages: string[] = []
  const c = capabilitiesSchema.parse(await probe(transport, device, { onProgress: ({ stage, done, total }) => { stages.push(stage); expect(done).toBeLessThanOrEqual(total) } }))
  expect(c.identity).toMatchObject({ manufacturer: 'Vuzix', model: 'M4000', android: '11', sdk: 30, m4000: true })
  expect(c.device.simulated).toBe(true)
  expect(c.energy).toMatchObject({ source: 'gauge', standing: 'simulated' })
  expect(c.cores.length).toBe(8)
  expect(c.cores[7]!.maxGHz).toBeCloseTo(2.5, 1)
  // The simulated gauge is renewed five times a second in steps of 488.281 µA, and positive while it discharges.
  expect(c.gauge!.refreshHz).toBeGreaterThan(3.5)
  expect(c.gauge!.refreshHz).toBeLessThan(6)
  expect(c.gauge!.stepA! / 488.281e-6).toBeCloseTo(Math.round(c.gauge!.stepA! / 488.281e-6), 1)
  expect(c.gauge!.dischargeSign).toBe(1)
  const kinds = (kind: string) => c.sources.filter((s) => s.kind === kind).map((s) => s.path)
  expect(kinds('current')).toEqual(['/sys/class/power_supply/battery/current_now'])
  expect(kinds('temperature').length).toBe(4)
  // Cores of one cluster share a clock, which is read once.
  expect(c.sources.filter((s) => s.kind === 'frequency').map((s) => [s.id, s.label, s.path])).toEqual([0, 6].map((cpu) => [`cpu${cpu}.clock`, cpu === 0 ? 'cores 0–5' : 'cores 6–7', `/sys/devices/system/cpu/cpu${cpu}/cpufreq/scaling_cur_freq`]))
  expect((await transport.read('readlink /sys/devices/system/cpu/cpu7/cpufreq; cat /sys/devices/system/cpu/cpu7/cpufreq/related_cpus')).stdout).toBe('../cpufreq/policy6\n6 7\n')
  expect(c.sources.find((s) => s.id === c.gauge!.current)!.scale).toBe(1e-6)
  expect(c.memory!.totalBytes).toBeGreaterThan(c.memory!.freeBytes)
  expect(c.storage!.freeBytes).toBeGreaterThan(1e8)
  expect(c.battery).toMatchObject({ charging: false, status: 'Discharging' })
  expect(checkOf(c, 'runner')!.state).toBe('yes')
  expect(checkOf(c, 'perfetto')!.state).toBe('no')
  expect(stages).toContain('Reading the gauge under load')
  expect(await loops(transport)).toBe('')
})

/** The probe's loops that still run on the device. */
const loops = async (transport: DeviceTransport): Promise<string> => (await transport.read('for p in /proc/[0-9]*; do [ $p = /proc/$$ ] || grep -l "while read" $p/cmdline 2>/dev/null; done; true')).stdout

describe('faults', () => {
  const probed = async (...faults: ('charging' | 'frozen-gauge' | 'no-shell-v2')[]) => {
    const { device, transport } = await lab.glasses({ seed: 3, faults })
    return probe(transport, device, { idleSeconds: 1.5, burstSeconds: 2 })
  }

  it('refuses energy while the battery is charged', async () => {
    const c = await probed('charging')
    expect(c.energy).toMatchObject({ standing: 'refused', reason: containing('charged') })
    expect(c.battery!.charging).toBe(true)
    expect(checkOf(c, 'charging')!.state).toBe('look')
  })

  it('refuses energy from a gauge that never changes', async () => {
    const c = await probed('frozen-gauge')
    expect(c.gauge).toMatchObject({ refreshHz: null, stepA: null, dischargeSign: null })
    expect(c.energy).toMatchObject({ standing: 'refused', reason: containing('never changed') })
    expect(checkOf(c, 'gauge')!.state).toBe('no')
  })

  it('finds the same without the shell protocol', async () => {
    const c = await probed('no-shell-v2')
    expect(checkOf(c, 'shell')!.state).toBe('look')
    expect(c.gauge!.dischargeSign).toBe(1)
    expect(c.energy.standing).toBe('simulated')
  })
})

it('can be cancelled, and leaves no process on the device', async () => {
  const { device, transport } = await lab.glasses({ seed: 4 }), stop = new AbortController()
  const run = probe(transport, device, { signal: stop.signal, onProgress: ({ stage }) => { if (stage.endsWith('load')) stop.abort() } })
  await expect(run).rejects.toMatchObject({ name: 'AbortError' })
  await until(async () => (await loops(transport)) === '', 'no loop is left')
})

it('is told when the device goes away meanwhile', async () => {
  const { device, transport, simulation } = await lab.glasses({ seed: 8 })
  const run = probe(transport, device, { onProgress: ({ stage }) => { if (stage.endsWith('load')) void simulation.setFault('unplug') } })
  await expect(run).rejects.toMatchObject({ value: { code: matching(/unplugged|device/) } })
})

it('doctor tells everything in one document, and cleans up', async () => {
  const { device, transport } = await lab.glasses({ seed: 9 })
  const d = doctorDocumentSchema.parse(JSON.parse(JSON.stringify(await doctor(lab.host, device))))
  expect(d.problems).toEqual([])
  expect(d.simulated).toBe(true)
  expect(d.trials.map((t) => [t.id, t.answer])).toEqual([['execute', 'yes'], ['end-on-abort', 'yes'], ['standard-input', 'yes'], ['push', 'yes'], ['pull', 'yes']])
  expect(d.gauge.rows.filter(([phase]) => phase === 'burst').length).toBeGreaterThan(30)
  expect(d.commands.find((c) => c.id === 'battery')!.stdout).toContain('level:')
  expect(d.commands.find((c) => c.id === 'properties')!.stdout).not.toMatch(/serial/i)
  expect((await transport.read('ls /data/local/tmp')).stdout).not.toContain('doctor')
})
