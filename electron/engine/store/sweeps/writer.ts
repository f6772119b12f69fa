/** The sweep that goes on: whole images are saved a batch at a time, so that a crash loses at most two seconds of them and never half an image. */
import { blobValue, type DuckDBConnection } from '@duckdb/node-api'
import type { ImageRows, SweepRow } from '@shared/sweep/row'
import { appendRows, type Row } from '../append'
import type { Database } from '../database'
import { isStored } from './list'
import { rowsTable, type Widths } from './table'
import type { Begun } from './begun'

/** As `RunWriter`'s: the other second is for saving. */
const saveAfterMs = 1000


type Reached = Pick<Begun, 'densities' | 'seconds'>

export class SweepWriter {
  /** As `Sweep.id`. */
  readonly id: string
  private waiting: ImageRows[] = []
  private timer: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()
  private problem: unknown = null
  /** A batch whose saving failed. It may be stored all the same: a disk can be full after a commit too. */
  private doubtful: { images: ImageRows[]; reached: Reached } | null = null
  private since: number | null = performance.now()
  private ended = false

  constructor(private readonly db: Database, private readonly begun: Begun, private readonly onEnd: () => void) {
    this.id = String(begun.sweep)
  }

  /** Takes the rows of one image. @throws StudioError when saving failed, e.g. on a full disk; nothing of the failed batch is stored then. */
  async append(image: ImageRows): Promise<void> {
    this.waiting.push(image)
    const failed = this.problem
    this.problem = null
    if (failed !== null) throw failed instanceof Error ? failed : new Error('saving failed')
    this.timer ??= setTimeout(() => void this.save().catch((error: unknown) => { this.problem = error }), saveAfterMs)
    return Promise.resolve()
  }

  /** Time that is not work, as while it is paused, is not counted. */
  async pause(): Promise<void> {
    await this.save()
    await this.db.write((c) => c.run(`UPDATE sweeps SET state = 'paused' WHERE id = $1`, [this.begun.sweep]))
    this.since = null
  }

  async goOn(): Promise<void> {
    this.since = performance.now()
    await this.db.write((c) => c.run(`UPDATE sweeps SET state = 'running', ended = NULL, ending = NULL WHERE id = $1`, [this.begun.sweep]))
  }

  /** Images that failed before will be tried again. */
  async forgetFailures(): Promise<void> {
    await this.db.write((c) => c.run('DELETE FROM sweep_failures WHERE sweep = $1', [this.begun.sweep]))
  }

  save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.saving = this.saving.catch(() => undefined).then(async () => {
      await this.settle()
      const images = this.waiting
      if (images.length === 0) return
      this.waiting = []
      const reached = { densities: this.added(images), seconds: this.worked() }
      try {
        await this.db.write((c) => this.store(c, images, reached))
        this.adopt(reached)
      } catch (error) {
        this.doubtful = { images, reached }
        throw error
      }
    })
    return this.saving
  }

  private adopt(reached: Reached): void {
    Object.assign(this.begun, reached)
    if (this.since !== null) this.since = performance.now()
  }

  /** Finds out whether the failed batch was stored; if not, its images wait again, before the others. */
  private async settle(): Promise<void> {
    if (!this.doubtful) return
    const { images, reached } = this.doubtful
    if (await isStored(this.db, this.begun.sweep, images[0]!.image)) this.adopt(reached)
    else this.waiting = images.concat(this.waiting)
    this.doubtful = null
  }

  private worked(): number {
    return this.begun.seconds + (this.since === null ? 0 : (performance.now() - this.since) / 1000)
  }

  /** Sums with these images; those so far stay as they are until all is stored. */
  private added(images: readonly ImageRows[]): (Uint32Array | null)[] {
    return this.begun.densities.map((before, variant) => {
      if (!before) return null
      const sums = before.slice()
      for (const row of images.flatMap((i) => i.rows)) if (row.variant === variant && row.selected) for (let t = 0; t < sums.length; t++) sums[t]! += row.selected[t]!
      return sums
    })
  }

  private async store(c: DuckDBConnection, images: readonly ImageRows[], { densities, seconds }: Reached): Promise<void> {
    const { sweep, widths } = this.begun
    await appendRows(c, rowsTable(sweep), images.flatMap((i) => i.rows.map((r) => asRow(i, r, widths))))
    await appendRows(c, 'sweep_failures', images.filter((i) => i.failure !== null).map((i) => [sweep, i.image, i.failure]))
    for (const [variant, sums] of densities.entries()) if (sums) await c.run('UPDATE sweep_densities SET counts = $3 WHERE sweep = $1 AND variant = $2', [sweep, variant, blobValue(new Uint8Array(sums.buffer))])
    await c.run('UPDATE sweeps SET saved = $2, seconds = $3 WHERE id = $1', [sweep, new Date().toISOString(), seconds])
  }

  /** Saves what waits and closes the sweep; `ending` says why, where images are missing. */
  async finish(state: 'complete' | 'partial', ending: string | null): Promise<void> {
    if (this.ended) return
    await this.save()
    await this.db.write((c) => c.run('UPDATE sweeps SET state = $2, ending = $3, ended = $4 WHERE id = $1', [this.begun.sweep, state, ending, new Date().toISOString()]))
    this.ended = true
    this.onEnd()
  }
}

function asRow({ image, difficulty }: ImageRows, r: SweepRow, w: Widths): Row {
  const padded = (values: readonly (number | null)[] | Float64Array, width: number): Row => [...values, ...Array<null>(width - values.length).fill(null)]
  return [r.variant, image, r.route, r.asked, r.executed, r.controllers, r.latencyMs, difficulty, ...padded(r.tokens, w.blocks), ...padded(r.main, w.tasks), ...padded(r.sums, w.sums)]
}
