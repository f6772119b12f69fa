/** Threads of a search: they live as long as it does, and take one image after another through a set of settings. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '@shared/errors'
import type { Settings } from '@shared/policy/settings'
import type { DatasetSample } from '../../dataset/layout'
import { truthKey } from '../image'
import { ask, workerFile } from '../pool'
import type { Trial, TrialAnswer, TrialJob, TrialTask, Wanted } from './messages'

export class TrialPool {
  private readonly workers: Worker[]
  constructor(private readonly task: TrialTask, private readonly samples: readonly DatasetSample[], count: number, private readonly signal: AbortSignal) {
    this.workers = Array.from({ length: count }, () => new Worker(workerFile('tune-worker'), { workerData: task }))
  }

  /**
   * @param images positions of samples
   * @param onImage after each image, in the order in which they end
   * @returns for each image a trial for each of the settings; null for an image that cannot be read
   * @throws AbortError, or what a thread failed with
   */
  async run(images: readonly number[], settings: Settings[], wanted: Wanted, onImage: () => void): Promise<(Trial[] | null)[]> {
    const results = new Array<Trial[] | null>(images.length).fill(null), left = images.entries()
    const work = async (worker: Worker): Promise<void> => {
      for (const [i, image] of left) {
        this.signal.throwIfAborted()
        results[i] = await this.trials(worker, this.job(image, settings, wanted))
        onImage()
      }
    }
    const ends = await Promise.allSettled(this.workers.map(work))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return results
  }

  private async trials(worker: Worker, job: TrialJob): Promise<Trial[] | null> {
    try {
      return (await ask<Extract<TrialAnswer, { k: 'done' }>>(worker, job)).trials
    } catch (error) {
      if (error instanceof StudioError && error.value.code !== 'internal' && error.value.code !== 'usage') return null
      throw error
    }
  }

  private job(image: number, settings: Settings[], wanted: Wanted): TrialJob {
    const { path, truth } = this.samples[image]!
    return { image, path, truths: Object.fromEntries(this.task.manifest.tasks.map((t) => [truthKey(t), truth(t)])), settings, wanted }
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((w) => w.terminate()))
  }
}
