/** Entry of a search's thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { toErrorValue } from '@shared/errors'
import type { TrialAnswer, TrialJob, TrialTask } from './messages'
import { Trials } from './trial'

const trials = new Trials(workerData as TrialTask), port = parentPort!

const answer = (job: TrialJob): Promise<TrialAnswer> =>
  trials.run(job).then((done): TrialAnswer => ({ k: 'done', trials: done }), (error: unknown): TrialAnswer => ({ k: 'failed', error: toErrorValue(error) }))

port.on('message', (job: TrialJob) => void answer(job).then((a) => port.postMessage(a)))
