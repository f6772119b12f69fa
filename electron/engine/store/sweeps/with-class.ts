/** Images in which a class occurs: its pixels in truth or prediction are among the sums of each image. */
import { StudioError } from '@shared/errors'
import { sumsOf } from '@shared/sweep/layout'
import { classSum } from '@shared/sweep/pooled'
import type { Database } from '../database'
import { numbers } from '../values'
import { readLayouts, type StoredSweep } from './list'
import { variantPosition } from './pooled'
import { rowsTable } from './table'

/** @returns positions, ascending. @throws StudioError `not-found` for a task without this class */
export async function readWithClass(db: Database, sweep: StoredSweep, variant: string, task: string, index: number): Promise<Uint32Array> {
  const position = variantPosition(sweep, variant), layout = (await readLayouts(db, sweep.number))[position]!
  const at = layout.tasks.findIndex((t) => t.id === task), place = at < 0 ? null : classSum(layout.tasks[at]!, index)
  if (place === null) throw new StudioError('not-found', `${task} has no class ${index} in this sweep`, { fix: 'Choose a class of the list.' })
  const [images = []] = await db.columns(`SELECT image::DOUBLE FROM ${rowsTable(sweep.number)} WHERE variant = $1 AND a${sumsOf(layout).starts[at]! + place} > 0 ORDER BY image`, [position])
  return Uint32Array.from(numbers(images))
}
