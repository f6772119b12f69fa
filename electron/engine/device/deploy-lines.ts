/** What a runner says, as it comes: bytes in, checked lines out. */
import { StudioError } from '@shared/errors'
import { lineSchema, type Line } from '@shared/trace/stream'

/** So many unread lines hold the device back. */
const most = 10_000

export class RunnerLines implements AsyncIterable<Line> {
  /** The last line that ends a run, and the last that tells of a fatal error. */
  done: Extract<Line, { t: 'done' }> | null = null
  fatal: Extract<Line, { t: 'error' }> | null = null
  private rest: Buffer = Buffer.alloc(0)
  private readonly waiting: Line[] = []
  private closed = false
  private wakeReader: (() => void) | null = null
  private wakeWriter: (() => void) | null = null

  /** @param onOther is given lines that are no documents: what the loader, Node or a shell prints */
  constructor(private readonly onOther: (text: string) => void) {}

  /** Throws `device` for a document that is no line of the runner. A promise asks the device to wait. */
  take(data: Buffer): void | Promise<void> {
    const all = this.rest.length > 0 ? Buffer.concat([this.rest, data]) : data, end = all.lastIndexOf(0x0a)
    this.rest = all.subarray(end + 1)
    if (end >= 0) for (const text of all.toString('utf8', 0, end).split('\n')) this.line(text.trimEnd())
    this.wakeReader?.()
    if (this.waiting.length > most && !this.closed) return new Promise((resolve) => { this.wakeWriter = resolve })
  }

  /** Nothing more comes. An unfinished line, which a lost connection leaves, is dropped. */
  close(): void {
    this.closed = true
    this.wakeReader?.()
    this.wakeWriter?.()
  }

  private line(text: string): void {
    if (!text.startsWith('{')) {
      if (text !== '') this.onOther(text)
      return
    }
    const line = parsed(text)
    if (line.t === 'done') this.done = line
    if (line.t === 'error' && line.fatal) this.fatal = line
    this.waiting.push(line)
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Line> {
    for (;;) {
      yield* this.waiting.splice(0)
      this.wakeWriter?.()
      if (this.waiting.length > 0) continue
      if (this.closed) return
      await new Promise<void>((resolve) => { this.wakeReader = resolve })
    }
  }
}

function parsed(text: string): Line {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    data = null
  }
  const line = lineSchema.safeParse(data)
  if (!line.success) throw new StudioError('device', 'The runner said something that the studio does not understand', { why: text.slice(0, 200), fix: 'Remove the studio\'s files from the device, and try again.' })
  return line.data
}
