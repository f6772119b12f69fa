/** Entry of a sweep's thread: one image at a time through every variant. ONNX Runtime blocks its thread, so images run side by side in threads of their own. */
import { parentPort, workerData } from 'node:worker_threads'
import { toErrorValue } from '@shared/errors'
import { ImageSweeper } from './image'
import type { Answer, Job, WorkerTask } from './messages'

const sweeper = new ImageSweeper(workerData as WorkerTask), port = parentPort!

const answer = (job: Job): Promise<Answer> =>
  sweeper.run(job).then((rows): Answer => ({ k: 'done', rows }), (error: unknown): Answer => ({ k: 'failed', error: toErrorValue(error) }))

port.on('message', (job: Job) => void answer(job).then((a) => port.postMessage(a)))
