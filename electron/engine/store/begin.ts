/** Entering a run that begins. */
import type { Capabilities } from '@shared/device/capabilities'
import { presets, type Plan } from '@shared/device/plan'
import type { RunDetail } from '@shared/runs/run'
import type { Database } from './database'
import { modelNumber, next, studyNumber } from './numbers'

export interface RunMeta {
  /** Left out: the preset and the device. */
  name?: string
  plan: Plan
  capabilities: Capabilities
  models: RunDetail['models']
  /** In the order of the inferences' image numbers. */
  images: RunDetail['images']
  /** Offered, and left out since they could not be read. */
  skipped?: RunDetail['skipped']
  /** Runs of a file are grouped by it. */
  study?: string
}

/** @returns the run's number */
export function enterRun(db: Database, meta: RunMeta, now: string): Promise<number> {
  const { plan, capabilities } = meta
  const { identity, device } = capabilities
  const deviceName = identity.model || device.model || device.serial
  return db.write(async (c) => {
    const run = await next(c, 'run_numbers')
    const study = await studyNumber(c, meta.study ?? 'Runs', now)
    const name = meta.name ?? `${plan.preset === 'custom' ? 'Own plan' : presets[plan.preset].label}, ${deviceName}`
    await c.run(
      `INSERT INTO runs VALUES ($1, $2, $3, '', [], $4, $4, NULL, 'running', NULL, false, $5, $6, $7, $8, 0, 0, NULL, NULL, 0, 0)`,
      [run, study, name, now, device.simulated, deviceName, JSON.stringify(plan), JSON.stringify(capabilities)]
    )
    await c.run(`CREATE TABLE ${samplesTable(run)} (at_ns BIGINT NOT NULL)`)
    await c.run(`CREATE TABLE ${overviewTable(run)} (from_ns BIGINT NOT NULL, to_ns BIGINT NOT NULL, power_low DOUBLE, power_high DOUBLE)`)
    for (const [i, m] of meta.models.entries()) await c.run('INSERT INTO run_models VALUES ($1, $2, $3)', [run, i, await modelNumber(c, m)])
    for (const [i, v] of plan.variants.entries()) await c.run('INSERT INTO variants VALUES ($1, $2, $3, $4, $5, $6)', [run, i, v.id, v.label, v.model, JSON.stringify(v.settings)])
    for (const [i, image] of meta.images.entries()) await c.run('INSERT INTO images VALUES ($1, $2, $3, $4)', [run, i, image.id, image.path])
    for (const [i, { path, why }] of (meta.skipped ?? []).entries()) await c.run('INSERT INTO skipped_images VALUES ($1, $2, $3, $4)', [run, i, path, why])
    return run
  })
}

/** The tables of a run's readings and of their overview; `run` is a number from the sequence, never a text from outside. */
export const samplesTable = (run: number): string => `samples_${Math.trunc(run)}`
export const overviewTable = (run: number): string => `overview_${Math.trunc(run)}`
