/**
 * Saliency: each image is cut at 15 probabilities; IoU, precision and recall are averaged over images at each, and the best average is the figure.
 * F weighs precision and recall alike. Source: Vandenhende et al., Multi-Task-Learning-PyTorch, evaluation/eval_sal.py (`SaliencyMeter`) and
 * evaluation/jaccard.py, which AdaMTL uses (it publishes only the latter). Its IoU of two empty masks is 1, precision and recall without any salient
 * pixel are 0, and so such images lower maxF; a set of nothing but them has no maxF here.
 */
import { ignored } from '../../model/truth'
import { better, wrongTruth, type Meter } from './meter'

/** As logits: 0.2, 0.25 … 0.9. A pixel is salient above a cut. */
const cuts = Float64Array.from({ length: 15 }, (_, k) => Math.log((0.2 + 0.05 * k) / (0.8 - 0.05 * k)))
const K = cuts.length
const images = 0, salientImages = 1, iou = 2, precision = iou + K, recall = precision + K

/** Sums: images, images with a salient pixel, then Σ IoU, Σ precision, Σ recall, at each cut. */
export const saliencyMeter: Meter = {
  size: recall + K,
  names: [better('mIoU', '%'), better('maxF', '%')],
  add(output, truth, into) {
    if (truth.type !== 'mask') throw wrongTruth('mask', truth)
    const { salient, others } = histograms(output, truth.mask)
    const actual = total(salient)
    if (actual + total(others) === 0) return
    into[images]!++
    if (actual > 0) into[salientImages]!++
    for (let k = K - 1, hit = 0, predicted = 0; k >= 0; k--) {
      hit += salient[k + 1]!
      predicted += salient[k + 1]! + others[k + 1]!
      const union = predicted + actual - hit
      into[iou + k]! += union > 0 ? hit / union : 1
      if (predicted > 0) into[precision + k]! += hit / predicted
      if (actual > 0) into[recall + k]! += hit / actual
    }
  },
  values(sums) {
    const n = sums[images]!
    let bestIou = NaN, bestF = NaN
    for (let k = 0; k < K; k++) {
      const p = sums[precision + k]! / n, r = sums[recall + k]! / n, f = p + r > 0 ? (2 * p * r) / (p + r) : 0
      if (!(sums[iou + k]! / n <= bestIou)) bestIou = sums[iou + k]! / n
      if (sums[salientImages]! > 0 && !(f <= bestF)) bestF = f
    }
    return [100 * bestIou, 100 * bestF]
  }
}

/** How many salient and other pixels lie above exactly k cuts, k from 0 to 15. */
function histograms(output: Float32Array, mask: Uint8Array): { salient: Uint32Array; others: Uint32Array } {
  const counts = new Uint32Array(2 * (K + 1)), c = cuts
  for (let i = 0; i < mask.length; i++) {
    const m = mask[i]!
    if (m === ignored) continue
    const x = output[i]!
    // Four steps of halving find one of 16.
    let k = x > c[7]! ? 8 : 0
    if (x > c[k + 3]!) k += 4
    if (x > c[k + 1]!) k += 2
    if (x > c[k]!) k += 1
    counts[m === 0 ? k : k + K + 1]!++
  }
  return { others: counts.subarray(0, K + 1), salient: counts.subarray(K + 1) }
}

const total = (counts: Uint32Array): number => counts.reduce((a, b) => a + b, 0)
