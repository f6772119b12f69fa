/** How far a profile is, from the runner's lines. */
import { endsSlot, type Line } from '@shared/trace/stream'

interface Expected { slots: number; /** Before the first slot, seconds. */ leadSeconds: number; slotSeconds: number }

export class Progress {
  private slotsDone = 0
  private inferences = 0
  private firstAt: number | null = null
  private lastAt = 0
  private slotAt: number | null = null
  private lastSlot: number | null = null
  /** Where each slot began; what lies between them (cooling, pauses) belongs to the time a slot takes. */
  private readonly begins: number[] = []
  constructor(private readonly expected: Expected) {}

  take(line: Line): void {
    const at = 'at' in line ? line.at : line.t === 'inference' ? line.end : null
    if (at !== null) {
      this.firstAt ??= at
      this.lastAt = Math.max(this.lastAt, at)
    }
    if (line.t === 'inference' && !line.warm) this.inferences++
    if (endsSlot(line)) this.slotsDone++
    if (line.t !== 'phase' || line.phase !== 'slot') return
    this.slotAt = line.edge === 'begin' ? line.at : null
    if (line.edge === 'begin' && line.slot !== this.lastSlot) this.begins.push(line.at)
    this.lastSlot = line.slot
  }

  /** `slot` is the one under way, from 0; the estimate goes by the slots so far. */
  now(): { secondsLeft: number; slot: number; slots: number; inferences: number } {
    const { slots, leadSeconds, slotSeconds } = this.expected
    const perSlot = this.begins.length > 1 ? (this.begins.at(-1)! - this.begins[0]!) / 1e9 / (this.begins.length - 1) : slotSeconds
    const lead = this.begins.length > 0 || this.firstAt === null ? 0 : Math.max(0, leadSeconds - (this.lastAt - this.firstAt) / 1e9)
    const under = this.slotAt === null ? 0 : Math.min(perSlot, (this.lastAt - this.slotAt) / 1e9)
    const secondsLeft = (this.firstAt === null ? leadSeconds : lead) + (slots - this.slotsDone) * perSlot - under
    return { secondsLeft: Math.max(0, secondsLeft), slot: Math.min(this.slotsDone, slots - 1), slots, inferences: this.inferences }
  }
}
