/** A route: which blocks ran, as a mask signature. Images of one route cost the same blocks, so they form a stratum. */
import type { Decision } from './decision'

/** One character per block in order, 1 where it ran. */
export const routeOf = (decision: Pick<Decision, 'blocks'>): string => decision.blocks.map((b) => (b.ran ? '1' : '0')).join('')
