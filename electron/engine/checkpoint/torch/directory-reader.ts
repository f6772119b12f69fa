/** Serves yauzl's many small reads of a zip directory from one window over the file. */
import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import type { RandomFile } from '../file'

const WINDOW = 256 * 1024

export class DirectoryReader extends yauzl.RandomAccessReader {
  private window: Uint8Array = new Uint8Array(0)
  private start = 0

  constructor(private readonly file: RandomFile) {
    super()
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.fill(position, length).then(() => {
      buffer.set(this.window.subarray(position - this.start, position - this.start + length), offset)
      callback(null)
    }, callback)
  }

  /** Entries are read by position instead, never as streams. */
  override _readStreamForRange(): Readable {
    throw new Error('not read as a stream')
  }

  private async fill(position: number, length: number): Promise<void> {
    if (position >= this.start && position + length <= this.start + this.window.byteLength) return
    this.window = await this.file.bytes(position, Math.max(length, Math.min(WINDOW, this.file.size - position)))
    this.start = position
  }
}
