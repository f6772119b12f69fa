/** Frames of shell v2 (AOSP `shell_protocol.h`): id(1), length(4, little-endian), payload. */
export const shellId = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4, windowSize: 5 } as const

export function shellHeader(id: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(5)
  head[0] = id
  head.writeUInt32LE(length, 1)
  return head
}

/** Takes frames out of what arrives, however it was cut. */
export class ShellFrames {
  private rest: Buffer = Buffer.alloc(0)

  push(chunk: Buffer): { id: number; payload: Buffer }[] {
    this.rest = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk
    const frames = []
    while (this.rest.length >= 5) {
      const end = 5 + this.rest.readUInt32LE(1)
      if (this.rest.length < end) break
      frames.push({ id: this.rest[0]!, payload: this.rest.subarray(5, end) })
      this.rest = this.rest.subarray(end)
    }
    return frames
  }
}
