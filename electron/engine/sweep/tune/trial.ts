/** One image under many settings. Images and their truth are kept as prepared, since a search comes back to them again and again. */
import { lanesOf, stagesOf } from '@shared/model/architecture'
import type { Truth } from '@shared/model/truth'
import { runsAlike } from '@shared/policy/alike'
import type { StageRecord } from '@shared/policy/decide'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { limitsOf } from '@shared/policy/thresholds'
import { layoutOf, sumsOf, type SweepLayout } from '@shared/sweep/layout'
import { accumulate, accumulatorSize } from '@shared/sweep/pooled'
import type { SeenLogits } from '@shared/sweep/tune/knobs'
import { readTruthSource } from '../../dataset/truth'
import { ModelRunner } from '../../inference/runner'
import { ModelSessions } from '../../inference/sessions'
import { truthKey } from '../image'
import { ImageReader } from '../image-reader'
import type { Trial, TrialJob, TrialTask } from './messages'

/** Bytes of prepared images that a thread keeps, without their truth, which takes about as much again. */
const keptBytes = 128 << 20
/** Token logits of a stage that are told of an image: enough for a distribution over many images. */
const mostLogits = 256

export class Trials {
  private readonly runner: ModelRunner
  private readonly layout: SweepLayout
  private readonly readers = new Map<number, ImageReader>()
  private readonly mostReaders: number
  constructor({ folder, manifest }: TrialTask) {
    this.runner = new ModelRunner(new ModelSessions(folder, manifest, { threads: 1, spinning: false }))
    this.layout = layoutOf(manifest, defaultSettings)
    this.mostReaders = Math.max(1, Math.floor(keptBytes / (12 * manifest.input.size ** 2)))
  }

  /** @throws StudioError where the image or its truth cannot be read */
  async run(job: TrialJob): Promise<Trial[]> {
    const reader = this.readerOf(job), { tensor } = await reader.seen(this.runner.manifest)
    const trials: Trial[] = [], a = this.runner.manifest.architecture
    let first: { trial: Trial; records: StageRecord[] | null } | null = null
    for (const settings of job.settings) {
      // Of settings that differ in one threshold most change nothing on most images.
      if (first?.records && !this.runner.isStatic(settings) && runsAlike(a, limitsOf(a, settings), first.records)) {
        trials.push(first.trial)
        continue
      }
      const done = await this.trial(reader, tensor, settings, job.wanted)
      first ??= done
      trials.push(done.trial)
    }
    return trials
  }

  private readerOf({ image, path, truths }: TrialJob): ImageReader {
    const known = this.readers.get(image)
    if (known) return known
    if (this.readers.size >= this.mostReaders) this.readers.delete(this.readers.keys().next().value!)
    const reader = new ImageReader(path, async (task, size) => {
      const source = truths[truthKey(task)]
      return source ? readTruthSource(source, task, size) : null
    })
    this.readers.set(image, reader)
    return reader
  }

  private async trial(reader: ImageReader, tensor: Float32Array, settings: Settings, wanted: TrialJob['wanted']): Promise<{ trial: Trial; records: StageRecord[] | null }> {
    if (wanted === 'macs') {
      const { macs, blocks } = (await this.runner.decide(tensor, settings)).decision
      return { trial: { executed: macs.executed, static: macs.static, blocks: blocks.map((b) => b.macs), sums: null, logits: null }, records: null }
    }
    const run = await this.runner.timed(tensor, settings), { macs, blocks } = run.decided().decision, records = run.records()
    const sums = wanted === 'figures' ? await this.sums(reader, run.maps) : null, logits = wanted === 'logits' && records ? this.logits(records) : null
    return { trial: { executed: macs.executed, static: macs.static, blocks: blocks.map((b) => b.macs), sums, logits }, records }
  }

  private async sums(reader: ImageReader, maps: ReadonlyMap<string, Float32Array>): Promise<Float64Array> {
    const { starts, size } = sumsOf(this.layout), sums = new Float64Array(size)
    for (const [k, task] of this.layout.tasks.entries()) {
      const truth: Truth | null = await reader.truth(task, this.runner.manifest.input.size)
      if (truth) accumulate(task, maps.get(task.id)!, truth, sums.subarray(starts[k], starts[k]! + accumulatorSize(task)))
    }
    return sums
  }

  private logits(records: readonly StageRecord[]): SeenLogits {
    const a = this.runner.manifest.architecture, lanes = lanesOf(a)
    return stagesOf(a).flatMap((s) => lanes.flatMap((lane, i) => {
      const { blockLogits, gates, tokens } = records[s.index]!, seen: SeenLogits = []
      if (blockLogits) seen.push({ stage: s.index, lane, kind: 'block', logits: blockLogits.slice(i * s.depth, (i + 1) * s.depth) })
      // Where the gate was off nobody was asked about tokens.
      const asked = tokens?.filter((_, b) => gates[b] === 1) ?? []
      const step = Math.max(1, Math.ceil((asked.length * s.tokens) / mostLogits))
      const logits = asked.flatMap((t, b) => Array.from(t.logits.subarray(i * s.tokens, (i + 1) * s.tokens)).filter((_, k) => (k + b) % step === 0))
      if (tokens) seen.push({ stage: s.index, lane, kind: 'token', logits })
      return seen
    }))
  }
}
