/** Perfetto's power tried for some seconds, at rest and under load: what it really holds on this device shows only so. */
import type { Perfetto } from '@shared/device/capabilities'
import { batteryCounters } from '@shared/device/counters'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import { decodeTrace, type CounterSeries, type PowerRecord } from '../perfetto/decode'
import { DeviceRecording } from '../perfetto/record'
import type { DeviceTransport } from '../transport'
import { analyseGauge, type GaugeReading } from './gauge-analysis'
import { burstProcesses, within } from './gauge-trace'

/** It ends by itself after so long, should the connection be cut. */
const longestSeconds = 90
const restSeconds = 3, loadSeconds = 4

export class PerfettoTrial {
  private constructor(private readonly t: DeviceTransport, private readonly recording: DeviceRecording | null, private readonly knowsVoltage: boolean, private readonly problem: string | null) {}

  /** First with the battery's voltage, which older versions do not know. Throws `unplugged`, AbortError; a refusal is told by `end`. */
  static async begin(t: DeviceTransport, signal?: AbortSignal): Promise<PerfettoTrial> {
    let refusal = ''
    for (const voltage of [true, false]) {
      try {
        return new PerfettoTrial(t, await DeviceRecording.start(t, { seconds: longestSeconds, voltage }, signal), voltage, null)
      } catch (error) {
        refusal = refusalOf(error)
      }
    }
    return new PerfettoTrial(t, null, false, refusal)
  }

  /** @param readings of the gauge meanwhile, whose phases are then the trial's; without any, it rests and computes itself */
  async end(readings: readonly GaugeReading[], signal?: AbortSignal): Promise<Perfetto> {
    if (!this.recording) return this.conclude(null, [], this.problem)
    try {
      const phases = readings.length > 0 ? phasesOf(readings) : await this.restAndCompute(signal)
      return this.conclude(decodeTrace(await this.recording.stop(signal)), phases, null)
    } catch (error) {
      await this.drop()
      return this.conclude(null, [], refusalOf(error))
    }
  }

  /** Ends it without a result. */
  async drop(): Promise<void> {
    // On a device that went away it is ended at the next connect.
    await this.recording?.remove().catch((error: unknown) => { if (!(error instanceof StudioError)) throw error })
  }

  private conclude(record: PowerRecord | null, phases: readonly Phase[], problem: string | null): Perfetto {
    const current = record?.counters.find((c) => c.id === batteryCounters.current)
    const facts = record && current ? analyseGauge(readingsOf(current, record.bootAhead, phases)) : null
    return {
      counters: record?.counters.map((c) => ({ id: c.id, refreshHz: refreshOf(c) })) ?? [], knowsVoltage: this.knowsVoltage,
      dischargeSign: facts?.dischargeSign ?? null, currentFactor: facts?.unit === 'mA' ? 1000 : 1, problem
    }
  }

  private async restAndCompute(signal?: AbortSignal): Promise<Phase[]> {
    const loads = Array.from({ length: burstProcesses }, () => `( ${within(loadSeconds - 2, ':')} ) &`).join(' ')
    const { stdout } = await this.t.read(`read a x < /proc/uptime; sleep ${restSeconds}; read b x < /proc/uptime; ${loads} wait; read c x < /proc/uptime; echo "$a $b $c"`, signal)
    const [a = NaN, b = NaN, c = NaN] = stdout.trim().split(' ').map(Number)
    return [{ phase: 'idle', from: a, to: b }, { phase: 'burst', from: b, to: c }]
  }
}

/** Seconds of the boot clock. */
interface Phase { phase: 'idle' | 'burst'; from: number; to: number }

function phasesOf(readings: readonly GaugeReading[]): Phase[] {
  return (['idle', 'burst'] as const).flatMap((phase) => {
    const of = readings.filter((r) => r.phase === phase), first = of[0], last = of.at(-1)
    return first && last ? [{ phase, from: first.seconds, to: last.seconds }] : []
  })
}

/** As the gauge's readings: microamperes, while a phase lasted. */
function readingsOf({ at, values }: CounterSeries, bootAhead: number, phases: readonly Phase[]): GaugeReading[] {
  return at.flatMap((ns, i): GaugeReading[] => {
    const seconds = (ns + bootAhead) / 1e9, found = phases.find((p) => seconds >= p.from && seconds <= p.to)
    return found ? [{ phase: found.phase, seconds, current: Math.round(values[i]! * 1e6), voltage: 0 }] : []
  })
}

function refreshOf({ at, values }: CounterSeries): number | null {
  const changes = at.filter((_, i) => i > 0 && values[i] !== values[i - 1])
  return changes.length > 1 ? (changes.length - 1) / ((changes.at(-1)! - changes[0]!) / 1e9) : null
}

/** What the device said is an answer; a device that went away, or a cancellation, is thrown on. */
function refusalOf(error: unknown): string {
  const value = toErrorValue(error)
  if (value.code !== 'device' && value.code !== 'unreadable' && value.code !== 'not-found') throw error
  return errorLine(value)
}
