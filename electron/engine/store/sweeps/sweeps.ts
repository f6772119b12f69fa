/** Sweeps of a study file. `Store.sweeps` is the way in. */
import type { SweepColumns } from '@shared/sweep/columns'
import type { Pooled } from '@shared/sweep/figures'
import type { SweepGain } from '@shared/rpc/sweep-calls'
import type { VariantSums } from '@shared/sweep/per-image'
import type { Sweep } from '@shared/sweep/plan'
import type { Database } from '../database'
import { readBegun } from './begun'
import { enterSweep, type SweepImage, type SweepMeta } from './begin'
import { readSweepColumns } from './columns'
import { readDensities, type Densities } from './densities'
import { changeSweep, hideSweep, restoreSweep, type SweepChange } from './edit'
import { readGains } from './gain'
import { asSweep, doneImages, findSweep, listSweeps, readFailures, readImages } from './list'
import { readPooled } from './pooled'
import { readChanged, readSums } from './sums'
import { readWithClass } from './with-class'
import { SweepWriter } from './writer'

export type { SweepImage, SweepMeta } from './begin'
export type { SweepWriter } from './writer'

export class Sweeps {
  private readonly writers = new Set<SweepWriter>()
  constructor(private readonly db: Database) {}

  list(): Promise<Sweep[]> {
    return listSweeps(this.db)
  }

  /** @throws StudioError `not-found`, as all that follow */
  async get(id: string): Promise<Sweep> {
    return asSweep(await findSweep(this.db, id))
  }

  /** Enters a sweep that begins; its state is `running` until `finish`. */
  async begin(meta: SweepMeta): Promise<SweepWriter> {
    return this.write(String(await enterSweep(this.db, meta, new Date().toISOString())))
  }

  /** Takes up a sweep where it ended. @returns also the images that are done already */
  async resume(id: string): Promise<{ writer: SweepWriter; done: Set<number> }> {
    const writer = await this.write(id)
    await writer.goOn()
    await writer.forgetFailures()
    return { writer, done: await doneImages(this.db, Number(id)) }
  }

  private async write(id: string): Promise<SweepWriter> {
    const writer: SweepWriter = new SweepWriter(this.db, await readBegun(this.db, await findSweep(this.db, id)), () => this.writers.delete(writer))
    this.writers.add(writer)
    return writer
  }

  /** In the order of the rows' image numbers. */
  async images(id: string): Promise<SweepImage[]> {
    return readImages(this.db, (await findSweep(this.db, id)).number)
  }

  async failures(id: string): Promise<{ image: number; message: string }[]> {
    return readFailures(this.db, (await findSweep(this.db, id)).number)
  }

  async columns(id: string, variant: string): Promise<SweepColumns> {
    return readSweepColumns(this.db, await findSweep(this.db, id), variant)
  }

  /** @param images positions; null takes all */
  async pooled(id: string, variants: readonly string[], images: ArrayLike<number> | null): Promise<Pooled[]> {
    return readPooled(this.db, await findSweep(this.db, id), variants, images)
  }

  async gains(id: string, baseline: string, variants: readonly string[], images: ArrayLike<number> | null): Promise<(SweepGain | null)[]> {
    return readGains(this.db, await findSweep(this.db, id), baseline, variants, images)
  }

  /** Positions of the images in which a class occurs, in the ground truth or in the variant's prediction. */
  async withClass(id: string, variant: string, task: string, index: number): Promise<Uint32Array> {
    return readWithClass(this.db, await findSweep(this.db, id), variant, task, index)
  }

  /** Sums of each image, for figures with intervals; all variants, in the plan's order. */
  async sums(id: string): Promise<VariantSums[]> {
    const sweep = await findSweep(this.db, id)
    return Promise.all(sweep.plan.variants.map((v) => readSums(this.db, sweep, v.id)))
  }

  /** By variant: on how many images it differs from the first one in what ran or what that cost. */
  async changed(id: string): Promise<Map<string, number>> {
    return readChanged(this.db, await findSweep(this.db, id))
  }

  async densities(id: string, variant: string): Promise<Densities | null> {
    return readDensities(this.db, await findSweep(this.db, id), variant)
  }

  async update(id: string, change: SweepChange): Promise<Sweep> {
    await changeSweep(this.db, id, change)
    return this.get(id)
  }

  /** Hides a sweep; it goes for good when the store is closed. */
  delete(id: string): Promise<void> {
    return hideSweep(this.db, id)
  }

  restore(id: string): Promise<void> {
    return restoreSweep(this.db, id)
  }

  /** Ends sweeps under way as partial. */
  async close(): Promise<void> {
    for (const writer of this.writers) await writer.finish('partial', 'The studio was closed while this sweep was going on')
  }
}
