/** perfetto traces, written byte by byte from the published field numbers, and by the simulation's own writer. */
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { presets, planSchema } from '@shared/device/plan'
import { variantsOf } from '@shared/device/variants'
import { decodeTrace } from '../../../electron/engine/device/perfetto/decode'
import { configOf } from '../../../electron/engine/device/perfetto/record'
import { clockId, encodePacket } from '../../../electron/engine/device/perfetto/schema'
import { PowerRecorder } from '../../../electron/engine/device/protocol/power-recorder'

/** Protobuf's wire format: tag, then a varint, or a length and bytes. */
function varint(n: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(n))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
const int = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)]
const bytes = (field: number, ...parts: number[][]): number[] => { const inner = parts.flat(); return [...varint(field << 3 | 2), ...varint(inner.length), ...inner] }
const text = (field: number, value: string): number[] => bytes(field, [...Buffer.from(value)])
const float = (field: number, value: number): number[] => { const b = Buffer.alloc(4); b.writeFloatLE(value); return [...varint(field << 3 | 5), ...b] }
const packet = (...parts: number[][]): number[] => bytes(1, ...parts)
const trace = (...packets: number[][]): Uint8Array => Uint8Array.from(packets.flat())

/** The boot clock is 5 s ahead; from 200 s on 8 s, since the device slept. */
const clocks = (boot: number, ahead: number): number[] => packet(bytes(6, bytes(1, int(1, 1), int(2, 1.7e18)), bytes(1, int(1, 3), int(2, boot - ahead)), bytes(1, int(1, 6), int(2, boot))))
const battery = (at: number, ua: number, ...more: number[][]): number[] => packet(int(8, at), bytes(38, int(1, 2_500_000), float(2, 87), int(3, ua), ...more))
const energy = (at: number, index: number, ms: number, uws: number): number[] => packet(int(8, at), bytes(40, bytes(2, int(1, index), int(2, ms), int(3, uws))))
const names = packet(int(8, 100e9), bytes(40, bytes(1, int(1, 7), text(2, 'S2M'), text(3, 'CPU'), int(4, 1000))))

describe('a trace', () => {
  const of = (...packets: number[][]) => decodeTrace(trace(...packets))
  it('becomes counters in their units, on the monotonic clock', () => {
    const { counters, problems, bootAhead } = of(clocks(100e9, 5e9), names, battery(101e9, 300_000, int(7, 3_900_000)), energy(101.2e9, 7, 101_100, 2_000_000), battery(102e9, -150_000), energy(102.2e9, 7, 102_100, 3_500_000))
    expect(problems).toEqual([])
    expect(bootAhead).toBe(5e9)
    expect(counters).toEqual([
      { id: 'perfetto.current', at: [96e9, 97e9], values: [0.3, -0.15] }, { id: 'perfetto.charge', at: [96e9, 97e9], values: [2.5, 2.5] }, { id: 'perfetto.level', at: [96e9, 97e9], values: [87, 87] },
      // A rail's own time, not that of the packet.
      { id: 'perfetto.voltage', at: [96e9], values: [3.9] }, { id: 'perfetto.rail.S2M@CPU', at: [96.1e9, 97.1e9], values: [2, 3.5] }
    ])
  })
  it('is moved by the snapshot before it, since the boot clock runs on through sleep', () => {
    const { counters } = of(clocks(100e9, 5e9), battery(150e9, 1), battery(210e9, 2), clocks(200e9, 8e9))
    expect(counters[0]!.at).toEqual([145e9, 202e9])
  })
  it('may be told by the monotonic clock itself; readings by another clock are left out and told', () => {
    const by = (clock: number): number[] => packet(int(8, 96e9), int(58, clock), bytes(38, int(3, 5)))
    expect(of(clocks(100e9, 5e9), by(3)).counters[0]!.at).toEqual([96e9])
    expect(of(clocks(100e9, 5e9), by(3), by(64)).problems.join()).toMatch(/1 reading by an unknown clock/)
  })
  it('counts a reading that is told twice once, and names a rail that the trace does not', () => {
    expect(of(clocks(100e9, 5e9), energy(101e9, 2, 101_000, 2e6), energy(101.3e9, 2, 101_000, 2e6)).counters).toEqual([{ id: 'perfetto.rail.2', at: [96e9], values: [2] }])
  })
  it('skips what else is in it, and opens compressed parts', () => {
    const inner = trace(battery(101e9, 7)), { counters } = of(clocks(100e9, 5e9), packet(int(8, 1), bytes(33, int(1, 1))), packet(bytes(50, [...deflateSync(inner)])))
    expect(counters[0]!.values).toEqual([7e-6])
  })
  it('that the recorder did not get to its end gives what it holds, and says so', () => {
    const whole = trace(clocks(100e9, 5e9), battery(101e9, 1), battery(102e9, 2))
    const { counters, problems } = decodeTrace(whole.subarray(0, whole.length - 4))
    expect(counters[0]!.values).toEqual([1e-6])
    expect(problems.join()).toMatch(/damaged/)
  })
  it('written by the simulation is read alike', () => {
    const written = [encodePacket({ clockSnapshot: { clocks: [{ clockId: clockId.monotonic, timestamp: 95e9 }, { clockId: clockId.boottime, timestamp: 100e9 }] } }), encodePacket({ timestamp: 101e9, battery: { currentUa: -150_000 } })]
    expect(Buffer.concat(written)).toEqual(Buffer.from(trace(packet(bytes(6, bytes(1, int(1, 3), int(2, 95e9)), bytes(1, int(1, 6), int(2, 100e9)))), packet(int(8, 101e9), bytes(38, int(3, -150_000))))))
  })
  it.each([
    ['nothing', trace(), /empty/], ['no trace', Uint8Array.from(Buffer.from('Time (s),Current\n0,1\n')), /no packet/], ['no clocks', trace(battery(101e9, 1)), /no snapshot of clocks/],
    ['no power', trace(clocks(100e9, 5e9)), /neither battery counters nor power rails/], ['only noise', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), /holds/]
  ])('with %s is refused with the reason', (_, data, why) => {
    expect(() => decodeTrace(data)).toThrow(expect.objectContaining({ value: expect.objectContaining({ code: 'unreadable', why: expect.stringMatching(why) as string }) as object }) as Error)
  })
})

it('is asked for with the voltage only where perfetto knows it', () => {
  expect(configOf({ seconds: 90, voltage: true })).toContain('BATTERY_COUNTER_VOLTAGE')
  expect(configOf({ seconds: 90, voltage: false })).not.toContain('VOLTAGE')
  expect(configOf({ seconds: 90, voltage: false })).toMatch(/collect_power_rails: true.*\n[^]*duration_ms: 90000/)
})

it('is not recorded where the plan asks for the gauge, or the device has nothing', async () => {
  const { label: _, about: __, ...quick } = presets.quick, plan = planSchema.parse({ ...quick, variants: variantsOf([{ name: 'm', kind: 'adaptive' }]) })
  const asked = new Proxy({}, { get: () => { throw new Error('the device was asked') } })
  const works = { counters: [], knowsVoltage: false, dischargeSign: 1 as const, currentFactor: 1, problem: null }
  const begin = (perfetto: typeof works | null, energyFrom: typeof plan.energyFrom) => new PowerRecorder(asked as never, { perfetto }, { ...plan, energyFrom }, asked as never).begin(new AbortController().signal)
  await begin(works, 'gauge')
  await begin(null, 'perfetto')
  await expect(begin(works, 'perfetto')).rejects.toThrow('the device was asked')
})
