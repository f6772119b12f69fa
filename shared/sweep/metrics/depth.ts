/**
 * Depth over all pixels of the set that count, in the data set's unit. RMSE and the RMSE of logarithms: Vandenhende et al., Multi-Task-Learning-PyTorch,
 * evaluation/eval_depth.py (`DepthMeter`; AdaMTL does not publish its own), which lifts predictions to 1e-9 since depth is positive.
 * Relative error and shares within a factor 1.25ᵏ: Eigen, Puhrsch and Fergus 2014, "Depth map prediction from a single image using a multi-scale deep network".
 */
import { better, worse, wrongTruth, type Meter } from './meter'

const least = 1e-9
const images = 0, pixels = 1, squares = 2, relative = 3, logSquares = 4, near = 5
const factors = [1.25, 1.25 ** 2, 1.25 ** 3]

/** Sums: images, pixels, Σ difference², Σ |difference| / truth, Σ ln(prediction / truth)², pixels within each factor. */
export const depthMeter: Meter = {
  size: near + factors.length,
  names: [worse('RMSE'), worse('abs-rel'), worse('log RMSE'), better('δ<1.25', '%'), better('δ<1.25²', '%'), better('δ<1.25³', '%')],
  add(output, truth, into) {
    if (truth.type !== 'depth') throw wrongTruth('depth', truth)
    const { depth, valid } = truth
    let count = 0
    for (let i = 0; i < valid.length; i++) {
      if (valid[i] === 0) continue
      const t = depth[i]!, p = Math.max(output[i]!, least), ratio = p > t ? p / t : t / p
      into[squares]! += (p - t) ** 2
      into[relative]! += Math.abs(p - t) / t
      into[logSquares]! += Math.log(ratio) ** 2
      for (let k = 0; k < factors.length; k++) if (ratio < factors[k]!) into[near + k]!++
      count++
    }
    if (count > 0) into[images]!++
    into[pixels]! += count
  },
  values(sums) {
    const mean = (at: number) => sums[at]! / sums[pixels]!
    return [Math.sqrt(mean(squares)), mean(relative), Math.sqrt(mean(logSquares)), ...factors.map((_, k) => 100 * mean(near + k))]
  }
}
