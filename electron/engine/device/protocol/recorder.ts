/** Takes the runner's lines: to the store, to whoever watches, and to what is worked out while a run goes on. */
import { baselineOf } from '@shared/runs/analyse'
import type { Plan } from '@shared/device/plan'
import { planSeconds } from '@shared/device/schedule'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { endsSlot, type Line } from '@shared/trace/stream'
import type { RunWriter } from '../../store/store'
import { plannedSlot } from './assemble'
import { Progress } from './progress'
import { Rounds } from './rounds'

/** Watchers get lines in batches, so that a fast model does not flood them. */
const batchMs = 50

export class Recorder {
  /** Numbers, as planned, of the slots that ended. */
  readonly done = new Set<number>()
  private readonly progress: Progress
  private readonly rounds: Rounds
  private batch: Line[] = []
  private timer: NodeJS.Timeout | null = null
  private failure: Error | null = null

  constructor(private readonly writer: RunWriter, plan: Plan, slots: number, private readonly onEvent: (event: LiveEvent) => void) {
    const leadSeconds = planSeconds({ ...plan, rounds: 1, slotSeconds: 0, slotInferences: 1 }).least
    this.progress = new Progress({ slots, leadSeconds, slotSeconds: plan.slotSeconds })
    this.rounds = new Rounds(plan.variants.map((v) => v.id), baselineOf(plan), plan.seed)
  }

  /** @throws StudioError when the store could not save; the lines stay with it */
  async take(line: Line): Promise<void> {
    this.batch.push(line)
    this.progress.take(line)
    if (endsSlot(line) && line.slot !== null) this.done.add(plannedSlot(line.slot))
    if (line.t === 'phase' && line.phase === 'paused') this.onEvent({ k: 'paused', paused: line.edge === 'begin' })
    for (const ratio of this.rounds.take(line)) this.onEvent({ k: 'round', ...ratio })
    this.timer ??= setTimeout(() => void this.flush().catch((error: unknown) => { this.failure ??= error instanceof Error ? error : new Error(String(error)) }), batchMs)
    if (this.failure !== null) throw this.failure
  }

  /** Hands on what waits. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const lines = this.batch
    if (lines.length === 0) return
    this.batch = []
    this.onEvent({ k: 'lines', lines })
    this.onEvent({ k: 'time', ...this.progress.now() })
    await this.writer.append(lines)
  }
}
