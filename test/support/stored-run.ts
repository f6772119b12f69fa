/** The run in the fixtures of study files. It never changes: the fixtures of every version hold it. */
import { planSchema } from '@shared/device/plan'
import type { Line } from '@shared/trace/stream'
import type { RunMeta } from '../../electron/engine/store/store'
import { done, environment, inference, meta, phase, sample, start } from './runs'

const s = (seconds: number): number => start + seconds * 1e9

const plan = planSchema.parse({
  preset: 'custom', seed: 7, rounds: 2, slotSeconds: 6, slotInferences: 20, idleSeconds: 4, warmUp: { maxSeconds: 10, stableWithin: 0.05 }, coolDown: null,
  sampleHz: 20, threads: 2, images: 12, variants: [{ id: 'static', label: 'Static', model: 0, settings: { static: true } }, { id: 'adaptive', label: 'Adaptive', model: 0, settings: {} }]
})

export const storedMeta: RunMeta = { ...meta, plan, name: 'Sample' }
export const storedLines: Line[] = [
  environment(), phase('begin', s(0.5), 'idle', null), sample(s(1), [-0.2, 3.8, 31.5]), phase('end', s(2), 'idle', null),
  inference(s(2.1), 40, { slot: -1, warm: true }),
  phase('begin', s(3)), inference(s(3.1), 30), sample(s(3.2), [-0.5, 3.7, null]), inference(s(3.3), 32, { image: 1, route: '1111' }), phase('end', s(4)),
  { t: 'error', at: s(4.1), code: 'image', message: 'one image was odd', fatal: false },
  { t: 'sampler', at: s(4.2), samples: 2, cpuNs: 1e6, medianNs: 9e4, late: 0 }, done(s(5), 2)
]
