/** Do values of one group tend to be larger than those of another? Mann & Whitney (1947), and Cliff's delta (1993) for how much. */
import { sorted } from './quantile'

export interface RankTest {
  /** Pairs in which `a` is larger, ties counted half. */
  u: number
  /** Two-sided, normal approximation with tie and continuity corrections (Lehmann, Nonparametrics, 1.2 and 1.4). */
  p: number
  /** Cliff's delta, −1…1: how much more often `a` is larger than smaller. 0.147, 0.33, 0.474 are called small, medium, large (Romano 2006). */
  delta: number
}

/** Null where a group is empty. */
export function mannWhitney(a: ArrayLike<number>, b: ArrayLike<number>): RankTest | null {
  const n = a.length, m = b.length, all = n + m
  if (n === 0 || m === 0) return null
  const x = sorted(a), y = sorted(b)
  let i = 0, j = 0, u = 0, ties = 0
  while (i < n || j < m) {
    const v = Math.min(i < n ? x[i]! : Infinity, j < m ? y[j]! : Infinity)
    const below = j
    let sameX = 0, sameY = 0
    while (i < n && x[i] === v) { i++; sameX++ }
    while (j < m && y[j] === v) { j++; sameY++ }
    u += sameX * (below + sameY / 2)
    const same = sameX + sameY
    ties += same ** 3 - same
  }
  const variance = (n * m / 12) * (all + 1 - ties / (all * (all - 1)))
  const distance = Math.max(0, Math.abs(u - n * m / 2) - 0.5)
  return { u, p: variance > 0 ? Math.min(1, erfc(distance / Math.sqrt(variance) / Math.SQRT2)) : 1, delta: 2 * u / (n * m) - 1 }
}

/** Complementary error function, x ≥ 0, relative error below 1.2e-7 (Press et al., Numerical Recipes, 2nd edition, 6.2). */
export function erfc(x: number): number {
  const t = 1 / (1 + x / 2)
  const c = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277]
  return t * Math.exp(-x * x + c.reduceRight((sum, k) => k + t * sum, 0))
}
