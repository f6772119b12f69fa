/** The sampler: a thread of its own, since inference blocks the main one. It reads the sources at a steady rate and writes its own lines. */
import fs from 'node:fs'
import type { Source } from '@shared/device/capabilities'
import { now } from './clock'
import { LineWriter } from './lines'
import { readSource } from './sources'

export interface SamplerTask {
  kind: 'sampler'
  sources: Source[]; hz: number
  /** One Int32, 0 while the run lasts. */
  stop: SharedArrayBuffer
  /** Its time stamp tells others that the run is alive and that somebody reads what it says. */
  pidFile: string
}

const second = 1e9
const costEvery = 2 * second, touchEvery = 5 * second

export function runSampler({ sources, hz, stop, pidFile }: SamplerTask): void {
  const flag = new Int32Array(stop), out = new LineWriter(200), cost = new Cost()
  // A source that cannot be read costs no stack trace.
  Error.stackTraceLimit = 0
  // Without sources it still keeps the pid file young.
  const period = second / (sources.length > 0 ? hz : 1)
  let due = now(), told = due, touched = 0
  for (;;) {
    const before = now()
    if (sources.length > 0) {
      const values = sources.map(readSource), after = now()
      out.write({ t: 'sample', at: Math.round((before + after) / 2), values })
      cost.add(after - before, before - due > period / 2)
    }
    if (before - told >= costEvery) {
      out.write(cost.line())
      told = before
    }
    if (before - touched >= touchEvery) {
      out.flush()
      touch(pidFile)
      touched = before
    }
    // What was missed is left out: a late sample must not be followed by a burst of others.
    due = Math.max(due + period, now())
    if (Atomics.wait(flag, 0, 0, Math.max(0, (due - now()) / 1e6)) === 'not-equal' || flag[0] !== 0) break
  }
  out.write(cost.line())
  out.flush()
}

function touch(file: string): void {
  const time = Date.now() / 1000
  // Removed by someone who cleans up: then nobody needs its time.
  if (fs.existsSync(file)) fs.utimesSync(file, time, time)
}

/** What sampling costs. */
class Cost {
  private readonly recent: number[] = []
  private samples = 0
  private late = 0
  private wall = 0
  private readonly begin = threadCpu()

  add(duration: number, late: boolean): void {
    this.recent[this.samples % 256] = duration
    this.samples++
    this.wall += duration
    if (late) this.late++
  }

  line() {
    const cpu = threadCpu(), sorted = [...this.recent].sort((a, b) => a - b)
    return {
      t: 'sampler' as const, at: now(), samples: this.samples, late: this.late, medianNs: sorted[sorted.length >> 1] ?? 0,
      // Without the kernel's account, the time spent reading is an upper bound of the processor time of reading.
      cpuNs: cpu !== null && this.begin !== null ? cpu - this.begin : this.wall
    }
  }
}

/** Processor time of this thread, ns: the first number of its schedstat (proc(5)). Null where the kernel keeps no such account. */
function threadCpu(): number | null {
  try {
    return Number(/^\d+/.exec(fs.readFileSync('/proc/thread-self/schedstat', 'latin1'))?.[0] ?? NaN)
  } catch {
    return null
  }
}
