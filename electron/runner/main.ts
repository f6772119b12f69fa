/** Entry of the runner, and of its worker threads: all are the same file. Threads load what they need, and so no ONNX Runtime. */
import { isMainThread, workerData } from 'node:worker_threads'
import type { SpinTask } from './burst'
import type { SamplerTask } from './sampler'

if (isMainThread) void import('./program').then((program) => program.main(process.argv.slice(2)))
else void import('./worker').then((worker) => worker.main(workerData as SpinTask | SamplerTask))
