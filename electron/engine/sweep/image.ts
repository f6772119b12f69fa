/** One image through every variant of a sweep. */
import { toErrorValue, errorLine } from '@shared/errors'
import type { Task } from '@shared/model/tasks'
import type { Truth } from '@shared/model/truth'
import type { Decision } from '@shared/policy/decision'
import { routeOf } from '@shared/policy/route'
import { layoutOf, sumsOf, type SweepLayout } from '@shared/sweep/layout'
import { settingsOf } from '@shared/sweep/noise'
import { accumulate, accumulatorSize, mainValue } from '@shared/sweep/pooled'
import type { ImageRows, SweepRow } from '@shared/sweep/row'
import { readTruthSource } from '../dataset/truth'
import { readFileBoundedSync } from '../file'
import { ModelRunner, type RunResult } from '../inference/runner'
import { ModelSessions } from '../inference/sessions'
import { difficultyOf } from './difficulty'
import { ImageReader } from './image-reader'
import type { Job, WorkerTask } from './messages'
import { selectedTokens } from './selected'
import { isSame, shortcutsOf } from './shortcut'

/** Tasks with the same key have the same truth. */
export const truthKey = ({ id, kind, channels }: Task): string => `${id} ${kind} ${channels}`

export class ImageSweeper {
  private readonly runners: ModelRunner[]
  private readonly layouts: SweepLayout[]
  private readonly shortcuts
  constructor(private readonly task: WorkerTask) {
    // One thread each: many images at the same time fill the cores better than one image does.
    this.runners = task.models.map((m) => new ModelRunner(new ModelSessions(m.folder, m.manifest, { threads: 1, spinning: false })))
    this.layouts = task.variants.map((v) => layoutOf(task.models[v.model]!.manifest, v.settings))
    this.shortcuts = shortcutsOf(task.variants)
  }

  /** What is wrong with the image or its ground truth becomes its failure; defects are thrown. */
  async run(job: Job): Promise<ImageRows> {
    try {
      return await this.measured(job)
    } catch (error) {
      const value = toErrorValue(error)
      if (value.code === 'internal' || value.code === 'usage') throw error
      return { image: job.image, difficulty: null, rows: [], failure: errorLine(value.file === job.path ? { ...value, file: undefined } : value) }
    }
  }

  private async measured(job: Job): Promise<ImageRows> {
    const rows: SweepRow[] = [], decisions: Decision[] = []
    const reader = new ImageReader(job.path, async (task, size) => {
      const source = job.truths[truthKey(task)]
      return source ? readTruthSource(source, task, size, readFileBoundedSync) : null
    })
    for (const [i, { model, settings }] of this.task.variants.entries()) {
      const shortcut = this.shortcuts[i]
      if (shortcut && isSame(shortcut, decisions[shortcut.base]!)) {
        rows.push({ ...rows[shortcut.base]!, variant: i })
        decisions.push(decisions[shortcut.base]!)
        continue
      }
      const runner = this.runners[model]!, { tensor } = await reader.seen(runner.manifest)
      const result = await runner.run(tensor, settingsOf(settings, job.image))
      rows.push(await this.row(i, result, (task) => reader.truth(task, runner.manifest.input.size)))
      decisions.push(result.decision)
    }
    return { image: job.image, difficulty: job.difficulty ?? await difficultyOf(this.task.difficultyFrom, reader, this.runners[0]!.manifest), rows, failure: null }
  }

  private async row(variant: number, result: RunResult, read: (task: Task) => Promise<Truth | null>): Promise<SweepRow> {
    const layout = this.layouts[variant]!, { decision } = result, { starts, size } = sumsOf(layout)
    const sums = new Float64Array(size), main: (number | null)[] = []
    for (const [k, task] of layout.tasks.entries()) {
      const truth = await read(task), into = sums.subarray(starts[k], starts[k]! + accumulatorSize(task))
      if (truth) accumulate(task, result.maps.get(task.id)!, truth, into)
      const value = truth ? mainValue(task, into) : NaN
      main.push(Number.isFinite(value) ? value : null)
    }
    return {
      variant, route: routeOf(decision), asked: layout.lanes.map((lane) => decision.blocks.map((b) => (b.tasks[lane]!.active ? '1' : '0')).join('')).join(''),
      executed: decision.macs.executed, controllers: decision.macs.controllers, latencyMs: decision.latencyMs,
      tokens: decision.blocks.map((b) => b.tokens.selected), main, sums, selected: this.task.densities ? selectedTokens(layout, result) : null
    }
  }
}
