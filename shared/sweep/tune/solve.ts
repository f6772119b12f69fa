/** Finding where a quantity that rises with a setting passes a target; each look is expensive, so they are few. */

export interface Found { at: number; value: number }

/**
 * Bisection on a rising, perhaps slightly bumpy function.
 * @param within how near is near enough
 * @returns the nearest look; it may be farther than `within` where the function jumps
 */
export async function solve(look: (at: number) => Promise<number>, target: number, range: { low: number; high: number }, within: number, mostLooks = 24): Promise<Found> {
  let { low, high } = range, best: Found = { at: NaN, value: Infinity }
  for (let i = 0; i < mostLooks; i++) {
    const at = (low + high) / 2, value = await look(at)
    if (Math.abs(value - target) < Math.abs(best.value - target)) best = { at, value }
    if (Math.abs(value - target) <= within || high - low < 1e-9 * Math.max(1, Math.abs(at))) break
    if (value < target) low = at
    else high = at
  }
  return best
}
