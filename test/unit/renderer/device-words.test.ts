import { describe, expect, it } from 'vitest'
import type { Device } from '../../../shared/device/device'
import type { MeterMapping } from '../../../shared/rpc/device-calls'
import type { Run } from '../../../shared/runs/run'
import { completeAddress } from '../../../renderer/features/device/devices/address'
import { whatToDo } from '../../../renderer/features/device/devices/words'
import { deviceName, listed } from '../../../renderer/state/listed'
import { estimateText, planSentence } from '../../../renderer/features/device/plan/words'
import { groups } from '../../../renderer/features/device/plan/fields'
import { planSchema, presets } from '../../../shared/device/plan'
import { ecdf, ecdfDomain } from '../../../renderer/features/device/run/ecdf'
import { emptyMapping, lacks, roles } from '../../../renderer/features/device/run/meter'
import { matching } from '../../../renderer/features/device/runs/matching'
import { parseTags, when } from '../../../renderer/features/device/runs/words'
import { looks } from '../../../renderer/features/device/variants'
import { digitsFor, energyScale, interval, ratioText } from '../../../renderer/features/device/words'

const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, ' ')
const device = (serial: string, over: Partial<Device> = {}): Device => ({ serial, state: 'ready', link: 'usb', model: 'M4000', simulated: false, ...over })

describe('devices in words', () => {
  it('keep a simulation of ours in the list while it is unplugged', () => {
    expect(listed([device('a')], { b: 'unplug' }).map((d) => [d.serial, d.state, d.simulated])).toEqual([['a', 'ready', false], ['b', 'unplugged', true]])
    expect(listed([device('b')], { b: 'none' })).toHaveLength(1)
    expect(listed([device('b')], { b: 'none' })[0]?.simulated).toBe(true)
  })
  it('say what to do about every state but ready', () => {
    expect(whatToDo('ready', false)).toBeNull()
    expect(whatToDo('unauthorized', false)?.title).toBe('Accept the prompt in the glasses')
    for (const state of ['connecting', 'unauthorized', 'offline', 'unplugged', 'other'] as const) for (const simulated of [true, false]) expect(whatToDo(state, simulated)?.text).toMatch(/\.$/)
  })
  it('have a name before they can be asked', () => {
    expect(deviceName(device('x', { model: 'Pixel_8' }))).toBe('Pixel 8')
    expect(deviceName(device('10.0.0.7:5555', { model: null }))).toBe('10.0.0.7:5555')
  })
  it('are reached at an address with or without a port', () => {
    expect(['192.168.1.20', ' 10.0.0.7:5556 ', 'glasses.local', '[fe80::1]:5555'].map(completeAddress)).toEqual(['192.168.1.20:5555', '10.0.0.7:5556', 'glasses.local:5555', '[fe80::1]:5555'])
    expect(['', 'a b', '10.0.0.7:0', '10.0.0.7:70000', '10.0.0.7:', 'x/y'].map(completeAddress)).toEqual([null, null, null, null, null, null])
  })
})

describe('plans in words', () => {
  it('say how long they take', () => {
    expect([{ least: 32, most: 34 }, { least: 32, most: 52 }, { least: 1020, most: 3300 }, { least: 3720, most: 21_240 }, null].map((e) => plain(estimateText(e)))).toEqual(['34 s', '32 to 52 s', '17 to 55 min', '1.0 to 5.9 h', '–'])
  })
  it('say what is compared', () => {
    const variants = [{ id: 'static', label: 'Static' }, { id: 'adaptive', label: 'Adaptive' }].map((v) => ({ ...v, model: 0, settings: planSettings }))
    expect(planSentence({ variants, images: 12, rounds: 2 }, 48)).toBe('Static against Adaptive, 12 images, 2 interleaved rounds')
    expect(planSentence({ variants: variants.slice(0, 1), images: null, rounds: 1 }, 48)).toBe('Static alone, 48 images, 1 interleaved round')
  })
  it('have fields whose limits the schema keeps, for every number in it', () => {
    const { label: _l, about: _a, ...protocol } = presets.standard
    const variants = [{ id: 'static', label: 'Static', model: 0, settings: { static: true } }]
    for (const f of groups.flatMap((g) => g.fields)) for (const value of [f.min, f.max]) {
      const next = f.set(protocol, value)
      expect(f.get(next)).toBeCloseTo(value, 6)
      expect(planSchema.safeParse({ ...next, variants }).success, `${f.id} ${value}`).toBe(true)
    }
    const numbers = JSON.stringify(protocol).match(/:\d/g)?.length
    expect(groups.flatMap((g) => g.fields)).toHaveLength(numbers!)
  })
})
const planSettings = { blockThreshold: 0.5, tokenThreshold: 0.5, thresholds: {}, static: false, allOn: false, blocks: {}, blockTasks: {}, noiseSeed: null }

describe('variants', () => {
  it('have letters that tell them apart, the baseline in grey', () => {
    const l = looks([{ id: 'static', label: 'Static' }, { id: 'adaptive', label: 'Adaptive' }, { id: 'a-2', label: 'Another' }])
    expect([...l.values()].map((v) => [v.letter, v.color])).toEqual([['S', 'static'], ['A', 'adapt'], ['3', 'run']])
  })
})

describe('results in words', () => {
  it('show as many digits as an interval is worth', () => {
    expect(digitsFor({ value: 212, low: 210, high: 214 })).toBe(0)
    expect(digitsFor({ value: 0.155, low: 0.15, high: 0.1597 })).toBe(3)
    expect(ratioText({ value: 0.6213, low: 0.59, high: 0.652 })).toBe('0.62 [0.59, 0.65]')
    expect(interval({ value: 0, low: -21, high: 78 }, 0)).toBe('[\u221221, 78]')
    expect([energyScale(0.155).unit, energyScale(0.031).unit]).toEqual(['J', 'mJ'])
  })
  it('draw a distribution that rises from 0 to 1 for each variant', () => {
    const curve = ecdf({ a: [3, 1, 2, 4], b: [10, 20], c: [] }, 4)
    const of = (id: 'a' | 'b') => curve.flatMap((p) => { const share = p[`share ${id}`]; return share === undefined ? [] : [[p.ms, share]] })
    expect(of('a')).toEqual([[1, 0], [1.75, 0.25], [2.5, 0.5], [3.25, 0.75], [4, 1]])
    expect(of('b').at(-1)).toEqual([20, 1])
    expect(ecdfDomain({ a: [1, 2, 3] })[0]).toBe(1)
    expect(ecdfDomain({})).toEqual([0, 1])
  })
})

describe('runs', () => {
  const run = (name: string, over: Partial<Run> = {}): Run => ({ id: name, name, notes: '', tags: [], started: '2026-11-24T12:04:00Z', ended: null, state: 'finished', ending: null, simulated: true, device: 'M4000', models: [], inferences: 1, samples: 1, durationS: 1, ...over })
  it('are found by words in name, notes, tags and device', () => {
    const runs = [run('first', { tags: ['inline meter'] }), run('second', { notes: 'after an hour outdoors' })]
    expect(matching(runs, 'METER first').map((r) => r.name)).toEqual(['first'])
    expect(matching(runs, 'outdoors m4000').map((r) => r.name)).toEqual(['second'])
    expect(matching(runs, ' ')).toHaveLength(2)
  })
  it('have tags without doubles, and a day that can be told', () => {
    expect(parseTags(' a, b ,a,, ')).toEqual(['a', 'b'])
    const now = new Date(2026, 10, 24, 20)
    expect(when(new Date(2026, 10, 24, 9, 5).toISOString(), now)).toBe('today, 09:05')
    expect(when(new Date(2026, 9, 3, 9, 5).toISOString(), now)).toBe('3 Oct, 09:05')
    expect(when(new Date(2025, 9, 3, 9, 5).toISOString(), now)).toBe('3 Oct 2025')
    expect(when('soon', now)).toBe('soon')
  })
})

describe('a meter\'s file', () => {
  const current: MeterMapping = { ...emptyMapping, current: { column: 1, unit: 'mA' } }
  it('needs power, or current and voltage', () => {
    expect(lacks(emptyMapping)).toMatch(/power/)
    expect(lacks(current)).toMatch(/voltage/)
    expect(lacks({ ...current, voltage: { fixed: 3.85 } })).toBeNull()
    expect(lacks({ ...emptyMapping, power: { column: 2, unit: 'W' } })).toBeNull()
  })
  it('has its columns named', () => expect([...roles({ ...current, current: { column: 1, unit: 'uA' } })]).toEqual([[0, 'time, s'], [1, 'current, µA']]))
})
