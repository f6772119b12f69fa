/** Runs as lists show them, and what a person may change in them. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { runStateSchema, type Run } from '@shared/runs/run'
import type { Database } from './database'

const rowSchema = z.object({
  id: z.number(), name: z.string(), notes: z.string(), tags: z.array(z.string()), started: z.string(), ended: z.string().nullable(), state: runStateSchema,
  ending: z.string().nullable(), simulated: z.boolean(), device: z.string(), inferences: z.number(), samples: z.number(), durationS: z.number(), firstNs: z.number().nullable(), restarts: z.number()
})
/** A run with the device's time of its first line, nanoseconds. */
export type StoredRun = Run & { number: number; firstNs: number | null; restarts: number }

const select = `SELECT id, name, notes, tags, started, ended, state, ending, simulated, device, inferences::DOUBLE AS inferences, samples::DOUBLE AS samples,
  coalesce((last_ns - first_ns) / 1e9, 0)::DOUBLE AS "durationS", first_ns::DOUBLE AS "firstNs", restarts FROM runs`
const modelSchema = z.object({ run: z.number(), name: z.string(), file: z.string(), hash: z.string() })

/** Newest first, without hidden ones. */
export async function listRuns(db: Database): Promise<Run[]> {
  return (await visibleRuns(db, 'true')).map(asRun)
}

export const asRun = ({ number: _number, firstNs: _firstNs, restarts: _restarts, ...run }: StoredRun): Run => run

/** @throws StudioError `not-found` */
export async function findRun(db: Database, run: string): Promise<StoredRun> {
  const [found] = /^\d{1,9}$/.test(run) ? await visibleRuns(db, 'id = $1', [Number(run)]) : []
  if (!found) throw missing(run)
  return found
}

async function visibleRuns(db: Database, condition: string, values: number[] = []): Promise<StoredRun[]> {
  const rows = await db.rows(rowSchema, `${select} WHERE NOT hidden AND ${condition} ORDER BY id DESC`, values)
  const models = new Map<number, Run['models']>(rows.map((r) => [r.id, []]))
  for (const { run, ...model } of await db.rows(modelSchema, 'SELECT run, name, file, hash FROM run_models r JOIN models m ON m.id = r.model ORDER BY run, position')) models.get(run)?.push(model)
  return rows.map(({ id, ...row }) => ({ ...row, number: id, id: String(id), models: models.get(id)! }))
}

export const missing = (run: string): StudioError => new StudioError('not-found', `There is no run ${run} in this study`, { fix: 'It may have been deleted; look at the list of runs.' })
