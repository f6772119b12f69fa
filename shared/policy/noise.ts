/**
 * The authors' Gumbel noise. Their `gumbel_sigmoid` keeps its training noise at evaluation: gate = sigmoid((logit + g1 − g2) / τ) > 0.5 with fresh Gumbel
 * g1, g2, which is logit + g1 − g2 > 0 whatever τ, so a gate is on with probability sigmoid(logit). Source: models/gumbel.py of scale-lab/AdaMTL.
 */

/** mulberry32: small, seeded, uniform in (0, 1). */
export function uniform(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    // Half a step off the grid keeps both ends out, so that logarithms stay finite.
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296
  }
}

/** Independent stream for one lane and one kind of gate: switching a task off does not change the noise of the others. */
export function gumbelDifference(seed: number, lane: number, kind: 'block' | 'token'): () => number {
  let mixed = (seed ^ 0x9e3779b9) >>> 0
  for (const part of [lane + 1, kind === 'block' ? 1 : 2]) mixed = Math.imul(mixed ^ part, 0x85ebca6b) ^ (mixed >>> 13)
  const u = uniform(mixed)
  const gumbel = () => -Math.log(-Math.log(u()))
  return () => {
    const first = gumbel()
    return first - gumbel()
  }
}
