/** A sweep of the sample study's first validation scenes, with the real model. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { variantsOf } from '@shared/device/variants'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import { sweepPlanSchema, type SweepPlanInput } from '@shared/sweep/plan'
import { findDataset } from '../../../electron/engine/dataset/layout'
import { openModel } from '../../../electron/engine/model/open'
import type { Store } from '../../../electron/engine/store/store'
import { SweepSession, type SessionOptions } from '../../../electron/engine/sweep/session'

export const root = path.join(import.meta.dirname, '../../..')
export const checkpoint = path.join(root, 'resources/sample/model/adamtl_taw_permute.pth'), validation = path.join(root, 'resources/sample/validation')

export function scratchFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-sweep-'))
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Imported once for all tests of a file. */
export async function sampleModel(scratch: string): Promise<SessionOptions['models'][number]> {
  const opened = await openModel(checkpoint, { cache: path.join(scratch, 'models') })
  if (opened.kind === 'plain') throw new Error('a model of the studio was expected')
  return { name: opened.name, file: opened.file, hash: opened.manifest.provenance.sha256, folder: opened.folder, manifest: opened.manifest }
}

export const variants = variantsOf([{ name: 'sample', kind: 'adaptive' }])

export const planFor = (more: Partial<SweepPlanInput> = {}) => sweepPlanSchema.parse({ dataset: { root: validation }, limit: 12, workers: 2, variants, ...more })

interface Begun { session: SweepSession; events: SweepEvent[]; stop: AbortController }

export async function session(store: Store, model: SessionOptions['models'][number], more: Partial<SessionOptions> = {}, onEvent?: (e: SweepEvent, s: SweepSession) => void): Promise<Begun> {
  const plan = more.plan ?? planFor(), stop = new AbortController(), events: SweepEvent[] = []
  const found = await findDataset(plan.dataset, stop.signal, () => undefined)
  const made: SweepSession = new SweepSession({
    plan, models: [model], sweeps: store.sweeps, signal: stop.signal, ...found, ...more,
    onEvent: (e) => {
      events.push(e)
      onEvent?.(e, made)
    }
  })
  return { session: made, events, stop }
}
