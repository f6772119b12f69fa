/** The Pareto front: points that no other point beats in both cost and accuracy. */

export interface CostAndGain { /** Less is better. */ cost: number; /** More is better. */ gain: number }

/** Positions of the points on the front, by rising cost. Of equal points the first stands for all; points that are not numbers are never on it. */
export function paretoFront(points: readonly CostAndGain[]): number[] {
  const order = points.map((_, i) => i).filter((i) => Number.isFinite(points[i]!.cost) && Number.isFinite(points[i]!.gain))
  order.sort((a, b) => points[a]!.cost - points[b]!.cost || points[b]!.gain - points[a]!.gain || a - b)
  let best = -Infinity
  return order.filter((i) => {
    if (points[i]!.gain <= best) return false
    best = points[i]!.gain
    return true
  })
}
