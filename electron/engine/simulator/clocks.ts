/** Which clocks the cores run at. */
import type { Cluster } from './identity'

/**
 * Clock of a cluster as the kernel's schedutil governor picks it: the lowest operating point of at least 1.25 · fmax · utilisation, capped by heat.
 * @param speed the cap as a fraction of the highest clock
 */
export function clockOf({ kHz }: Cluster, utilisation: number, speed: number): number {
  const highest = kHz[kHz.length - 1]!
  const allowed = kHz.filter((f) => f <= highest * speed)
  const usable = allowed.length > 0 ? allowed : kHz.slice(0, 1)
  return usable.find((f) => f >= 1.25 * highest * utilisation) ?? usable[usable.length - 1]!
}

/** Highest clock that heat allows. */
export const capOf = (cluster: Cluster, speed: number): number => clockOf(cluster, 1, speed)

/**
 * Utilisation of each core. Work goes to the fast cores first, and a slowed process keeps its core busy the whole time.
 * @param busyCores host cores' worth of work
 */
export function utilisations(busyCores: number, speed: number, order: readonly number[]): Map<number, number> {
  let left = busyCores / speed
  return new Map(order.map((cpu) => {
    const share = Math.min(1, left)
    left -= share
    return [cpu, share]
  }))
}
