/** How far a search is. Its steps are known beforehand but for how soon each ends, so the rest is counted anew after each. */
import type { Wanted } from './messages'

export interface TuneStep { stage: string; /** 0…1 */ share: number; secondsLeft: number | null }

export class TuneProgress {
  private done = 0
  private left = 0
  private stage = ''
  private readonly begun = performance.now()
  constructor(private readonly tell: (step: TuneStep) => void) {}

  /** In runs of an encoder: with decoders, and measuring, a run takes about three times as long. */
  cost(wanted: Wanted): number {
    return wanted === 'figures' ? 3 : wanted === 'logits' ? 2 : 1
  }

  /** @param left what all that follows will cost, this stage included */
  begin(stage: string, left: number): void {
    this.stage = stage
    this.left = left
    this.say()
  }

  did(cost: number): void {
    this.done += cost
    this.left = Math.max(0, this.left - cost)
    this.say()
  }

  private say(): void {
    const seconds = (performance.now() - this.begun) / 1000
    this.tell({ stage: this.stage, share: this.done / Math.max(1, this.done + this.left), secondsLeft: this.done > 0 && seconds > 1 ? (seconds / this.done) * this.left : null })
  }
}
