/** Really slows the device's processes down: in each period they are stopped for the part that heat takes away. */
import { kill } from './processes'

/** Short against an inference of tens of milliseconds, long against a timer's grain. */
const periodMs = 10

export class Slowing {
  private speed = 1
  private timer: NodeJS.Timeout | null = null
  private stopped: number[] = []

  /** @param wake processes that wait for others, and stop when those do */
  constructor(private readonly running: () => number[], private readonly wake: () => number[]) {}

  /** @param speed fraction of the time in which they run */
  set(speed: number): void {
    this.speed = speed
    if (speed < 1) this.timer ??= setTimeout(() => this.pause(), periodMs * speed)
    else this.end()
  }

  /** Lets everything run. */
  end(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    this.resume()
  }

  private pause(): void {
    const waiting = new Set(this.wake())
    this.stopped = this.running().filter((pid) => !waiting.has(pid))
    for (const pid of this.stopped) kill(pid, 'SIGSTOP')
    this.timer = setTimeout(() => this.play(), periodMs * (1 - this.speed))
  }

  private play(): void {
    this.resume()
    this.timer = setTimeout(() => this.pause(), periodMs * this.speed)
  }

  private resume(): void {
    for (const pid of [...this.stopped, ...(this.stopped.length > 0 ? this.wake() : [])]) kill(pid, 'SIGCONT')
    this.stopped = []
  }
}
