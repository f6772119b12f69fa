/** One stream of a connection. In each direction at most one WRTE is under way until the other side says OKAY. */
import { command, type Packet } from './packet'

/** More than this waiting holds a writer back. */
const highWater = 1 << 20

/** What a stream needs of its connection. */
export interface Wire {
  readonly maxPayload: number
  send(packet: Packet): void
  /** Waits as long as a slow link takes for so many bytes. */
  carry(bytes: number): Promise<void>
}

/** What serves a stream. */
export interface Service {
  /** Called in order; the host may send more once it is settled. */
  data(bytes: Buffer): void | Promise<void>
  /** The host closed the stream, or is gone: what serves it stops. Called once at most. */
  closed(): void
}

const nothing = Buffer.alloc(0)

export class Stream {
  private queue: Buffer[] = []
  private queued = 0
  private unacknowledged = false
  private ending = false
  private open = true
  private waiting: (() => void)[] = []
  private incoming: Promise<void> = Promise.resolve()
  private service: Service | null = null
  private markOver: () => void = () => undefined
  /** Settled once nothing more can be sent: the other side has everything, or does not want it. */
  readonly over = new Promise<void>((resolve) => { this.markOver = resolve })

  constructor(private readonly wire: Wire, readonly local: number, readonly remote: number, private readonly onEnd: () => void) {}

  get isOpen(): boolean { return this.open }

  serve(service: Service): void { this.service = service }

  /** Settled when there is room for more; after the end of the stream everything is dropped. */
  write(...chunks: Buffer[]): Promise<void> {
    if (!this.open) return Promise.resolve()
    this.queue.push(...chunks)
    for (const chunk of chunks) this.queued += chunk.length
    this.pump()
    return this.queued < highWater ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Closes the stream once everything written is acknowledged. */
  end(): void {
    this.ending = true
    this.pump()
  }

  acknowledged(): void {
    this.unacknowledged = false
    this.pump()
  }

  receive(bytes: Buffer): void {
    this.incoming = this.incoming.then(() => this.wire.carry(bytes.length)).then(() => this.service?.data(bytes)).then(() => {
      if (this.open) this.wire.send({ command: command.OKAY, arg0: this.local, arg1: this.remote, payload: nothing })
    }, () => this.closedByHost())
  }

  /** The host closed it, or its service failed. */
  closedByHost(): void {
    if (!this.open) return
    this.closeBoth()
    this.service?.closed()
  }

  /** The connection is gone. */
  lost(): void {
    if (!this.open) return
    this.shut()
    this.service?.closed()
  }

  private closeBoth(): void {
    if (!this.open) return
    this.wire.send({ command: command.CLSE, arg0: this.local, arg1: this.remote, payload: nothing })
    this.shut()
  }

  private shut(): void {
    this.open = false
    this.queue = []
    this.release()
    this.markOver()
    this.onEnd()
  }

  private release(): void {
    for (const resume of this.waiting.splice(0)) resume()
  }

  private pump(): void {
    if (!this.open || this.unacknowledged) return
    if (this.queued === 0) {
      if (this.ending) this.closeBoth()
      return
    }
    const payload = this.next()
    this.unacknowledged = true
    void this.wire.carry(payload.length).then(() => {
      if (this.open) this.wire.send({ command: command.WRTE, arg0: this.local, arg1: this.remote, payload })
    })
    if (this.queued < highWater) this.release()
  }

  private next(): Buffer {
    const all = this.queue.length === 1 ? this.queue[0]! : Buffer.concat(this.queue)
    const payload = all.subarray(0, this.wire.maxPayload)
    const rest = all.subarray(payload.length)
    this.queue = rest.length > 0 ? [rest] : []
    this.queued = rest.length
    return payload
  }
}
