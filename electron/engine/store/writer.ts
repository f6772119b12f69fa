/** The run that goes on: lines are saved a batch at a time, so that a crash loses at most two seconds of them. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import type { Run } from '@shared/runs/run'
import type { Line } from '@shared/trace/stream'
import { appendLines, noProgress, type Progress } from './batch'
import { appendCounters, type Recorded } from './counters'
import type { Database } from './database'
import type { PowerOf } from './power'

/** A batch is saved one second after its first line: that leaves another one for saving it. */
const saveAfterMs = 1000
/** Or as soon as it has so many lines: a burst must not fill the memory. */
const saveAtLines = 20_000

export class RunWriter {
  /** As `Run.id`. */
  readonly id: string
  private waiting: Line[] = []
  private progress: Progress = noProgress
  /** A batch whose saving failed. It may be stored all the same: a disk can be full after a commit too. */
  private doubtful: { lines: Line[]; reached: Progress } | null = null
  private timer: NodeJS.Timeout | null = null
  private saving: Promise<void> = Promise.resolve()
  private problem: unknown = null
  private ended = false

  constructor(private readonly db: Database, private readonly run: number, private readonly power: PowerOf | null, private readonly onEnd: () => void) {
    this.id = String(run)
  }

  /**
   * Takes lines in the runner's order. They are saved within two seconds; the promise waits only while much is unsaved.
   * @throws StudioError when saving failed, e.g. on a full disk. The lines are kept and saved by the next call that succeeds.
   */
  async append(lines: readonly Line[]): Promise<void> {
    if (this.ended) throw new StudioError('internal', 'This run has ended; nothing can be added to it')
    for (const line of lines) this.waiting.push(line)
    const failed = this.problem !== null
    this.problem = null
    if (failed || this.waiting.length >= saveAtLines) return this.save()
    this.timer ??= setTimeout(() => void this.save().catch((error: unknown) => { this.problem = error }), saveAfterMs)
  }

  /** Saves what waits. */
  save(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.saving = this.saving.catch(() => undefined).then(async () => {
      await this.settle()
      const lines = this.waiting
      if (lines.length === 0) return
      this.waiting = []
      let reached = this.progress
      try {
        await this.db.write(async (c) => { reached = await appendLines(c, this.run, lines, this.progress, this.power) })
        this.progress = reached
      } catch (error) {
        this.doubtful = { lines, reached }
        throw error
      }
    })
    return this.saving
  }

  /** Finds out whether the failed batch was stored; if not, its lines wait again, before the others. */
  private async settle(): Promise<void> {
    if (!this.doubtful) return
    const [row] = await this.db.rows(z.object({ batches: z.number() }), 'SELECT batches FROM runs WHERE id = $1', [this.run])
    const { lines, reached } = this.doubtful
    if (row!.batches > this.progress.batches) this.progress = reached
    else this.waiting = lines.concat(this.waiting)
    this.doubtful = null
  }

  /** Adds what perfetto recorded since the runner last began, by the device's clock: of a run that went on after a restart of the device, before the runner does. */
  async addCounters(recorded: Recorded): Promise<void> {
    await this.save()
    await this.db.write((c) => appendCounters(c, this.run, recorded, this.progress.clock.shift))
  }

  /** Saves what waits and closes the run; `ending` says why, where the plan was not finished. May be called again when it failed. */
  async finish(state: Exclude<Run['state'], 'running'>, ending: string | null): Promise<void> {
    if (this.ended) return
    await this.save()
    await this.db.write((c) => c.run('UPDATE runs SET state = $2, ending = $3, ended = $4 WHERE id = $1', [this.run, state, ending, new Date().toISOString()]))
    this.ended = true
    this.onEnd()
  }
}
