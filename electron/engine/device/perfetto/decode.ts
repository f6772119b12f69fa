/** A perfetto trace → counters on the device's monotonic clock, which is the runner's. */
import { inflateSync } from 'node:zlib'
import { batteryCounters, railId } from '@shared/device/counters'
import { StudioError } from '@shared/errors'
import { counted } from '@shared/trace/words'
import { clockId, decodePacket, packetsOf, type Packet } from './schema'

/** Nanoseconds of the monotonic clock, ascending, and values in the counter's unit (`counterInfo`). */
export interface CounterSeries { id: string; at: number[]; values: number[] }

export interface PowerRecord {
  counters: CounterSeries[]
  /** What was wrong with the trace though it could be read, in words. */
  problems: string[]
  /** Nanoseconds by which the boot clock is ahead of the monotonic one: the time that the device has slept. */
  bootAhead: number
  /** The device's calendar at a time of its monotonic clock: ms since 1970, and nanoseconds; null where the trace does not tell. */
  calendar: { ms: number; at: number } | null
}

interface Snapshot { boot: number; monotonic: number; realtime: number | null }

const unreadable = (why: string): StudioError => new StudioError('unreadable', 'This perfetto trace cannot be used', { why, fix: 'Record it again; the data source android.power has to be in it.' })
/** A compressed part of a trace may not grow beyond this. */
const mostInflated = 256 << 20

/** @throws StudioError `unreadable` for what is no trace, is empty of power, or tells no relation of its clock to the runner's */
export function decodeTrace(bytes: Uint8Array): PowerRecord {
  if (bytes.length === 0) throw unreadable('It is empty.')
  const { packets, cut } = readPackets(bytes)
  if (packets.length === 0) throw unreadable('It holds no packet of a trace.')
  const snapshots = packets.flatMap(snapshotOf).sort((a, b) => a.boot - b.boot), first = snapshots[0]
  if (!first) throw unreadable('It holds no snapshot of clocks, so that its times cannot be put on the runner\'s clock.')
  const builder = new Builder(snapshots)
  for (const packet of packets) builder.add(packet)
  const counters = builder.counters()
  if (counters.length === 0) throw unreadable('It holds neither battery counters nor power rails: the device may not offer them.')
  const problems = [cut !== null ? `the trace is damaged, what follows was left out: ${cut}` : null, builder.unplaced > 0 ? `${counted(builder.unplaced, 'reading')} by an unknown clock left out` : null].filter((p) => p !== null)
  return { counters, problems, bootAhead: first.boot - first.monotonic, calendar: first.realtime === null ? null : { ms: first.realtime / 1e6, at: first.monotonic } }
}

/** Everything up to the first damage. A recorder that was killed leaves its last packet unfinished. */
function readPackets(bytes: Uint8Array): { packets: Packet[]; cut: string | null } {
  const packets: Packet[] = []
  try {
    for (const encoded of packetsOf(bytes)) {
      const packet = decodePacket(encoded)
      packets.push(packet)
      if (packet.compressedPackets) for (const inner of packetsOf(inflateSync(packet.compressedPackets, { maxOutputLength: mostInflated }))) packets.push(decodePacket(inner))
    }
    return { packets, cut: null }
  } catch (error) {
    return { packets, cut: error instanceof Error ? error.message : String(error) }
  }
}

function snapshotOf({ clockSnapshot }: Packet): Snapshot[] {
  const time = (id: number): number | undefined => clockSnapshot?.clocks.find((c) => c.clockId === id)?.timestamp
  const boot = time(clockId.boottime), monotonic = time(clockId.monotonic)
  return boot === undefined || monotonic === undefined ? [] : [{ boot, monotonic, realtime: time(clockId.realtime) ?? null }]
}

class Builder {
  unplaced = 0
  private readonly series = new Map<string, { at: number; value: number }[]>()
  private readonly names = new Map<number, string>()
  /** A rail's readings may come before its name. */
  private readonly rails = new Map<number, { at: number; value: number }[]>()
  constructor(private readonly snapshots: readonly Snapshot[]) {}

  add({ timestamp = 0, timestampClockId, battery, powerRails }: Packet): void {
    if (!battery && !powerRails) return
    const at = this.place(timestamp, timestampClockId ?? clockId.boottime)
    if (battery) {
      const { chargeCounterUah, capacityPercent, currentUa, voltageUv } = battery
      this.put(batteryCounters.current, at, currentUa, 1e-6)
      this.put(batteryCounters.charge, at, chargeCounterUah, 1e-6)
      this.put(batteryCounters.level, at, capacityPercent, 1)
      this.put(batteryCounters.voltage, at, voltageUv, 1e-6)
    }
    for (const d of powerRails?.railDescriptor ?? []) this.names.set(d.index, railId(d.railName || String(d.index), d.subsysName))
    for (const { index, timestampMs, energy } of powerRails?.energyData ?? []) {
      // The reading's own time is that of the hardware; the packet's is when it was asked for.
      const own = timestampMs === undefined ? at : this.place(timestampMs * 1e6, clockId.boottime)
      if (energy === undefined) continue
      if (own === null) this.unplaced++
      else push(this.rails, index, { at: own, value: energy * 1e-6 })
    }
  }

  /** A time told twice is one reading. */
  counters(): CounterSeries[] {
    for (const [index, readings] of this.rails) this.series.set(this.names.get(index) ?? railId(String(index), ''), readings)
    return [...this.series].map(([id, readings]) => {
      const sorted = readings.sort((a, b) => a.at - b.at).filter((r, i, all) => i === 0 || r.at > all[i - 1]!.at)
      return { id, at: sorted.map((r) => r.at), values: sorted.map((r) => r.value) }
    })
  }

  private put(id: string, at: number | null, value: number | undefined, scale: number): void {
    if (value === undefined) return
    if (at === null) this.unplaced++
    else push(this.series, id, { at, value: value * scale })
  }

  /** The boot clock runs through sleep and the monotonic one does not: each time is moved by the last snapshot before it. */
  private place(ns: number, clock: number): number | null {
    if (clock === clockId.monotonic) return Math.round(ns)
    if (clock !== clockId.boottime) return null
    const before = this.snapshots.findLast((s) => s.boot <= ns) ?? this.snapshots[0]!
    return Math.round(ns - (before.boot - before.monotonic))
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
