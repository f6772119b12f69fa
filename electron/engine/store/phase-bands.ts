/** Phases as spans of time. */
import { z } from 'zod'
import type { Series } from '@shared/rpc/device-calls'
import type { Database } from './database'
import type { StoredRun } from './list'
import { secondsOf } from './run-time'

const edgeSchema = z.object({ phase: z.string(), edge: z.string(), t: z.number(), slot: z.number().nullable(), round: z.number().nullable(), variant: z.string().nullable() })

/** All phases of the run, in seconds since its first line. One that never ended, e.g. because of an unplug, ends where the run does. */
export async function phaseBands(db: Database, run: StoredRun): Promise<Series['phases']> {
  const edges = await db.rows(edgeSchema, `SELECT phase, edge, ${secondsOf('at_ns', run)}::DOUBLE AS t, slot, round, variant FROM phases WHERE run = $1 ORDER BY rowid`, [run.number])
  const bands: Series['phases'] = []
  const open = new Map<string, Series['phases'][number]>()
  for (const { edge, t, ...of } of edges) {
    const band = open.get(of.phase)
    if (edge === 'end' && band) {
      band.to = t
      open.delete(of.phase)
    } else if (edge === 'begin') {
      const begun = { ...of, from: t, to: run.durationS }
      bands.push(begun)
      open.set(of.phase, begun)
    }
  }
  return bands
}
