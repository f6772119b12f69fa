/** Messages of the sync service, version 1 (AOSP `SYNC.TXT`): a name of four letters, a little-endian word, and where the word is a length, that many bytes. */

/** Names whose word is a length. */
const withBody = new Set(['STAT', 'LIST', 'SEND', 'RECV', 'DATA'])
/** No path and no block of data is longer. */
export const largestBody = 1 << 16

export interface SyncMessage { name: string; word: number; body: Buffer }

/** Takes messages out of what arrives, however it was cut. Throws on a body that no client sends. */
export class SyncMessages {
  private rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): SyncMessage[] {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    const messages: SyncMessage[] = []
    while (this.rest.length >= 8) {
      const name = this.rest.toString('latin1', 0, 4), word = this.rest.readUInt32LE(4)
      const end = 8 + (withBody.has(name) ? word : 0)
      if (end > 8 + largestBody) throw new Error('A sync message of this length is not allowed')
      if (this.rest.length < end) break
      messages.push({ name, word, body: this.rest.subarray(8, end) })
      this.rest = this.rest.subarray(end)
    }
    return messages
  }
}

export function syncHeader(name: string, ...words: number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * words.length)
  bytes.write(name, 'latin1')
  words.forEach((word, i) => bytes.writeUInt32LE(word >>> 0, 4 + 4 * i))
  return bytes
}
