/** Decides when latency is stable. */

/** A window spans at least so many inferences and nanoseconds. */
const leastInferences = 8, leastNs = 0.5e9
/** So many successive windows must agree. */
const windows = 3

/**
 * Latencies in windows; stable once the medians of the last three lie within `within` (a share) of the least.
 * A window holds whole cycles of the images, since their routes, and so their latencies, differ.
 */
export class WarmUp {
  private window: number[] = []
  private span = 0
  private readonly medians: number[] = []
  constructor(private readonly cycle: number, private readonly within: number) {}

  /** @param ns latency of one inference. @returns true once latency is stable */
  add(ns: number): boolean {
    this.window.push(ns)
    this.span += ns
    if (this.window.length % this.cycle !== 0 || this.window.length < leastInferences || this.span < leastNs) return false
    this.medians.push(median(this.window))
    this.window = []
    this.span = 0
    const last = this.medians.slice(-windows), least = Math.min(...last)
    return last.length === windows && Math.max(...last) - least <= this.within * least
  }
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b), middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
