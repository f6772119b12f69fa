/**
 * Android's tracing service, as far as `perfetto` asks it for power: what it would say now lies ready, as packets of a trace, and the program (perfetto-program.ts)
 * takes it as often as it is told to. A rail for all of the glasses and one for the processor, which is a part of it.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { clockId, encodePacket } from '../device/perfetto/schema'
import { microamperes } from './gauge'
import { constants, type Physical, type Reading } from './physics'
import { perfettoProgram } from './perfetto-program'

/** Packets stay for so many steps: a reader that has just learnt their number still finds them. */
const kept = 10
const rails = [{ index: 0, railName: 'system', subsysName: 'system', samplingRate: 1000 }, { index: 1, railName: 'cpu', subsysName: 'cpu', samplingRate: 1000 }]

const monotonicNs = (): number => Number(process.hrtime.bigint())

export class Tracing {
  private readonly folder: string
  private number = 0
  private systemJ = 0
  private cpuJ = 0
  private bootAhead = measureBootAhead()
  /** What the battery's gauge tells. */
  private told: { charge: number; currentA: number } | null = null

  /** Adds the program and the service's files to the device's folder. */
  constructor(root: string) {
    this.folder = path.join(root, 'system/tracing')
    fs.mkdirSync(this.folder, { recursive: true })
    fs.writeFileSync(path.join(root, 'system/bin/perfetto'), perfettoProgram, { mode: 0o755 })
    fs.writeFileSync(path.join(this.folder, 'rails'), encodePacket({ timestamp: this.boot(), powerRails: { railDescriptor: rails } }))
  }

  /** @param frozen the battery's gauge goes on telling what it told before; rails do not hang on it */
  step({ charge }: Physical, { powerW, currentA }: Reading, seconds: number, frozen: boolean): void {
    this.systemJ += powerW * seconds
    this.cpuJ += Math.max(0, powerW - constants.idleW) * seconds
    const timestamp = this.boot(), energy = (joules: number): number => Math.round(joules * 1e6)
    if (!frozen || this.told === null) this.told = { charge, currentA }
    const power = encodePacket({ timestamp, powerRails: { energyData: [this.systemJ, this.cpuJ].map((j, index) => ({ index, timestampMs: Math.round(timestamp / 1e6), energy: energy(j) })) } })
    this.put(`${this.number}.power`, Buffer.concat([encodeBattery(timestamp, this.told.charge, this.told.currentA), power]))
    this.put('clocks', this.clocks())
    this.put('now', Buffer.from(`${this.number}\n`))
    fs.rmSync(path.join(this.folder, `${this.number - kept}.power`), { force: true })
    this.number++
  }

  private boot(): number { return monotonicNs() + this.bootAhead }

  private clocks(): Uint8Array {
    const raw = os.uptime() * 1e9 - monotonicNs()
    // The host slept, or `uptime` is as coarse as hundredths: only the former is news.
    if (Math.abs(raw - this.bootAhead) > 30e6) this.bootAhead = measureBootAhead()
    const monotonic = monotonicNs()
    return encodePacket({ clockSnapshot: { clocks: [
      { clockId: clockId.realtime, timestamp: Date.now() * 1e6 }, { clockId: clockId.monotonic, timestamp: monotonic }, { clockId: clockId.boottime, timestamp: monotonic + this.bootAhead }
    ] } })
  }

  /** Whole or not at all. */
  private put(name: string, bytes: Uint8Array): void {
    const file = path.join(this.folder, name)
    fs.writeFileSync(`${file}.new`, bytes)
    fs.renameSync(`${file}.new`, file)
  }
}

const encodeBattery = (timestamp: number, charge: number, currentA: number): Uint8Array =>
  encodePacket({ timestamp, battery: { chargeCounterUah: Math.round(charge * constants.capacityAh * 1e6), capacityPercent: Math.round(charge * 100), currentUa: microamperes(currentA) } })

/** Nanoseconds that the boot clock is ahead. `uptime` tells hundredths of a second: its next change is waited for. */
function measureBootAhead(): number {
  const before = os.uptime(), end = monotonicNs() + 20e6
  let now = before
  while (now === before && monotonicNs() < end) now = os.uptime()
  return Math.round(now * 1e9 - monotonicNs())
}
