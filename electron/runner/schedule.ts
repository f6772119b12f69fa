/** When a slot is full, and when the device is cool. */
import type { RunnerPlan } from '@shared/trace/stream'

type Slot = RunnerPlan['slots'][number]

/** A slot lasts at least so many seconds and holds at least so many inferences; pauses do not count. */
export class SlotProgress {
  inferences = 0
  private ns = 0
  constructor(private readonly slot: Slot, private readonly seconds: number, private readonly least: number) {}

  /** Index of the image to take next: the slot's order, again and again. */
  get image(): number {
    return this.slot.images[this.inferences % this.slot.images.length]!
  }

  /** @param ns what passed since the last call or the slot's (re)start */
  add(ns: number): void {
    this.inferences++
    this.ns += ns
  }

  get full(): boolean {
    return this.inferences >= this.least && this.ns >= this.seconds * 1e9
  }
}

/** A round begins with this slot, and it is not the first. */
export const startsRound = (slots: Slot[], i: number): boolean => i > 0 && slots[i]!.round !== slots[i - 1]!.round

/** Whether the hottest zone is back where it started; null while it has to cool on. A reading that fails, as they do now and then, is not cool. */
export function cooled(startC: number | null, nowC: number | null, toleranceC: number, waitedS: number, maxS: number): 'cool' | 'time-out' | 'no-thermometer' | null {
  if (startC === null) return 'no-thermometer'
  if (nowC !== null && nowC <= startC + toleranceC) return 'cool'
  return waitedS >= maxS ? 'time-out' : null
}
