/** Really slows the device's processes down: in each period they are stopped for the part that heat takes away. */
import { isRunning, kill } from './processes'

/** Short against an inference, so that each is slowed and not one in a few; long against a timer's grain and the wait for a core. */
const periodMs = 4
/** More is not made up for: a computer that slept, or had no time for us, would stand still afterwards. */
const mostOwedMs = 100
/** So long the last of them is waited for. */
const longestMs = 20

export class Slowing {
  private speed = 1
  private timer: NodeJS.Timeout | null = null
  private stopped: number[] = []
  private turn = 0
  /** How long they still have to stand still for the time in which they ran. Timers are late; what is owed makes up for it. */
  private owedMs = 0

  /** @param wake processes that wait for others, and stop when those do */
  constructor(private readonly running: () => number[], private readonly wake: () => number[]) {}

  /** @param speed fraction of the time in which they run */
  set(speed: number): void {
    this.speed = speed
    if (speed >= 1) this.end()
    else if (!this.timer) this.play()
  }

  /** Lets everything run. */
  end(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.owedMs = 0
    this.resume()
  }

  private play(): void {
    this.resume()
    this.turn = performance.now()
    this.timer = setTimeout(() => this.pause(), periodMs * this.speed)
  }

  private pause(): void {
    const now = performance.now()
    this.owedMs = Math.min(mostOwedMs, this.owedMs + (now - this.turn) * (1 / this.speed - 1))
    const waiting = new Set(this.wake())
    this.stopped = this.running().filter((pid) => !waiting.has(pid))
    for (const pid of this.stopped) kill(pid, 'SIGSTOP')
    this.hold(this.stopped, now + longestMs)
  }

  /** A process that waits for a core stops once it gets one: only then its pause begins. */
  private hold(pids: readonly number[], until: number): void {
    const now = performance.now(), moving = now > until ? [] : pids.filter((pid) => isRunning(pid))
    if (moving.length > 0) this.timer = setTimeout(() => this.hold(moving, until), 1)
    else this.timer = setTimeout(() => {
      this.owedMs -= performance.now() - now
      this.play()
    }, Math.max(1, this.owedMs))
  }

  private resume(): void {
    if (this.stopped.length === 0) return
    for (const pid of [...this.stopped, ...this.wake()]) kill(pid, 'SIGCONT')
    this.stopped = []
  }
}
