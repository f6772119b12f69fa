/** What an imported meter told while the run went on. */
import { z } from 'zod'
import { lowerBound, upperBound } from '../stats/decimate'
import type { PowerTrace } from '../trace/power'

export const meterFactsSchema = z.object({
  file: z.string(),
  /** Within the run; the file may hold more. */
  samples: z.number().int(),
  /** Samples a second, by the usual step between them. */
  rateHz: z.number().nullable(),
  /** Watts; the mean is energy over time. Null where the file does not reach into the run. */
  minW: z.number().nullable(), meanW: z.number().nullable(), maxW: z.number().nullable(),
  /** Stretches without samples within the run, and the longest, seconds. */
  gaps: z.number().int(), longestGapS: z.number().nullable(),
  /** Share of the run that the file covers. */
  covers: z.number(),
  offsetS: z.number(), driftPpm: z.number(), confidence: z.number(), byHand: z.boolean()
})
export type MeterFacts = z.infer<typeof meterFactsSchema>

type Placed = Pick<MeterFacts, 'offsetS' | 'driftPpm' | 'confidence' | 'byHand'>

/** @param power by the meter's time, which is run time · (1 + drift) + offset @param durationS of the run */
export function meterFacts(file: string, power: PowerTrace, { offsetS, driftPpm, confidence, byHand }: Placed, durationS: number): MeterFacts {
  const { at, watts } = power, pace = 1 + driftPpm * 1e-6
  const from = Math.max(offsetS, at[0] ?? Infinity), to = Math.min(durationS * pace + offsetS, at[at.length - 1] ?? -Infinity), seconds = Math.max(0, to - from)
  const first = lowerBound(at, from), end = Math.max(first, upperBound(at, to))
  let minW = Infinity, maxW = -Infinity
  for (let i = first; i < end; i++) {
    minW = Math.min(minW, watts[i]!)
    maxW = Math.max(maxW, watts[i]!)
  }
  const gaps = power.flaws.gaps.filter((g) => g.to > from && g.from < to).map((g) => g.to - g.from)
  const seen = end > first
  return {
    file, samples: end - first, rateHz: power.step > 0 ? 1 / power.step : null, minW: seen ? minW : null, meanW: seen && seconds > 0 ? power.energy(from, to) / seconds : null, maxW: seen ? maxW : null,
    gaps: gaps.length, longestGapS: gaps.length > 0 ? Math.max(...gaps) : null, covers: durationS > 0 ? Math.min(1, seconds / pace / durationS) : 0, offsetS, driftPpm, confidence, byHand
  }
}
