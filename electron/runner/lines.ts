/** Writes lines for the host. Each thread has a writer of its own; whole lines in small writes reach a pipe or socket undivided. */
import fs from 'node:fs'
import type { Line } from '@shared/trace/stream'
import { now } from './clock'

/** POSIX keeps writes to a pipe of at most so many bytes together (`PIPE_BUF`). */
const undivided = 4096
const ms = 1e6

export class LineWriter {
  private pending: string[] = []
  private bytes = 0
  private oldest = 0

  /** @param patience a line waits at most so many milliseconds for others to go with it */
  constructor(private readonly patience: number, private readonly fd = 1) {}

  /** Throws the system's error (`EPIPE`) when nobody reads any more. */
  write(line: Line): void {
    const text = JSON.stringify(line) + '\n', bytes = Buffer.byteLength(text)
    if (this.bytes + bytes > undivided) this.flush()
    if (this.pending.length === 0) this.oldest = now()
    this.pending.push(text)
    this.bytes += bytes
    if (now() - this.oldest >= this.patience * ms) this.flush()
  }

  flush(): void {
    const data = Buffer.from(this.pending.join(''))
    this.pending = []
    this.bytes = 0
    writeAll(this.fd, data)
  }
}

/** Standard input may share its socket with the output, and Node makes what it reads non-blocking: a full pipe then says `EAGAIN`. */
function writeAll(fd: number, data: Buffer): void {
  for (let at = 0; at < data.length;) {
    try {
      at += fs.writeSync(fd, data, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(nothing, 0, 0, 1)
    }
  }
}

const nothing = new Int32Array(new SharedArrayBuffer(4))
