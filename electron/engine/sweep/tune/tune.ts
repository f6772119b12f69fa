/** A budget from the question to the stored answer: split, search, then a sweep of all images with what was found. */
import { StudioError } from '@shared/errors'
import { defaultSettings } from '@shared/policy/settings'
import { sweepPlanSchema } from '@shared/sweep/plan'
import { balancedSplit, type Split } from '@shared/sweep/tune/split'
import { staticSettings, tuneVariants } from '@shared/sweep/tune/variants'
import { SweepSession, type SessionOptions } from '../session'
import { Calibration } from './measure'
import { TrialPool } from './pool'
import { TuneProgress, type TuneStep } from './progress'
import { search, searchCost, type Searched } from './search'

/** Below this many images neither side says anything. */
export const fewestImages = 16

/** The policy as trained, and more and less willing: what an image costs under other thresholds lies between these. */
const sortedBy = [0.12, 0.35, 0.5, 0.62, 0.75, 0.9].map((p) => ({ ...defaultSettings, blockThreshold: p, tokenThreshold: p }))

export interface TuneOptions extends Pick<SessionOptions, 'dataset' | 'samples' | 'sweeps' | 'name' | 'study' | 'signal' | 'onEvent'> {
  model: SessionOptions['models'][number]
  ref: SessionOptions['plan']['dataset']
  /** Share of the static MACs. */
  budget: number
  limit: number | null; workers: number
  onStep: (step: TuneStep) => void
}

/**
 * Finds thresholds for a budget and stores a sweep of purpose `tune` that judges them. Cancelling the search stores nothing.
 * @returns the session of that sweep, not yet run
 * @throws StudioError for a model without a policy, too few images, no ground truth, or a budget out of reach
 */
export async function tune(options: TuneOptions): Promise<SweepSession> {
  const { model, dataset, budget, limit, workers, sweeps, name, study, signal, onEvent, ref } = options
  if (model.manifest.architecture.policy === null) throw new StudioError('unsupported', 'This model is static: there are no thresholds to tune', { file: model.file, fix: 'Choose an adaptive model.' })
  const samples = options.samples.slice(0, limit ?? undefined), begun = performance.now()
  if (samples.length < fewestImages) throw new StudioError('usage', `${samples.length} images are too few to tune on`, { why: `Half of them are held out; at least ${fewestImages} are needed.`, fix: 'Take more images.' })
  const { split, found } = await findThresholds(options, samples)
  const plan = sweepPlanSchema.parse({
    dataset: ref, limit, workers, purpose: 'tune', variants: tuneVariants(model.manifest, budget, found.plain.settings, found.tuned.settings),
    tuned: { budget, range: found.range, calibration: split.calibration, plainGain: found.plain.gain, rounds: found.rounds, seconds: (performance.now() - begun) / 1000 }
  })
  return new SweepSession({ plan, models: [model], dataset, samples: options.samples, sweeps, name: name ?? `${model.name}, ${plan.variants.at(-1)!.label.toLowerCase()}`, study, signal, onEvent })
}

async function findThresholds({ model, budget, workers, signal, onStep }: TuneOptions, samples: TuneOptions['samples']): Promise<{ split: Split; found: Searched }> {
  const { folder, manifest } = model, progress = new TuneProgress(onStep)
  const pool = new TrialPool({ folder, manifest }, samples, Math.min(workers, samples.length), signal)
  try {
    progress.begin('Sorting the images by cost', sortedBy.length * samples.length + searchCost(manifest) * Math.min(samples.length / 2, 256))
    const trials = await pool.run(samples.map((_, i) => i), sortedBy, 'macs', () => progress.did(sortedBy.length))
    const split = balancedSplit(trials.map((t) => t && t.flatMap((trial) => trial.blocks)))
    if (split.heldOut.length < fewestImages / 2) throw new StudioError('mismatch', 'Too few of the images can be read', { why: `${trials.filter((t) => t === null).length} of ${trials.length} cannot.`, fix: 'Sweep the data set first: it says what is wrong with each.' })
    const calibration = new Calibration(pool, split.calibration, manifest, progress)
    return { split, found: await search(calibration, manifest, budget, split.calibration.length, staticSettings(manifest), progress) }
  } finally {
    await pool.close()
  }
}
