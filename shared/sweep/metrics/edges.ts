/**
 * Edges: class-balanced cross-entropy per pixel, edges weighted 0.95 and the rest 0.05 (Xie and Tu 2015, "Holistically-nested edge detection", with the fixed
 * weight of the multi-task benchmarks on PASCAL-Context). AdaMTL, evaluation/eval_edge.py (`EdgeMeter`), cannot run: it is made without the weight that it needs,
 * and would take the loss of a probability as if it were a logit. This is the definition that it is after: the loss of the logit.
 * The benchmarks' odsF is not computed: it needs thinning and one-to-one matching of edge pixels within a distance at 99 thresholds, done by a MATLAB package
 * (seism) on files; a simpler F would not compare with any published figure.
 */
import { ignored } from '../../model/truth'
import { worse, wrongTruth, type Meter } from './meter'

const edgeWeight = 0.95
const images = 0, pixels = 1, losses = 2

/** Sums: images, pixels, Σ loss. */
export const edgeMeter: Meter = {
  size: 3,
  names: [worse('loss')],
  add(output, truth, into) {
    if (truth.type !== 'mask') throw wrongTruth('mask', truth)
    const { mask } = truth
    let count = 0, sum = 0
    for (let i = 0; i < mask.length; i++) {
      const m = mask[i]!
      if (m === ignored) continue
      const x = m === 0 ? output[i]! : -output[i]!
      // log(1 + eˣ) without overflow.
      sum += (m === 0 ? 1 - edgeWeight : edgeWeight) * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))))
      count++
    }
    if (count > 0) into[images]!++
    into[pixels]! += count
    into[losses]! += sum
  },
  values: (sums) => [sums[losses]! / sums[pixels]!]
}
