/**
 * Segmentation and human parts: mean over classes of |prediction ∩ truth| / |prediction ∪ truth| (Jaccard), each pooled over all pixels of the set that count.
 * Source: AdaMTL, evaluation/eval_semseg.py (`SemsegMeter`), and, since AdaMTL's file of it is not published, Vandenhende et al., Multi-Task-Learning-PyTorch,
 * evaluation/eval_human_parts.py (`eval_human_parts`, `HumanPartsMeter`). One difference: they count a class that occurs neither in prediction nor in truth
 * as 0, which would punish a small set for what is not in it; here it is left out. Where every class occurs the two agree.
 */
import { ignored } from '../../model/truth'
import { better, wrongTruth, type Meter } from './meter'

/** Sums: images, then per class the intersection, then per class the union, in pixels. */
export function labelMeter(classes: number, parts: boolean): Meter {
  return {
    size: 1 + 2 * classes,
    names: [better('mIoU', '%')],
    add(output, truth, into) {
      if (truth.type !== 'labels') throw wrongTruth('labels', truth)
      // The authors' loader marks an image without a person as not counted (data/custom_transforms.py, `AddIgnoreRegions`).
      if (parts && truth.labels.every((t) => t === 0 || t === ignored)) return
      if (addLabels(output, truth.labels, classes, into)) into[0]!++
    },
    values: (sums) => [meanOf(classIou(classes, sums))]
  }
}

/** IoU of each class in %, NaN for classes that do not occur. */
export function classIou(classes: number, sums: ArrayLike<number>): number[] {
  return Array.from({ length: classes }, (_, c) => (100 * sums[1 + c]!) / sums[1 + classes + c]!)
}

function meanOf(values: number[]): number {
  const there = values.filter((v) => !Number.isNaN(v))
  return there.reduce((a, b) => a + b, 0) / there.length
}

/** One pass over the pixels: the largest channel (the first of equals, as in PyTorch) and its counts. True where a pixel counted. */
function addLabels(output: Float32Array, labels: Uint8Array, classes: number, into: Float64Array): boolean {
  const n = labels.length, both = 1, either = 1 + classes
  let counted = false
  for (let i = 0; i < n; i++) {
    const t = labels[i]!
    if (t >= classes) {
      if (t === ignored) continue
      throw new RangeError(`Class ${t} of ${classes}`)
    }
    let p = 0, most = output[i]!
    for (let c = 1, o = n + i; c < classes; c++, o += n) {
      const v = output[o]!
      if (v > most) {
        most = v
        p = c
      }
    }
    counted = true
    into[either + t]!++
    if (p === t) into[both + t]!++
    else into[either + p]!++
  }
  return counted
}
