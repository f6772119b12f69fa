/** The load as it is measured, recorded, or repeated. */
import { gaugeHz } from './gauge'
import type { LoadSource } from './glasses'
import type { LoadMeter } from './load'
import type { Load } from './load-trace'

export class LoadSwitch implements LoadSource {
  private replay: Iterator<Load> | null = null
  private readonly recordings = new Set<Load[]>()

  constructor(private readonly meter: LoadMeter) {}

  /** A repeated step takes as long as it did when it was recorded, so that the outcome does not depend on timers. */
  measure(seconds: number): { load: Load; bytes: number } {
    const { coreSeconds, bytes } = this.meter.measure()
    const load = this.repeated() ?? { seconds, coreSeconds }
    for (const steps of this.recordings) steps.push(load)
    return { load, bytes }
  }

  record(): () => Load[] {
    const steps: Load[] = []
    this.recordings.add(steps)
    return () => {
      this.recordings.delete(steps)
      return steps
    }
  }

  repeat(steps: Load[]): void { this.replay = steps.values() }

  private repeated(): Load | null {
    if (this.replay === null) return null
    const next = this.replay.next()
    return next.done ? { seconds: 1 / gaugeHz, coreSeconds: 0 } : next.value
  }
}
