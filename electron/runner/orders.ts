/** What the host tells the runner on standard input. */
import type { Readable } from 'node:stream'
import { orderSchema } from '@shared/trace/stream'

export class Orders {
  paused = false
  stopped = false
  private rest = ''
  private wake: (() => void) | null = null

  /** @param onBad is given what is no order; @param onEnd is called when the input closes: the host is gone */
  constructor(input: Readable, private readonly onBad: (text: string) => void, onEnd: () => void) {
    input.setEncoding('utf8').on('data', (text: string) => this.read(text)).on('end', onEnd).on('error', onEnd)
  }

  private read(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop()!
    for (const line of lines) if (line.trim() !== '') this.obey(line)
  }

  private obey(line: string): void {
    const order = orderSchema.safeParse(parsed(line))
    if (!order.success) return this.onBad(line)
    if (order.data.do === 'stop') this.stopped = true
    else this.paused = order.data.do === 'pause'
    this.wake?.()
  }

  /** True where the work under way must end. */
  get interrupted(): boolean {
    return this.paused || this.stopped
  }

  /** Resolves after so many milliseconds, or at the next order. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.wake = end
    })
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
