/** What perfetto recorded beside a run: stored by the run's clock, read back, drawn, and the source of its energy where the plan says so. */
import path from 'node:path'
import { expect, it } from 'vitest'
import { batteryCounters, railId } from '@shared/device/counters'
import { Store } from '../../../electron/engine/store/store'
import { capabilities, environment, inference, meta, phase, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder(), rail = railId('system', '')
const s = (seconds: number): number => start + Math.round(seconds * 1e9)
/** Four readings a second of a rail at 2 W, and of a battery's current. */
const recording = (from: number, to: number, joules: number) => {
  const t = Array.from({ length: (to - from) * 4 + 1 }, (_, i) => from + i / 4), at = t.map(s)
  return [{ id: rail, at, values: t.map((x) => joules + 2 * (x - from)) }, { id: batteryCounters.current, at, values: t.map(() => 0.5) }, { id: batteryCounters.voltage, at, values: t.map(() => 3.8) }]
}

it('gives energy, a trace in watts, and its problems', async () => {
  const store = await Store.open(path.join(scratch, 'counters.duckdb'))
  const perfetto = { counters: [{ id: rail, refreshHz: 4 }], knowsVoltage: true, dischargeSign: -1 as const, currentFactor: 1, problem: null }
  const writer = await store.begin({ ...meta, capabilities: { ...capabilities, perfetto }, plan: { ...meta.plan, energyFrom: 'perfetto' } })
  await writer.append([environment()])
  for (let slot = 0; slot < 4; slot++) {
    const at = 1 + slot * 7, of = { slot, round: slot >> 1, variant: slot % 2 ? 'adaptive' : 'static' }
    await writer.append([{ ...phase('begin', s(at)), ...of }, ...Array.from({ length: 60 }, (_, i) => inference(s(at + i * 0.1), 99, { ...of, image: i % 2 })), { ...phase('end', s(at + 6.1)), ...of }])
  }
  await writer.append([{ t: 'done', at: s(30), inferences: 240, stopped: false }])
  await writer.addCounters({ counters: recording(0, 31, 1e6), problems: ['a word'] })
  await writer.finish('finished', null)
  const run = await store.detail(writer.id)
  expect(run.energySource).toBe('the rail system')
  for (const v of run.variants) expect(v.energy.grossJ!.value).toBeCloseTo(0.2, 2)
  expect(run.validity.reasons.find((r) => r.id === 'perfetto')?.text).toContain('a word')
  const { sources } = await store.series(writer.id, { from: 2, to: 8, columns: 200 })
  expect(sources[rail]!.t).toHaveLength(25)
  for (const v of sources[rail]!.v) expect(v).toBeCloseTo(2, 6)
  // This device counts discharge negative.
  for (const v of sources[batteryCounters.current]!.v) expect(v).toBeCloseTo(-1.9, 6)
  // Deleted for good with its run.
  await store.delete(writer.id)
  await store.close()
  const again = await Store.open(store.file)
  expect(await again.runs()).toEqual([])
  await again.close()
})

it('goes on by the run\'s clock after a restart of the device, whose counters began anew', async () => {
  const store = await Store.open(path.join(scratch, 'restart.duckdb')), writer = await store.begin(meta)
  await writer.append([environment(s(0)), phase('begin', s(1)), inference(s(2), 30), phase('end', s(9))])
  await writer.addCounters({ counters: recording(0, 10, 500), problems: [] })
  // One hour earlier by its own clock; by the run's, one second after the last line.
  await writer.append([environment(start - 3600e9 + 1e9), inference(start - 3600e9 + 2e9, 30)])
  await writer.addCounters({ counters: [{ id: rail, at: [start - 3600e9 + 2e9, start - 3600e9 + 3e9], values: [4, 6] }], problems: [] })
  await writer.finish('finished', null)
  const { counters } = await store.trace(writer.id), at = [...counters.get(rail)!.at.values].map((ns) => (ns - start) / 1e9)
  expect(at.slice(-2)).toEqual([11, 12])
  expect((await store.series(writer.id, { from: null, to: null, columns: 500 })).sources[rail]!.v.every((v) => v !== null && Math.abs(v - 2) < 1e-6)).toBe(true)
  await store.close()
})
