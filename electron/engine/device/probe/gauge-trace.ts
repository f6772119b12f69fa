/** Reads the battery's gauge for some seconds, first while the device idles, then while it computes: what it really resolves shows only so. */
import type { DeviceTransport } from '../transport'
import { analyseGauge, type GaugeReading } from './gauge-analysis'

export interface TraceOptions {
  /** Of each phase; up to twice as long where the gauge is slow, or where rest and load cannot be told apart yet. */
  idleSeconds: number; burstSeconds: number
  signal?: AbortSignal
  onReading?: (r: GaugeReading) => void
}

/** Processes that compute in the burst: enough to be seen over the noise, and not so many that nothing else gets its turn. */
export const burstProcesses = 2
const betweenReadings = 0.04
const enoughChanges = 3
const longest = 2

/** Everything that is started on the device ends by itself, should the connection be cut so that nobody can end it. */
export const within = (seconds: number, body: string): string => `read s x < /proc/uptime; end=$(( \${s%.*} + ${Math.ceil(seconds) + 2} )); while read s x < /proc/uptime && [ "\${s%.*}" -lt $end ]; do ${body}; done`

/** @param current, voltage paths of the two files. @returns the readings in order, on the device's clock. Throws AbortError, `unplugged`. */
export async function traceGauge(device: DeviceTransport, current: string, voltage: string, options: TraceOptions): Promise<GaugeReading[]> {
  const limit = longest * (options.idleSeconds + options.burstSeconds)
  const stop = new AbortController(), burst = new AbortController()
  const reading = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal
  const computing = AbortSignal.any([reading, burst.signal])
  const readings: GaugeReading[] = [], phases = new Phases(options, () => analyseGauge(readings).dischargeSign !== null)
  let rest = '', loads: Promise<unknown>[] = []
  const failures: unknown[] = []
  // A burst that does not run would make an idle device of a busy one.
  const compute = (): Promise<unknown> => device.shell(within(limit, ':'), { signal: computing }).catch((error: unknown) => {
    if (computing.aborted) return
    failures.push(error)
    stop.abort()
  })
  const take = (data: Buffer): void => {
    const lines = (rest + data.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const m = /^([\d.]+) (-?\d+) (-?\d+)$/.exec(line)
      if (!m) continue
      const r: GaugeReading = { phase: phases.now, seconds: Number(m[1]), current: Number(m[2]), voltage: Number(m[3]) }
      readings.push(r)
      options.onReading?.(r)
      const next = phases.after(r)
      if (next === 'burst') loads = Array.from({ length: burstProcesses }, compute)
      if (next === 'end') stop.abort()
    }
  }
  const body = `read c < ${current}; read v < ${voltage}; echo "$s $c $v"; sleep ${betweenReadings} || sleep 1`
  try {
    const end = await device.shell(within(limit, body), { stdout: take, signal: reading })
    options.signal?.throwIfAborted()
    if (end.reason === 'disconnected') await device.read('true', options.signal)
  } finally {
    burst.abort()
    await Promise.all(loads)
  }
  if (failures.length > 0) throw failures[0]
  return readings
}

/** Which phase a reading belongs to, and when the next begins. */
class Phases {
  now: 'idle' | 'burst' = 'idle'
  private begin: number | null = null
  private changes = 0
  private last: number | null = null
  constructor(private readonly o: TraceOptions, private readonly signFound: () => boolean) {}

  after(r: GaugeReading): 'burst' | 'end' | null {
    this.begin ??= r.seconds
    if (this.last !== null && this.last !== r.current) this.changes++
    this.last = r.current
    const wanted = this.now === 'idle' ? this.o.idleSeconds : this.o.burstSeconds, passed = r.seconds - this.begin
    if (passed < wanted) return null
    const enough = this.changes >= enoughChanges && (this.now === 'idle' || this.signFound())
    if (!enough && passed < longest * wanted) return null
    if (this.now === 'burst') return 'end'
    this.now = 'burst'
    this.begin = null
    this.changes = 0
    return 'burst'
  }
}
