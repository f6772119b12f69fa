/** A sweep from its first image to its last, or to where it is stopped. */
import { setTimeout as wait } from 'node:timers/promises'
import { StudioError, toErrorValue } from '@shared/errors'
import type { Sweep, SweepPlan } from '@shared/sweep/plan'
import type { ImageRows } from '@shared/sweep/row'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import type { Dataset } from '@shared/sweep/dataset'
import { layoutOf } from '@shared/sweep/layout'
import type { DatasetSample } from '../dataset/layout'
import { keepsDensities } from '../store/sweeps/begin'
import type { Sweeps, SweepWriter } from '../store/sweeps/sweeps'
import { truthKey } from './image'
import type { Job, SweptModel } from './messages'
import { runPool } from './pool'
import { Rate } from './rate'

/** Images that fail one after another from the first: then it is not the images. */
const hopeless = 20
const tellEveryMs = 200

export interface SessionOptions {
  plan: SweepPlan
  models: (SweptModel & Sweep['models'][number])[]
  dataset: Dataset; samples: readonly DatasetSample[]
  sweeps: Sweeps
  name?: string; study?: string
  /** Going on with this one. */
  resume?: string
  /** Stops it; what was done is kept. */
  signal: AbortSignal
  onEvent: (event: SweepEvent) => void
}

export class SweepSession {
  private stopping = false
  private resumed: (() => void) | null = null
  private waiting: Promise<void> | null = null
  private writer: SweepWriter | null = null
  /** Storing that it pauses or goes on; a failure of it ends the sweep. */
  private noted: Promise<void> = Promise.resolve()
  constructor(private readonly options: SessionOptions) {}

  /** @returns the stored sweep. @throws StudioError when it could not go on; what was done until then is kept */
  async run(): Promise<Sweep> {
    const { plan, models, dataset, sweeps, signal, onEvent } = this.options
    const samples = this.options.samples.slice(0, plan.limit ?? undefined)
    const { writer, done } = await this.begin(samples)
    this.writer = writer
    const abort = (): void => this.order('stop')
    signal.addEventListener('abort', abort, { once: true })
    onEvent({ k: 'started', sweep: writer.id })
    const rate = new Rate(samples.length, done.size)
    const tell = (): void => onEvent({ k: 'progress', ...rate.now() })
    const left = samples.map((_, i) => i).filter((i) => !done.has(i))[Symbol.iterator]()
    const next = async (): Promise<Job | null> => {
      await this.waiting
      await this.noted
      if (this.stopping || signal.aborted) return null
      const { value: image } = left.next()
      return image === undefined ? null : this.job(image, samples[image]!)
    }
    const ticking = new AbortController(), ticks = this.every(tellEveryMs, tell, ticking.signal)
    try {
      tell()
      const workers = Math.min(plan.workers, Math.max(1, samples.length - done.size))
      await runPool({ models: models.map(({ folder, manifest }) => ({ folder, manifest })), variants: plan.variants, densities: keepsDensities(plan), difficultyFrom: dataset.difficultyFrom }, workers, next, (rows) => this.take(rows, rate))
      await writer.finish(rate.complete ? 'complete' : 'partial', rate.complete ? null : 'Stopped')
    } catch (error) {
      await writer.finish('partial', toErrorValue(error).message)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
      ticking.abort()
      await ticks
      tell()
    }
    return sweeps.get(writer.id)
  }

  private async begin(samples: readonly DatasetSample[]): Promise<{ writer: SweepWriter; done: Set<number> }> {
    const { plan, models, dataset, sweeps, name, study, resume } = this.options
    if (resume !== undefined) return sweeps.resume(resume)
    const layouts = plan.variants.map((v) => layoutOf(models[v.model]!.manifest, v.settings))
    const images = samples.map(({ name, path }) => ({ name, path }))
    const meta = { name, study, plan, title: dataset.title, difficulty: dataset.difficulty, layouts, images, models: models.map(({ name, file, hash }) => ({ name, file, hash })) }
    return { writer: await sweeps.begin(meta), done: new Set() }
  }

  private job(image: number, { path, difficulty, truth }: DatasetSample): Job {
    const tasks = this.options.models.flatMap((m) => m.manifest.tasks)
    return { image, path, difficulty, truths: Object.fromEntries(tasks.map((t) => [truthKey(t), truth(t)])) }
  }

  private async take(rows: ImageRows, rate: Rate): Promise<void> {
    await this.writer!.append(rows)
    rate.take(rows.failure !== null)
    if (rate.failed < hopeless || rate.succeeded > 0) return
    throw new StudioError('mismatch', `The first ${hopeless} images all failed`, { why: rows.failure ?? undefined, fix: 'Check that data set and model belong together; then sweep again.' })
  }

  /** Pausing lets the images under way end. */
  order(what: 'pause' | 'resume' | 'stop'): void {
    if (what === 'pause' && !this.waiting && !this.stopping) {
      this.waiting = new Promise((resolve) => { this.resumed = resolve })
      this.note((w) => w.pause())
      this.options.onEvent({ k: 'paused', paused: true })
      return
    }
    if (what === 'stop') this.stopping = true
    if (!this.waiting) return
    this.waiting = null
    this.note((w) => w.goOn())
    this.resumed?.()
    this.options.onEvent({ k: 'paused', paused: false })
  }

  private note(act: (writer: SweepWriter) => Promise<void>): void {
    const writer = this.writer
    if (!writer) return
    this.noted = this.noted.then(() => act(writer))
    // It is awaited before the next image; until then it is nobody's.
    this.noted.catch(() => undefined)
  }

  private async every(ms: number, act: () => void, signal: AbortSignal): Promise<void> {
    while (await wait(ms, true, { signal }).catch(() => false)) if (!this.waiting) act()
  }
}
