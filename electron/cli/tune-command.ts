/** `tune`: thresholds that reach a budget, found on half of the images and judged on the other half. */
import os from 'node:os'
import type { TuneDocument } from '@shared/cli/tune-document'
import { StudioError } from '@shared/errors'
import { datasetRefSchema, layoutSchema } from '@shared/sweep/dataset'
import { tuneResult } from '@shared/sweep/tune/result'
import { writeJson } from '../engine/calls/json-file'
import { findDataset } from '../engine/dataset/layout'
import { StudyFile } from '../engine/store/study-file'
import { tune } from '../engine/sweep/tune/tune'
import { defaultUserData, studyFile } from '../engine/user-data'
import { listing, opened, sweepTeller } from './sweep-command'
import { interruption, note, print, printJson, resolvePath } from './terminal'
import { tuneTable } from './tune-table'

export interface TuneArguments { config?: string; budget: number; limit?: number; workers?: number; split?: string; layout?: string; study?: string; name?: string; out?: string; json?: boolean }

export async function tuneCommand(modelPath: string, root: string, args: TuneArguments): Promise<void> {
  const signal = interruption(), model = await opened(modelPath, args.config, signal), quiet = args.json ?? false
  const ref = datasetRefSchema.parse({ root: resolvePath(root), split: args.split ?? null, layout: layoutSchema.nullable().parse(args.layout ?? null) })
  const found = await findDataset(ref, signal, listing(quiet))
  const study = new StudyFile(args.study === undefined ? studyFile(defaultUserData()) : resolvePath(args.study))
  try {
    const { sweeps } = await study.open()
    const session = await tune({
      ...found, model, ref, budget: args.budget, limit: args.limit ?? null, workers: args.workers ?? os.availableParallelism(), sweeps, name: args.name, signal,
      onStep: stepTeller(), onEvent: sweepTeller(quiet)
    })
    const sweep = await session.run()
    if (sweep.state !== 'complete') throw new StudioError('cancelled', 'The thresholds were found but not judged on all images', { fix: `Go on with: adamtl-studio sweep MODEL DATASET --resume ${sweep.id}.` })
    const result = tuneResult(sweep, await sweeps.sums(sweep.id))
    if (args.out !== undefined) await writeJson(resolvePath(args.out), result.settings)
    if (args.json) printJson({ study: study.file, out: args.out === undefined ? null : resolvePath(args.out), result } satisfies TuneDocument)
    else print(tuneTable(result, study.file))
    if (sweep.failures > 0) note(`adamtl-studio: ${sweep.failures} of ${sweep.images} images failed; "sweep" says why.`)
    if (sweep.failures > 0) process.exitCode = 1
  } finally {
    await study.close()
  }
}

/** A search takes minutes: each stage at once, then a line every ten seconds, on stderr also with --json. */
const tellEveryMs = 10_000

function stepTeller(): (step: { stage: string; share: number; secondsLeft: number | null }) => void {
  let stage = '', last = 0
  return (step) => {
    if (step.stage === stage && performance.now() - last < tellEveryMs) return
    stage = step.stage
    last = performance.now()
    note(`${stage}, ${Math.floor(100 * step.share)} %${step.secondsLeft === null ? '' : `, about ${Math.ceil(step.secondsLeft)} s left`}`)
  }
}
