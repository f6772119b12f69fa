/** A study file: runs of the profiler, as they are written and as they are looked at. */
import { analyse } from '@shared/runs/analyse'
import { meterFacts } from '@shared/runs/meter-facts'
import type { Run, RunDetail } from '@shared/runs/run'
import type { Series } from '@shared/rpc/device-calls'
import type { Trace } from '@shared/trace/trace'
import { enterRun, type RunMeta } from './begin'
import { Database } from './database'
import { readDocuments, type Documents } from './documents'
import { changeRun, closeCrashed, hideRun, purge, restoreRun, type RunChange } from './edit'
import { asRun, findRun, listRuns } from './list'
import { readLatencies } from './latency-traces'
import { putMeter, readMeter, type Meter } from './meter'
import { migrate } from './migrate'
import { powerOf } from './power'
import { readTrace } from './read-trace'
import { readSeries } from './series'
import { closeCrashedSweeps, purgeSweeps } from './sweeps/edit'
import { Sweeps } from './sweeps/sweeps'
import { RunWriter } from './writer'

export type { RunMeta } from './begin'
export type { RunWriter } from './writer'

/** Latencies of a variant that a distribution needs at most. */
const mostLatencies = 20_000

export class Store {
  private readonly writers = new Set<RunWriter>()
  readonly sweeps: Sweeps
  private constructor(private readonly db: Database) {
    this.sweeps = new Sweeps(db)
  }

  get file(): string {
    return this.db.file
  }

  /** Opens a study file or makes one; brings an older one to today's version, and closes runs that a crash left open. @throws StudioError */
  static async open(file: string): Promise<Store> {
    const db = await Database.open(file)
    try {
      await migrate(db)
      await closeCrashed(db)
      await closeCrashedSweeps(db)
      await purgeSweeps(db)
      await purge(db)
    } catch (error) {
      db.abandon()
      throw error
    }
    return new Store(db)
  }

  /** Enters a run that begins; its state is `running` until `finish`. */
  async begin(meta: RunMeta): Promise<RunWriter> {
    const run = await enterRun(this.db, meta, new Date().toISOString())
    const writer: RunWriter = new RunWriter(this.db, run, powerOf(meta.capabilities), () => this.writers.delete(writer))
    this.writers.add(writer)
    return writer
  }

  runs(): Promise<Run[]> {
    return listRuns(this.db)
  }

  /** @throws StudioError `not-found`, as all that follow */
  async run(id: string): Promise<Run> {
    return asRun(await findRun(this.db, id))
  }

  /** A run with its figures, computed from what was captured. */
  async detail(id: string): Promise<RunDetail> {
    const run = await findRun(this.db, id)
    const { plan, capabilities, images, skipped } = await readDocuments(this.db, run)
    const trace = await readTrace(this.db, run), meter = await readMeter(this.db, run)
    const facts = meter && meterFacts(meter.file, meter.power, meter.alignment, run.durationS)
    return { ...asRun(run), plan, capabilities, images, skipped, meter: facts, ...analyse({ trace, plan, capabilities, state: run.state, ending: run.ending, meter, skipped }) }
  }

  async documents(id: string): Promise<Documents> {
    return readDocuments(this.db, await findRun(this.db, id))
  }

  /** All that was captured, in memory. */
  async trace(id: string): Promise<Trace> {
    return readTrace(this.db, await findRun(this.db, id))
  }

  /** @param range seconds since the run's first line; null is the run's own end */
  async series(id: string, range: { from: number | null; to: number | null; columns: number }): Promise<Series> {
    const run = await findRun(this.db, id)
    return readSeries(this.db, run, (await readDocuments(this.db, run)).capabilities, range)
  }

  /** Milliseconds by variant, warm-up left out. */
  async latencies(id: string): Promise<Record<string, number[]>> {
    return readLatencies(this.db, await findRun(this.db, id), mostLatencies)
  }

  /** Takes an external meter's trace into a run, in the place of an earlier one: its energy then comes from it. */
  async putMeter(id: string, meter: Meter): Promise<void> {
    await putMeter(this.db, await findRun(this.db, id), meter)
  }

  async update(id: string, change: RunChange): Promise<Run> {
    await changeRun(this.db, id, change)
    return this.run(id)
  }

  /** Hides a run; it goes for good when the store is closed. */
  delete(id: string): Promise<void> {
    return hideRun(this.db, id)
  }

  restore(id: string): Promise<void> {
    return restoreRun(this.db, id)
  }

  /** Ends runs under way as partial, deletes what is hidden, and lets go of the file. */
  async close(): Promise<void> {
    try {
      for (const writer of this.writers) await writer.finish('partial', 'The studio was closed while this run was going on')
      await this.sweeps.close()
      await purgeSweeps(this.db)
      await purge(this.db)
    } finally {
      await this.db.close()
    }
  }
}
