/** What was known when a run began: its plan, its device, its images. */
import { z } from 'zod'
import { capabilitiesSchema, type Capabilities } from '@shared/device/capabilities'
import { planSchema, type Plan } from '@shared/device/plan'
import type { RunDetail } from '@shared/runs/run'
import type { Database } from './database'
import type { StoredRun } from './list'
import { unknownContent } from './problems'

export interface Documents { plan: Plan; capabilities: Capabilities; images: RunDetail['images']; skipped: RunDetail['skipped'] }

/** They never change once a run began: charts ask for them again and again. */
const kept = new WeakMap<Database, Map<number, Documents>>()

export async function readDocuments(db: Database, run: StoredRun): Promise<Documents> {
  const known = kept.get(db) ?? new Map<number, Documents>()
  kept.set(db, known)
  const before = known.get(run.number)
  if (before) return before
  const [row] = await db.rows(z.object({ plan: z.string(), capabilities: z.string() }), 'SELECT plan, capabilities FROM runs WHERE id = $1', [run.number])
  const images = await db.rows(z.object({ id: z.string(), path: z.string() }), 'SELECT id, path FROM images WHERE run = $1 ORDER BY position', [run.number])
  const skipped = await db.rows(z.object({ path: z.string(), why: z.string() }), 'SELECT path, why FROM skipped_images WHERE run = $1 ORDER BY position', [run.number])
  const documents = { plan: parse(db, planSchema, row!.plan), capabilities: parse(db, capabilitiesSchema, row!.capabilities), images, skipped }
  known.set(run.number, documents)
  return documents
}

/** A stored JSON text. @throws StudioError `unreadable` where it does not follow its schema */
export function parse<T>(db: Database, schema: z.ZodType<T>, text: string): T {
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) throw unknownContent(parsed.error, db.file)
  return parsed.data
}
