/**
 * Surface normals: angles in degrees between prediction, at unit length, and truth over all pixels of the set that count. A prediction of length 0 is 90° off.
 * Source: AdaMTL, evaluation/eval_normals.py: `eval_normals` for median and RMSE, `NormalsMeter` for the others (its own `rmse` repeats the mean).
 */
import { better, worse, wrongTruth, type Meter } from './meter'

/** Shares of pixels within these angles are what the field reports. */
const within = [11.25, 22.5, 30]
/** Bins of the histogram of angles: narrow up to 30°, wide above; every angle of `within` is an edge, so that shares are exact. */
const narrow = 0.75, wide = 3.75, knee = 30
const narrowBins = knee / narrow, bins = narrowBins + (180 - knee) / wide
const images = 0, angles = 1, squares = 2, histogram = 3

/** Sums: images, Σ angle, Σ angle², then the histogram. */
export const normalsMeter: Meter = {
  size: histogram + bins,
  names: [worse('mErr', '°'), worse('median', '°'), worse('RMSE', '°'), ...within.map((w) => better(`<${w}°`, '%'))],
  add(output, truth, into) {
    if (truth.type !== 'normals') throw wrongTruth('normals', truth)
    const { normals, valid } = truth, n = valid.length
    let count = 0, sum = 0, sumOfSquares = 0
    for (let i = 0; i < n; i++) {
      if (valid[i] === 0) continue
      const x = output[i]!, y = output[n + i]!, z = output[2 * n + i]!
      const cosine = (x * normals[i]! + y * normals[n + i]! + z * normals[2 * n + i]!) / Math.sqrt(x * x + y * y + z * z)
      // 0/0, and what is not finite, tells no direction.
      const a = cosine - cosine === 0 ? degrees(cosine) : 90
      into[histogram + binOf(a)]!++
      sum += a
      sumOfSquares += a * a
      count++
    }
    if (count > 0) into[images]!++
    into[angles]! += sum
    into[squares]! += sumOfSquares
  },
  values(sums) {
    const pixels = countBelow(sums, bins)
    return [
      sums[angles]! / pixels, median(sums, pixels), Math.sqrt(sums[squares]! / pixels),
      ...within.map((w) => (100 * countBelow(sums, binOf(w))) / pixels)
    ]
  }
}

const binOf = (angle: number): number => (angle < knee ? Math.floor(angle / narrow) : Math.min(bins - 1, narrowBins + Math.floor((angle - knee) / wide)))
const edgeOf = (bin: number): number => (bin < narrowBins ? bin * narrow : knee + (bin - narrowBins) * wide)

function countBelow(sums: ArrayLike<number>, bin: number): number {
  let count = 0
  for (let b = 0; b < bin; b++) count += sums[histogram + b]!
  return count
}

/** Interpolated inside its bin, so off by less than the bin's width: 0.75° below 30°, else 3.75°; a few hundredths of that where angles are many and spread smoothly. */
function median(sums: ArrayLike<number>, pixels: number): number {
  let below = 0
  for (let b = 0; b < bins; b++) {
    const here = sums[histogram + b]!
    if (here > 0 && below + here >= pixels / 2) return edgeOf(b) + ((pixels / 2 - below) / here) * (edgeOf(b + 1) - edgeOf(b))
    below += here
  }
  return NaN
}

/**
 * Arc cosine in degrees, of numbers that rounding may have pushed beyond ±1. √(1 − x) times a polynomial, less than 2e-6 degrees off and several times faster than
 * Math.acos: Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 4.4.46.
 */
function degrees(cosine: number): number {
  const x = Math.min(1, Math.abs(cosine))
  const p = 1.5707963050 + x * (-0.2145988016 + x * (0.0889789874 + x * (-0.0501743046 + x * (0.0308918810 + x * (-0.0170881256 + x * (0.0066700901 - x * 0.0012624911))))))
  const a = Math.sqrt(1 - x) * p * (180 / Math.PI)
  return cosine < 0 ? 180 - a : a
}
