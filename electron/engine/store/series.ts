/** The traces of a run's page for a span of its time. */
import type { Capabilities } from '@shared/device/capabilities'
import type { Series } from '@shared/rpc/device-calls'
import { counterTraces } from './counters'
import type { Database } from './database'
import { latencyTraces } from './latency-traces'
import type { StoredRun } from './list'
import { meterTrace } from './meter'
import { phaseBands } from './phase-bands'
import { sourceTraces } from './source-traces'

/** The trace of an imported meter, in W. */
export const meterSource = 'meter'

/** @param asked seconds since the run's first line; null is the run's own end */
export async function readSeries(db: Database, run: StoredRun, capabilities: Capabilities, asked: { from: number | null; to: number | null; columns: number }): Promise<Series> {
  const from = asked.from ?? 0, to = Math.max(asked.to ?? run.durationS, from + 1e-6)
  const span = { from, to, columns: asked.columns }
  const [sources, { latency, outliers, inferences }, counters, meter, phases] = await Promise.all([
    sourceTraces(db, run, capabilities, span), latencyTraces(db, run, span), counterTraces(db, run, capabilities, span), meterTrace(db, run, span), phaseBands(db, run)
  ])
  return {
    from, to, phases, latency, outliers,
    sources: { ...sources.traces, ...counters.traces, ...(meter && { [meterSource]: meter.points }) },
    points: sources.points + inferences + counters.points + (meter?.rows ?? 0)
  }
}
