/**
 * Which images a budget is tuned on, and which it is judged on. Images are sorted by what the policy spends on them and go to the two sides in turn,
 * there and back (A B B A …), so that both sides are equally hard and a mean cost found on one holds on the other. No truth is looked at.
 */
export interface Split { /** Positions, ascending. */ calibration: number[]; heldOut: number[] }

/** More images than this tell the search nothing new and cost time. */
export const mostCalibration = 256

/** @param cost executed MACs of each image; NaN for images that could not be run, which belong to neither side */
export function splitByCost(cost: ArrayLike<number>, most = mostCalibration): Split {
  const order = Array.from(cost, (_, i) => i).filter((i) => Number.isFinite(cost[i])).sort((a, b) => cost[a]! - cost[b]! || a - b)
  const sides: [number[], number[]] = [[], []]
  order.forEach((image, k) => sides[k % 4 === 0 || k % 4 === 3 ? 0 : 1].push(image))
  const ascending = (list: number[]): number[] => list.sort((a, b) => a - b)
  const [first, heldOut] = sides
  if (first.length <= most) return { calibration: ascending(first), heldOut: ascending(heldOut) }
  // Evenly along the order, so that the sample is as hard as the whole.
  const kept = new Set(Array.from({ length: most }, (_, i) => first[Math.floor(((i + 0.5) * first.length) / most)]!))
  return { calibration: ascending([...kept]), heldOut: ascending([...first.filter((i) => !kept.has(i)), ...heldOut]) }
}
