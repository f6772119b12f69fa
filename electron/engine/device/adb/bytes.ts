/** Bytes of a socket, taken as fast as the reader wants them: what is not read holds the device back. */
import type { Socket } from 'node:net'
import { EndedEarly } from './errors'

/** Ends quietly also when the socket breaks: a service tells by its own last word whether it was complete. Leaving the loop closes the socket. */
export async function* chunksOf(socket: Socket): AsyncGenerator<Buffer, void> {
  try {
    for await (const chunk of socket) if (Buffer.isBuffer(chunk)) yield chunk
  } catch (error) {
    if (!socket.destroyed) throw error
  }
}

export class ByteReader {
  private held: Buffer = Buffer.alloc(0)
  private readonly chunks: AsyncGenerator<Buffer, void>
  constructor(socket: Socket) {
    this.chunks = chunksOf(socket)
  }

  /** @returns exactly `count` bytes. Throws `EndedEarly`. */
  async read(count: number): Promise<Buffer> {
    const parts = [this.held]
    let length = this.held.length
    while (length < count) {
      const next = await this.chunks.next()
      if (next.done) throw new EndedEarly()
      parts.push(next.value)
      length += next.value.length
    }
    const all = parts.length === 1 ? this.held : Buffer.concat(parts)
    this.held = all.subarray(count)
    return all.subarray(0, count)
  }
}
