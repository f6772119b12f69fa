/** How steady the policy is under the noise of its training: the same images with several seeds, against the noise-free rule. */
import type { SweepColumns } from '../columns'
import { rowOfImage } from './rows'

export interface StabilityOfSet {
  seeds: number
  /** Images that every variant has. */
  images: number
  /** `[lanes][blocks]`: share of seeds × images whose answer differs from the noise-free one. */
  flip: number[][]
  /** `[blocks]`: the same of whether the block ran. */
  ranFlip: number[]
  /** `[lanes][blocks]`: entropy in bits of how often the lane asks over the seeds, mean over the images; 0 always the same answer, 1 a coin. */
  entropy: number[][]
  /** Over all lanes and blocks. */
  meanFlip: number
  meanEntropy: number
  /** Mean executed MACs of the noise-free rule and of each seed. */
  executed: { base: number; noisy: number[] }
}

const entropyOf = (p: number): number => (p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p)))

/** Null where no image has a row in every variant. @param noisy variants of the same model that differ in their seed alone */
export function stabilityOf(base: SweepColumns, noisy: readonly SweepColumns[]): StabilityOfSet | null {
  const S = noisy.length, NB = base.blocks.length, size = base.lanes.length * NB
  const highest = Math.max(0, ...[base, ...noisy].map((c) => (c.rows > 0 ? c.image[c.rows - 1]! + 1 : 0)))
  const places = noisy.map((c) => rowOfImage(c, highest)), sizes = S + 1
  // By lane and block, the noise-free answer, and how many draws asked: on how many images. Shares follow from these counts.
  const seen = new Uint32Array(size * 2 * sizes), counts = new Uint16Array(size), rows = new Int32Array(S), ranFlips = new Float64Array(NB), executed = new Float64Array(S)
  let images = 0, baseSum = 0
  for (let r = 0; r < base.rows; r++) {
    let everywhere = S > 0
    for (let s = 0; s < S; s++) if ((rows[s] = places[s]![base.image[r]!]!) < 0) everywhere = false
    if (!everywhere) continue
    images++
    baseSum += base.executed[r]!
    counts.fill(0)
    const route = base.routes[base.route[r]!]!
    for (let s = 0; s < S; s++) {
      const c = noisy[s]!, row = rows[s]!, other = c.routes[c.route[row]!]!, asked = c.asked
      executed[s]! += c.executed[row]!
      for (let k = 0, at = row * size; k < size; k++) counts[k]! += asked[at + k]!
      if (other !== route) for (let b = 0; b < NB; b++) if (other.charCodeAt(b) !== route.charCodeAt(b)) ranFlips[b]!++
    }
    for (let k = 0, at = r * size; k < size; k++) seen[(2 * k + base.asked[at + k]!) * sizes + counts[k]!]!++
  }
  const flips = new Float64Array(size), bits = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    for (let n = 0; n <= S; n++) {
      const declined = seen[2 * k * sizes + n]!, asked = seen[(2 * k + 1) * sizes + n]!
      flips[k]! += declined * n + asked * (S - n)
      bits[k]! += (declined + asked) * entropyOf(n / S)
    }
  }
  if (images === 0) return null
  const grid = (values: Float64Array, by: number): number[][] => base.lanes.map((_, l) => base.blocks.map((_, b) => values[l * NB + b]! / by))
  const mean = (values: Float64Array, by: number): number => values.reduce((sum, v) => sum + v, 0) / (values.length * by)
  return {
    seeds: S, images, flip: grid(flips, images * S), ranFlip: Array.from(ranFlips, (v) => v / images / S), entropy: grid(bits, images),
    meanFlip: mean(flips, images * S), meanEntropy: mean(bits, images), executed: { base: baseSum / images, noisy: Array.from(executed, (v) => v / images) }
  }
}
