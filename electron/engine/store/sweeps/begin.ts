/** Entering a sweep that begins: what it will run, on which images, and the table its rows go to. */
import type { RunDetail } from '@shared/runs/run'
import { densitySize, type SweepLayout } from '@shared/sweep/layout'
import type { SweepPlan } from '@shared/sweep/plan'
import { appendRows } from '../append'
import type { Database } from '../database'
import { modelNumber, next, studyNumber } from '../numbers'
import { createRows, widthsOf } from './table'

export interface SweepImage { name: string; path: string }

export interface SweepMeta {
  /** Left out: the data set's title. */
  name?: string
  plan: SweepPlan
  /** The data set's, for people. */
  title: string
  /** Where the images' difficulty comes from, for people. */
  difficulty: string
  models: RunDetail['models']
  /** One for each variant, in the plan's order. */
  layouts: SweepLayout[]
  /** In the order of the rows' image numbers. */
  images: SweepImage[]
  study?: string
}

/** Densities of many variants are large and rarely looked at: only a sweep that is one for its own sake keeps them. */
export const keepsDensities = ({ purpose }: SweepPlan): boolean => purpose === 'sweep'

/** @returns the sweep's number */
export function enterSweep(db: Database, meta: SweepMeta, now: string): Promise<number> {
  return db.write(async (c) => {
    const sweep = await next(c, 'sweep_numbers'), study = await studyNumber(c, meta.study ?? 'Runs', now)
    await c.run(
      `INSERT INTO sweeps VALUES ($1, $2, $3, '', $4, $4, NULL, 'running', NULL, false, $5, $6, $7, 0)`,
      [sweep, study, meta.name ?? meta.title, now, JSON.stringify(meta.plan), meta.title, meta.difficulty]
    )
    for (const [i, m] of meta.models.entries()) await c.run('INSERT INTO sweep_models VALUES ($1, $2, $3)', [sweep, i, await modelNumber(c, m)])
    await appendRows(c, 'sweep_variants', meta.layouts.map((l, i) => [sweep, i, JSON.stringify(l)]))
    await appendRows(c, 'sweep_images', meta.images.map((image, i) => [sweep, i, image.name, image.path]))
    if (keepsDensities(meta.plan)) {
      for (const [i, l] of meta.layouts.entries()) await c.run('INSERT INTO sweep_densities VALUES ($1, $2, repeat(\'\\x00\'::BLOB, $3))', [sweep, i, densitySize(l) * 4])
    }
    await c.run(createRows(sweep, widthsOf(meta.layouts)))
    return sweep
  })
}
