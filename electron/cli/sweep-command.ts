/** `sweep`: a model over a whole data set, into a study. */
import os from 'node:os'
import type { SweepDocument } from '@shared/cli/sweep-documents'
import { StudioError } from '@shared/errors'
import type { Progress } from '@shared/rpc/contract'
import type { SweepEvent } from '@shared/rpc/sweep-calls'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { counterfactualVariants } from '@shared/sweep/counterfactual'
import { datasetRefSchema, layoutSchema } from '@shared/sweep/dataset'
import { sweepPlanSchema, type Sweep, type SweepPlan } from '@shared/sweep/plan'
import { sweepVariants } from '@shared/sweep/variants'
import { findDataset } from '../engine/dataset/layout'
import { openModel } from '../engine/model/open'
import { StudyFile } from '../engine/store/study-file'
import { inOrder } from '../engine/sweep/in-order'
import { SweepSession, type SessionOptions } from '../engine/sweep/session'
import { defaultUserData, importCache, studyFile } from '../engine/user-data'
import { readSettings } from './settings-file'
import { sweepTable } from './sweep-table'
import { interruption, note, print, printJson, resolvePath } from './terminal'

export interface SweepArguments {
  config?: string; limit?: number; workers?: number; thresholds?: number[]; settings?: string; counterfactual?: boolean; split?: string; layout?: string; study?: string; name?: string; resume?: string; json?: boolean
}

export async function sweepCommand(modelPath: string, root: string, args: SweepArguments): Promise<void> {
  const signal = interruption(), model = await opened(modelPath, args.config, signal)
  const ref = datasetRefSchema.parse({ root: resolvePath(root), split: args.split ?? null, layout: layoutSchema.nullable().parse(args.layout ?? null) })
  const found = await findDataset(ref, signal, listing(args.json ?? false))
  for (const problem of found.dataset.problems) note(problem)
  const study = new StudyFile(args.study === undefined ? studyFile(defaultUserData()) : resolvePath(args.study))
  try {
    const { sweeps } = await study.open()
    const again = args.resume === undefined ? null : resumable(await sweeps.get(args.resume), model, args)
    const workers = args.workers ?? os.availableParallelism()
    const plan = again ? { ...again.plan, workers } : sweepPlanSchema.parse({
      dataset: ref, limit: args.limit ?? null, workers, purpose: args.counterfactual ? 'counterfactual' : args.thresholds ? 'thresholds' : 'sweep',
      variants: variantsFor(model, args, await readSettings(args.settings) ?? defaultSettings)
    })
    const samples = again ? inOrder(found.samples, await sweeps.images(again.id)) : found.samples
    const session = new SweepSession({ plan, models: [model], dataset: found.dataset, samples, sweeps, name: args.name, resume: args.resume, signal, onEvent: sweepTeller(args.json ?? false) })
    const sweep = await session.run()
    const variants = await sweeps.pooled(sweep.id, plan.variants.map((v) => v.id), null)
    const names = await sweeps.images(sweep.id), failures = (await sweeps.failures(sweep.id)).map(({ image, message }) => ({ image: names[image]!.path, message }))
    if (args.json) printJson({ study: study.file, sweep, dataset: found.dataset, variants, failures } satisfies SweepDocument)
    else print(sweepTable(sweep, variants, study.file))
    for (const f of failures) note(`adamtl-studio: ${f.image}: ${f.message}`)
    if (sweep.state !== 'complete') note(`adamtl-studio: The sweep is partial. Go on with --resume ${sweep.id}.`)
    if (sweep.state !== 'complete' || failures.length > 0) process.exitCode = 1
  } finally {
    await study.close()
  }
}

function variantsFor({ name, manifest, file }: SessionOptions['models'][number], { thresholds, counterfactual }: SweepArguments, settings: Settings): SweepPlan['variants'] {
  const adaptive = manifest.architecture.policy !== null
  if (!counterfactual) return sweepVariants([{ name, kind: adaptive ? 'adaptive' : 'static' }], thresholds ?? [], settings)
  if (thresholds) throw new StudioError('usage', '--counterfactual forces blocks, --thresholds moves thresholds', { fix: 'Do one after the other.' })
  if (!adaptive) throw new StudioError('unsupported', 'This model is static: nothing decides about its blocks', { file, fix: 'Choose an adaptive model.' })
  return counterfactualVariants(manifest.architecture, settings)
}

export async function opened(file: string, config: string | undefined, signal: AbortSignal): Promise<SessionOptions['models'][number]> {
  const model = await openModel(resolvePath(file), { cache: importCache(defaultUserData()), config: config === undefined ? undefined : resolvePath(config), signal })
  if (model.kind === 'plain') throw new StudioError('unsupported', 'A plain model has no decisions to sweep', { file, fix: 'Name a checkpoint or a model folder of the studio.' })
  const { name, folder, manifest } = model
  return { name, file: model.file, hash: manifest.provenance.sha256, folder, manifest }
}

/** A sweep goes on as it began, with the same model. */
function resumable(sweep: Sweep, model: SessionOptions['models'][number], args: SweepArguments): Sweep {
  if (args.limit !== undefined || args.thresholds || args.counterfactual || args.settings !== undefined) throw new StudioError('usage', '--resume goes on with the limit and the variants of its beginning', { fix: 'Leave out --limit, --thresholds, --counterfactual and --settings.' })
  const [only, ...more] = sweep.models
  if (more.length > 0 || only?.hash !== model.hash) throw new StudioError('mismatch', `Sweep ${sweep.id} began with another model`, { why: sweep.models.map((m) => m.file).join(', '), fix: 'Name that one, or sweep anew.' })
  return sweep
}

export function listing(quiet: boolean): (progress: Progress) => void {
  let stage = ''
  return (p) => {
    if (!quiet && p.stage !== stage) note((stage = p.stage))
  }
}

/** Every ten seconds a line on stderr; a terminal of people who wait would like more, a log would not. */
const tellEveryMs = 10_000

export function sweepTeller(quiet: boolean): (event: SweepEvent) => void {
  let last = performance.now()
  return (e) => {
    if (quiet) return
    if (e.k === 'started') note(`Sweep ${e.sweep}`)
    if (e.k !== 'progress' || performance.now() - last < tellEveryMs) return
    last = performance.now()
    note(`${e.done} of ${e.total} images${e.imagesPerSecond === null ? '' : `, ${e.imagesPerSecond.toFixed(1)} a second`}${e.secondsLeft === null ? '' : `, ${Math.ceil(e.secondsLeft)} s left`}${e.failed ? `, ${e.failed} failed` : ''}`)
  }
}
