/**
 * How good one output is on one image. Figures of a whole data set pool pixels over images first, so they are not the mean of these.
 * Definitions follow the evaluation code of the multi-task benchmarks on PASCAL-Context and NYUD (Maninis et al. 2019, "Attentive single-tasking
 * of multiple tasks"; Vandenhende et al. 2021, "Multi-task learning for dense prediction tasks"), which AdaMTL uses, applied to one image.
 */
import { angle, argmax } from '@shared/model/outputs'
import type { Task, TaskKind } from '@shared/model/tasks'
import { ignored, type Truth } from '@shared/model/truth'
import type { TaskMetric } from '@shared/model/metric'

/** The figure shown for a kind of task where there is room for one. */
const main: Record<Exclude<TaskKind, 'other'>, string> = { segmentation: 'mIoU', parts: 'mIoU', normals: 'mErr', saliency: 'maxF', edges: 'loss', depth: 'RMSE' }

/**
 * The main figure: mIoU, mErr (mean angle in degrees), maxF, loss (edges) or RMSE.
 * @param output raw, `[channels, size, size]` at the truth's size
 * @returns null where nothing can be measured: no counted pixel, no salient pixel (maxF), no person (parts)
 */
export function imageMetric(task: Task, output: Float32Array, truth: Truth): TaskMetric | null {
  const { kind } = task
  if (kind === 'other') return null
  return imageMetrics(task, output, truth).find((m) => m.name === main[kind]) ?? null
}

/** All figures of a task that this image allows. */
export function imageMetrics(task: Task, output: Float32Array, truth: Truth): TaskMetric[] {
  const n = truth.size * truth.size
  if (output.length !== task.channels * n) throw new RangeError(`${task.id}: ${output.length} values are not [${task.channels}, ${truth.size}, ${truth.size}]`)
  const all = (() => {
    switch (truth.type) {
      case 'labels':
        // The benchmarks leave out images without a person.
        if (task.kind === 'parts' && truth.labels.every((t) => t === 0 || t === ignored)) return []
        return [better('mIoU', meanIou(argmax(output, task.channels, n), truth.labels, task.channels))]
      case 'mask': return task.kind === 'edges'
        ? [worse('loss', edgeLoss(output, truth.mask))]
        : [better('maxF', maxF(output, truth.mask)), better('IoU', iouAtHalf(output, truth.mask))]
      case 'normals': return [worse('mErr', meanAngle(output, truth.normals, truth.valid), '°')]
      case 'depth': return [worse('RMSE', rmse(output, truth.depth, truth.valid))]
    }
  })()
  return all.filter((m) => Number.isFinite(m.value))
}

const better = (name: string, value: number): TaskMetric => ({ name, value, unit: '', higherIsBetter: true })
const worse = (name: string, value: number, unit = ''): TaskMetric => ({ name, value, unit, higherIsBetter: false })

/** Mean over classes of |prediction ∩ truth| / |prediction ∪ truth| (Jaccard), over the classes that occur in prediction or truth of this image. NaN without counted pixels. */
function meanIou(predicted: Uint8Array, truth: Uint8Array, classes: number): number {
  const both = new Float64Array(classes)
  const either = new Float64Array(classes)
  for (let i = 0; i < truth.length; i++) {
    const p = predicted[i]!, t = truth[i]!
    if (t === ignored) continue
    either[t]!++
    if (p === t) both[t]!++
    else either[p]!++
  }
  let sum = 0, present = 0
  for (let c = 0; c < classes; c++) {
    if (either[c] === 0) continue
    sum += both[c]! / either[c]!
    present++
  }
  return sum / present
}

/** Mean angle in degrees between output, at unit length, and truth over valid pixels. NaN without any. */
function meanAngle(output: Float32Array, truth: Float32Array, valid: Uint8Array): number {
  let sum = 0, count = 0
  for (let i = 0; i < valid.length; i++) {
    if (!valid[i]) continue
    sum += angle(output, truth, i, valid.length)
    count++
  }
  return sum / count
}

/** F weights precision over recall by β² = 0.3 (Achanta et al. 2009, "Frequency-tuned salient region detection"). */
const beta2 = 0.3

/** Largest F over the thresholds 0.05, 0.10 … 0.95 on the probability. NaN where the truth has no salient pixel: recall is undefined. */
function maxF(logits: Float32Array, mask: Uint8Array): number {
  let best = NaN
  for (let k = 1; k < 20; k++) {
    const { hit, predicted, actual } = counts(logits, mask, k / 20)
    if (actual === 0) return NaN
    const precision = predicted ? hit / predicted : 0
    const recall = hit / actual
    const f = hit ? ((1 + beta2) * precision * recall) / (beta2 * precision + recall) : 0
    if (!(f <= best)) best = f
  }
  return best
}

/** |prediction ∩ truth| / |prediction ∪ truth| at probability 0.5; 1 where both are empty. */
function iouAtHalf(logits: Float32Array, mask: Uint8Array): number {
  const { hit, predicted, actual, counted } = counts(logits, mask, 0.5)
  const union = predicted + actual - hit
  return counted === 0 ? NaN : union === 0 ? 1 : hit / union
}

function counts(logits: Float32Array, mask: Uint8Array, threshold: number): { hit: number; predicted: number; actual: number; counted: number } {
  const limit = Math.log(threshold / (1 - threshold))
  let hit = 0, predicted = 0, actual = 0, counted = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === ignored) continue
    counted++
    const p = logits[i]! > limit
    if (p) predicted++
    if (mask[i]) actual++
    if (p && mask[i]) hit++
  }
  return { hit, predicted, actual, counted }
}

/**
 * Class-balanced cross-entropy, edges weighted 0.95 and the rest 0.05 (Xie and Tu 2015, "Holistically-nested edge detection", with the benchmarks' fixed weight),
 * mean over counted pixels. The F-measure of edge benchmarks (odsF) needs thinning and matching over a whole data set, so one image has the loss.
 */
function edgeLoss(logits: Float32Array, mask: Uint8Array): number {
  let sum = 0, count = 0
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === ignored) continue
    const x = mask[i] ? -logits[i]! : logits[i]!
    // log(1 + eˣ) without overflow.
    sum += (mask[i] ? 0.95 : 0.05) * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))
    count++
  }
  return sum / count
}

/** Root of the mean squared difference over valid pixels, in the data set's unit. */
function rmse(output: Float32Array, truth: Float32Array, valid: Uint8Array): number {
  let sum = 0, count = 0
  for (let i = 0; i < valid.length; i++) {
    if (!valid[i]) continue
    sum += (output[i]! - truth[i]!) ** 2
    count++
  }
  return Math.sqrt(sum / count)
}
