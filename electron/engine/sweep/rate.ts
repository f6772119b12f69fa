/** How far a sweep is, and how long the rest will take at the speed of the last images. */

const windowMs = 10_000

export class Rate {
  failed = 0
  succeeded = 0
  /** When the last images ended, within the window. */
  private ends: number[] = [performance.now()]
  constructor(private readonly total: number, private readonly before: number) {}

  take(failed: boolean): void {
    if (failed) this.failed++
    else this.succeeded++
    const now = performance.now()
    this.ends.push(now)
    while (this.ends.length > 2 && now - this.ends[0]! > windowMs) this.ends.shift()
  }

  /** Every image has its rows, or its failure. */
  get complete(): boolean {
    return this.before + this.succeeded + this.failed >= this.total
  }

  now(): { done: number; total: number; failed: number; imagesPerSecond: number | null; secondsLeft: number | null } {
    const done = this.before + this.succeeded + this.failed, span = this.ends.at(-1)! - this.ends[0]!
    const perSecond = span > 0 ? ((this.ends.length - 1) * 1000) / span : null
    return { done, total: this.total, failed: this.failed, imagesPerSecond: perSecond, secondsLeft: perSecond === null ? null : (this.total - done) / perSecond }
  }
}
