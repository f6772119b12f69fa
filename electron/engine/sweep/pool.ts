/** Threads that each take the next image when they are free. */
import fs from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { StudioError, type ErrorValue } from '@shared/errors'
import type { ImageRows } from '@shared/sweep/row'
import type { Answer, Job, WorkerTask } from './messages'

/** A thread's program lies beside the engine's, as the build leaves it; from the sources it is the last build's. */
export function workerFile(name: 'sweep-worker' | 'tune-worker', from = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    for (const file of [path.join(folder, `${name}.js`), path.join(folder, 'out', 'main', `${name}.js`)]) if (fs.existsSync(file)) return file
    if (path.dirname(folder) === folder) throw new StudioError('incomplete', 'The program of the sweep\'s threads is missing', { file: path.join(from, `${name}.js`), fix: 'Install the studio again, or build it with "npm run setup".' })
  }
}

/**
 * Runs jobs in `count` threads until there are none left.
 * @param next the next job, null when there are none; may wait, as while the sweep is paused
 * @param onRows called in the order in which images end, never twice at the same time for one thread
 * @throws what a thread failed with; the others end after their image
 */
export async function runPool(task: WorkerTask, count: number, next: () => Promise<Job | null>, onRows: (rows: ImageRows) => Promise<void>): Promise<void> {
  const workers = Array.from({ length: count }, () => new Worker(workerFile('sweep-worker'), { workerData: task }))
  let failed = false
  const work = async (worker: Worker): Promise<void> => {
    try {
      for (let job = await next(); job !== null && !failed; job = await next()) await onRows((await ask<Extract<Answer, { k: 'done' }>>(worker, job)).rows)
    } catch (error) {
      failed = true
      throw error
    }
  }
  const ends = await Promise.allSettled(workers.map(work))
  await Promise.all(workers.map((w) => w.terminate()))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}

/** What one thread answers to one job. @throws what it failed with */
export function ask<Done extends { k: 'done' }>(worker: Worker, job: unknown): Promise<Done> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Done | { k: 'failed'; error: ErrorValue }): void => {
      end()
      if (answer.k === 'done') resolve(answer)
      else reject(new StudioError(answer.error.code, answer.error.message, answer.error))
    }
    const onError = (error: Error): void => {
      end()
      reject(error)
    }
    const onExit = (): void => onError(new Error('A thread of the sweep ended by itself'))
    const end = (): void => void worker.off('message', onMessage).off('error', onError).off('exit', onExit)
    worker.on('message', onMessage).on('error', onError).on('exit', onExit)
    worker.postMessage(job)
  })
}
