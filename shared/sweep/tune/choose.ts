/**
 * Which knobs to turn, from what each turn alone was measured to cost and to gain: the best gain at an unchanged cost, by a Lagrange multiplier
 * (Everett, "Generalized Lagrange multiplier method", Operations Research 11, 1963). Turns are taken as if they added up; whoever uses the choice measures it.
 */
export interface Turn { knob: number; /** Change of the level. */ step: number; /** Change of the mean cost. */ cost: number; /** Change of the gain, after `trusted`. */ gain: number }

/** Shrinks a measured change towards 0 by how uncertain it is (positive-part James–Stein), so that noise is not followed. */
export const trusted = (change: number, error: number): number =>
  Number.isFinite(change) && Number.isFinite(error) && change !== 0 ? change * Math.max(0, 1 - (error / change) ** 2) : 0

/**
 * @param turns at most a few for each knob; not turning is always possible
 * @param cost the wanted change of cost; the chosen ones come as near as the multiplier allows, at or below it
 * @returns the chosen turns, at most one for each knob
 */
export function chooseTurns(turns: readonly Turn[], cost: number): Turn[] {
  const byKnob = [...new Set(turns.map((t) => t.knob))].map((knob) => turns.filter((t) => t.knob === knob))
  const at = (price: number): Turn[] => byKnob.flatMap((options) => {
    let best: Turn | null = null, value = 0
    for (const t of options) {
      const v = t.gain - price * t.cost
      if (v > value) [best, value] = [t, v]
    }
    return best ? [best] : []
  })
  const costOf = (chosen: readonly Turn[]): number => chosen.reduce((n, t) => n + t.cost, 0)
  const steepest = 2 * Math.max(0, ...turns.map((t) => (t.cost === 0 ? 0 : Math.abs(t.gain / t.cost)))) + 1
  // The cost falls as its price rises; the price may be negative where more is to be spent.
  let low = -steepest, high = steepest
  for (let i = 0; i < 60; i++) {
    const price = (low + high) / 2
    if (costOf(at(price)) > cost) low = price
    else high = price
  }
  return at(high)
}
