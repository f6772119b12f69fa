/** Traces and distributions as a run's page asks for them. */
import path from 'node:path'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import type { Line } from '@shared/trace/stream'
import { Store } from '../../../electron/engine/store/store'
import { done, environment, inference, meta, phase, sample, start } from '../../support/runs'
import { scratchFolder } from './support'

const scratch = scratchFolder()
const s = (seconds: number): number => start + Math.round(seconds * 1e9)
let store: Store, id: string

/** 100 s at 100 Hz with one spike of 2 A in 10 ms, a hole of 5 s, and readings of zone0 that fail for 10 s. */
function samples(): Line[] {
  const lines: Line[] = []
  for (let i = 0; i < 10_000; i++) {
    const t = i / 100
    if (t > 40 && t < 45) continue
    lines.push(sample(s(t), [i === 7_000 ? -2 : -0.25 - 0.05 * Math.sin(t), 3.8, t >= 60 && t < 70 ? null : 30 + t / 10]))
  }
  return lines
}

beforeAll(async () => {
  store = await Store.open(path.join(scratch, 'series.duckdb'))
  const writer = await store.begin(meta)
  id = writer.id
  await writer.append([environment(), phase('begin', s(0), 'idle', null), ...samples(), phase('end', s(10), 'idle', null), phase('begin', s(20))])
  await writer.append(Array.from({ length: 1000 }, (_, i) => inference(s(20 + i * 0.05), i === 500 ? 90 : 30 + (i % 7) * 0.1)))
  await writer.append([inference(s(19), 200, { warm: true, slot: -1 }), ...Array.from({ length: 100 }, (_, i) => inference(s(70 + i * 0.1), 20, { variant: 'adaptive' }))])
  await writer.append([done(s(100), 1100)])
  await writer.finish('finished', null)
})
afterAll(() => store.close())

describe('a decimated trace', () => {
  it('keeps every extreme, at its column', async () => {
    const { sources, from, to, points } = await store.series(id, { from: null, to: null, columns: 100 })
    expect([from, to]).toEqual([0, 100])
    expect(points).toBe(3 * samples().length + 1101)
    const current = sources.current!
    expect(current.t.length).toBeLessThanOrEqual(200)
    expect(current.t).toEqual([...current.t].sort((a, b) => a - b))
    const low = current.v.indexOf(-2)
    expect(Math.abs(current.t[low]! - 70)).toBeLessThan(1)
    const real = current.v.filter((v) => v !== null && v > -2)
    expect(Math.max(...real.map(Number))).toBeCloseTo(-0.2, 3)
  })

  it('is broken where there is no sample, and where readings failed', async () => {
    const { sources } = await store.series(id, { from: null, to: null, columns: 100 })
    const nulls = ({ t, v }: { t: number[]; v: (number | null)[] }): number[] => t.filter((_, i) => v[i] === null)
    expect(nulls(sources.current!)).toEqual([41.5])
    expect(nulls(sources.zone0!)[0]).toBe(41.5)
    expect(nulls(sources.zone0!).slice(1)).toHaveLength(10)
  })

  it('gives power from current and voltage, positive for discharge', async () => {
    const { sources } = await store.series(id, { from: 69, to: 71, columns: 50 })
    expect(Object.keys(sources).sort()).toEqual(['current', 'power', 'voltage', 'zone0'])
    expect(Math.max(...sources.power!.v.map(Number))).toBeCloseTo(7.6, 9)
  })

  it('is the samples themselves where they are few', async () => {
    const { sources } = await store.series(id, { from: 69.995, to: 70.025, columns: 100 })
    expect(sources.current!.t).toEqual([70, 70.01, 70.02])
    expect(sources.current!.v[0]).toBe(-2)
  })

  it('ends a phase that never ended with the run', async () => {
    const { phases } = await store.series(id, { from: 0, to: 1, columns: 10 })
    expect(phases).toEqual([
      { phase: 'idle', variant: null, round: null, slot: null, from: 0, to: 10 }, { phase: 'slot', variant: 'static', round: 0, slot: 0, from: 20, to: 100 }
    ])
  })
})

it('shows latencies by variant and flags those beyond the fences; warm-up is never flagged', async () => {
  const { latency, outliers } = await store.series(id, { from: null, to: null, columns: 4000 })
  expect(latency.static!.v).toHaveLength(1001)
  expect(latency.static!.v[0]).toBe(200)
  expect(outliers.static).toEqual({ t: [45], v: [90] })
  expect(outliers.adaptive).toEqual({ t: [], v: [] })
})

it('gives an answer for a run without a line', async () => {
  const writer = await store.begin(meta)
  expect(await store.series(writer.id, { from: null, to: null, columns: 100 })).toMatchObject({ from: 0, phases: [], latency: {}, sources: {}, points: 0 })
  expect(await store.latencies(writer.id)).toEqual({})
  await writer.finish('partial', 'cancelled')
})

it('takes latencies evenly where there are many', async () => {
  const writer = await store.begin(meta)
  await writer.append([environment(), ...Array.from({ length: 50_000 }, (_, i) => inference(s(i * 0.01), i / 1000)), inference(s(600), 9, { variant: 'adaptive' })])
  await writer.finish('finished', null)
  const variants = await store.latencies(writer.id)
  expect(variants.adaptive).toEqual([9])
  const taken = variants.static!
  expect(taken).toHaveLength(20_000)
  const steps = taken.slice(1).map((ms, i) => Math.round((ms - taken[i]!) * 1000))
  expect([...new Set(steps)].sort()).toEqual([2, 3])
  expect(await store.latencies(id)).toMatchObject({ adaptive: Array.from({ length: 100 }, () => 20) })
})
