/**
 * Segmentation and human parts: mean over classes of |prediction ∩ truth| / |prediction ∪ truth| (Jaccard), each pooled over all pixels of the set that count.
 * Source: AdaMTL, evaluation/eval_semseg.py (`SemsegMeter`), and, since AdaMTL's file of it is not published, Vandenhende et al., Multi-Task-Learning-PyTorch,
 * evaluation/eval_human_parts.py (`HumanPartsMeter`). Like the meter, this counts images without a person; it is the authors' loader of PASCAL-Context
 * that marks them as not counted (data/custom_transforms.py, `AddIgnoreRegions`). Differences, both where the authors would say 0: a class that occurs
 * neither in prediction nor in truth is left out, or a small set would be punished for what is not in it; parts of a set without any person have no figure.
 */
import { ignored } from '../../model/truth'
import { better, wrongTruth, type Meter } from './meter'

/** Sums before those of the classes: images, and for parts images with a person. */
const headOf = (parts: boolean): number => (parts ? 2 : 1)

/** Sums: the head, then per class the intersection, then per class the union, in pixels. */
export function labelMeter(classes: number, parts: boolean): Meter {
  const head = headOf(parts)
  return {
    size: head + 2 * classes,
    names: [better('mIoU', '%')],
    add(output, truth, into) {
      if (truth.type !== 'labels') throw wrongTruth('labels', truth)
      const counted = addLabels(output, truth.labels, into, head, classes)
      if (counted) into[0]!++
      if (parts && truth.labels.some((t) => t !== 0 && t !== ignored)) into[1]!++
    },
    values: (sums) => [parts && sums[1] === 0 ? NaN : meanOf(classIou(classes, parts, sums))]
  }
}

/** IoU of each class in %, NaN for classes that do not occur. */
export function classIou(classes: number, parts: boolean, sums: ArrayLike<number>): number[] {
  const both = headOf(parts), either = both + classes
  return Array.from({ length: classes }, (_, c) => (100 * sums[both + c]!) / sums[either + c]!)
}

/** Where the union of a class is among the sums. */
export const unionOf = (classes: number, parts: boolean, index: number): number => headOf(parts) + classes + index

function meanOf(values: number[]): number {
  const there = values.filter((v) => !Number.isNaN(v))
  return there.reduce((a, b) => a + b, 0) / there.length
}

/** One pass over the pixels: the largest channel (the first of equals, as in PyTorch) and its counts. True where a pixel counted. */
function addLabels(output: Float32Array, labels: Uint8Array, into: Float64Array, both: number, classes: number): boolean {
  const n = labels.length, either = both + classes
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
