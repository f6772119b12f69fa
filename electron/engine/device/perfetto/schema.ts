/** The part of perfetto's trace format that power needs (field numbers as published in its trace protos). Whatever else a trace holds is skipped. */
import protobuf from 'protobufjs'
import { z } from 'zod'

type FieldRow = [type: string, id: number, rule?: 'repeated']
const message = (fields: Record<string, FieldRow>) => ({
  fields: Object.fromEntries(Object.entries(fields).map(([name, [type, id, rule]]) => [name, rule ? { type, id, rule } : { type, id }]))
})

const root = protobuf.Root.fromJSON({
  nested: {
    TracePacket: message({ clockSnapshot: ['ClockSnapshot', 6], timestamp: ['uint64', 8], battery: ['BatteryCounters', 38], powerRails: ['PowerRails', 40], compressedPackets: ['bytes', 50], timestampClockId: ['uint32', 58] }),
    ClockSnapshot: message({ clocks: ['Clock', 1, 'repeated'] }),
    Clock: message({ clockId: ['uint32', 1], timestamp: ['uint64', 2] }),
    BatteryCounters: message({ chargeCounterUah: ['int64', 1], capacityPercent: ['float', 2], currentUa: ['int64', 3], currentAvgUa: ['int64', 4], name: ['string', 5], energyCounterUwh: ['int64', 6], voltageUv: ['int64', 7] }),
    PowerRails: message({ railDescriptor: ['RailDescriptor', 1, 'repeated'], energyData: ['EnergyData', 2, 'repeated'] }),
    RailDescriptor: message({ index: ['uint32', 1], railName: ['string', 2], subsysName: ['string', 3], samplingRate: ['uint32', 4] }),
    EnergyData: message({ index: ['uint32', 1], timestampMs: ['uint64', 2], energy: ['uint64', 3] })
  }
})
const packetType = root.lookupType('TracePacket')

const number = z.number().optional()
const packetSchema = z.object({
  timestamp: number, timestampClockId: number, compressedPackets: z.instanceof(Uint8Array).optional(),
  clockSnapshot: z.object({ clocks: z.array(z.object({ clockId: z.number().default(0), timestamp: z.number().default(0) })).default([]) }).optional(),
  battery: z.object({ chargeCounterUah: number, capacityPercent: number, currentUa: number, name: z.string().optional(), voltageUv: number }).optional(),
  powerRails: z.object({
    railDescriptor: z.array(z.object({ index: z.number().default(0), railName: z.string().default(''), subsysName: z.string().default(''), samplingRate: number })).default([]),
    energyData: z.array(z.object({ index: z.number().default(0), timestampMs: number, energy: number })).default([])
  }).optional()
})
export type Packet = z.infer<typeof packetSchema>

/** Ids of clocks that the kernel has. */
export const clockId = { realtime: 1, monotonic: 3, boottime: 6 } as const

/** The tag of `Trace.packet`: field 1, length-delimited. */
const packetTag = 0x0a

/** Throws on malformed input. A double holds 104 days of nanoseconds exactly. */
export const decodePacket = (bytes: Uint8Array): Packet => packetSchema.parse(packetType.toObject(packetType.decode(bytes), { longs: Number }))

/** One packet as it stands in a trace; traces are packets one after the other. */
export function encodePacket(packet: z.input<typeof packetSchema>): Uint8Array {
  const writer = protobuf.Writer.create().uint32(packetTag)
  return packetType.encode(packetType.fromObject(packet), writer.fork()).ldelim().finish()
}

/** The packets of a trace, each still encoded; one that a recorder did not get to its end throws when it is reached. */
export function* packetsOf(trace: Uint8Array): Generator<Uint8Array> {
  const reader = protobuf.Reader.create(trace)
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag === packetTag) yield reader.bytes()
    else reader.skipType(tag & 7)
  }
}
