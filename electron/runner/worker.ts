/** What a worker thread of the runner does. */
import { runSpin, type SpinTask } from './burst'
import { runSampler, type SamplerTask } from './sampler'

export function main(task: SamplerTask | SpinTask): void {
  if (task.kind === 'sampler') runSampler(task)
  else runSpin(task)
}
