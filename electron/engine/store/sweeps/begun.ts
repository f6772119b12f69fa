/** A sweep under way: what its rows mean, and what has been added up so far. */
import type { SweepLayout } from '@shared/sweep/layout'
import type { Database } from '../database'
import { keepsDensities } from './begin'
import { readDensity, readLayouts, type StoredSweep } from './list'
import { widthsOf, type Widths } from './table'

export interface Begun { sweep: number; layouts: SweepLayout[]; widths: Widths; /** By variant; null where none are kept. */ densities: (Uint32Array | null)[]; seconds: number }

/** Where a sweep that was stopped, or that a crash ended, stands. */
export async function readBegun(db: Database, sweep: StoredSweep): Promise<Begun> {
  const layouts = await readLayouts(db, sweep.number)
  const densities = keepsDensities(sweep.plan) ? await Promise.all(layouts.map((l, i) => readDensity(db, sweep.number, i, l))) : layouts.map(() => null)
  return { sweep: sweep.number, layouts, widths: widthsOf(layouts), densities, seconds: sweep.seconds }
}
