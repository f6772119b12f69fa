/** The text of a moment of the run under way. */
import { median, mean } from '@shared/stats/quantile'
import type { Frame } from './store'
import { derivedPower, type LiveTrace } from './trace'

export function frameOf(trace: LiveTrace): Frame {
  const slots = trace.phases.filter((p) => p.phase === 'slot')
  const power = trace.sources.get(derivedPower) ?? trace.sources.get(trace.sourceList.find((s) => s.kind === 'power')?.id ?? '')
  const variants: Frame['variants'] = {}
  for (const [id, latency] of trace.latency) {
    const watts = power ? slots.filter((p) => p.variant === id).flatMap((p) => power.between(p.from, p.to ?? Infinity)) : []
    variants[id] = { ms: latency.length > 0 ? median(latency.values()) : null, watts: watts.length > 0 ? mean(watts) : null }
  }
  return {
    at: trace.end, phase: trace.phase, inferences: trace.inferences, samples: trace.samples, late: trace.late, last: trace.last, variants,
    temperature: temperature(trace), slotsDone: slots.filter((p) => p.to !== null).length
  }
}

function temperature(trace: LiveTrace): Frame['temperature'] {
  const zones = trace.sourceList.flatMap((s) => (s.kind === 'temperature' ? (trace.sources.get(s.id) ?? []) : []))
  const hottest = (values: (number | undefined)[]): number => Math.max(...values.filter((v): v is number => v !== undefined && !Number.isNaN(v)))
  const now = hottest(zones.map((z) => z.last()?.v))
  const start = hottest(zones.map((z) => z.first()?.v))
  return Number.isFinite(now) && Number.isFinite(start) ? { now, start } : null
}
