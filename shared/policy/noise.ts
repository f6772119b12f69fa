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

/** A seed of its own for each combination of parts; MurmurHash3's finaliser after every part keeps neighbours apart. */
export function seedOf(...parts: number[]): number {
  let h = 0
  for (const part of parts) {
    h = (Math.imul(h, 31) + part + 0x9e3779b9) >>> 0
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    h = (h ^ (h >>> 16)) >>> 0
  }
  return h
}

/** Independent stream for one lane and one kind of gate: switching a task off does not change the noise of the others. */
export function gumbelDifference(seed: number, lane: number, kind: 'block' | 'token'): () => number {
  const u = uniform(seedOf(seed, lane, kind === 'block' ? 0 : 1))
  const gumbel = () => -Math.log(-Math.log(u()))
  return () => {
    const first = gumbel()
    return first - gumbel()
  }
}
