/**
 * Which images a budget is tuned on, and which it is judged on. A mean cost found on one side holds on the other only where both sides make the policy do
 * the same: so what each block costs on each image, under a few thresholds for all, is balanced between the sides. Images are sorted by cost and go to the
 * sides in turn (A B B A …); then pairs are exchanged while that brings the sides' means nearer to each other, block by block. No truth is looked at.
 * Balance by design rather than by chance: Morgan & Rubin, "Rerandomization to improve covariate balance in experiments" (Annals of Statistics 40, 2012).
 */
import { uniform } from '../../policy/noise'

export interface Split { /** Positions, ascending. */ calibration: number[]; heldOut: number[] }

/** More images than this tell the search nothing new and cost time. */
export const mostCalibration = 256

/** Exchanges that are tried for each image, and in all. */
const tries = { each: 400, all: 400_000 }

/** @param costs of each image: MACs of every block, under each of the thresholds; null for images that could not be run, which belong to neither side */
export function balancedSplit(costs: readonly (ArrayLike<number> | null)[], most = mostCalibration): Split {
  const total = costs.map((c) => (c ? Array.from(c).reduce((a, b) => a + b, 0) : NaN))
  const order = costs.flatMap((c, i) => (c ? [i] : [])).sort((a, b) => total[a]! - total[b]! || a - b)
  const sides: [number[], number[]] = [[], []]
  order.forEach((image, k) => sides[k % 4 === 0 || k % 4 === 3 ? 0 : 1].push(image))
  // Evenly along the order, so that the sample is as hard as the whole.
  const [first] = sides, kept = first.length <= most ? first : Array.from({ length: most }, (_, i) => first[Math.floor(((i + 0.5) * first.length) / most)]!)
  const calibration = [...kept], chosen = new Set(kept), heldOut = order.filter((i) => !chosen.has(i))
  if (calibration.length > 0 && heldOut.length > 0) exchange(calibration, heldOut, costs)
  const ascending = (list: number[]): number[] => list.sort((a, b) => a - b)
  return { calibration: ascending(calibration), heldOut: ascending(heldOut) }
}

function exchange(a: number[], b: number[], costs: readonly (ArrayLike<number> | null)[]): void {
  const width = costs[a[0]!]!.length, difference = new Float64Array(width), weight = 1 / a.length + 1 / b.length, random = uniform(1)
  for (const [side, by] of [[a, 1 / a.length], [b, -1 / b.length]] as const) for (const i of side) for (let k = 0; k < width; k++) difference[k]! += by * costs[i]![k]!
  for (let t = Math.min(tries.all, tries.each * (a.length + b.length)); t > 0; t--) {
    const i = Math.floor(random() * a.length), j = Math.floor(random() * b.length), from = costs[a[i]!]!, to = costs[b[j]!]!
    let change = 0
    for (let k = 0; k < width; k++) {
      const step = weight * (to[k]! - from[k]!)
      change += step * (2 * difference[k]! + step)
    }
    if (change >= 0) continue
    for (let k = 0; k < width; k++) difference[k]! += weight * (to[k]! - from[k]!)
    const moved = a[i]!
    a[i] = b[j]!
    b[j] = moved
  }
}
