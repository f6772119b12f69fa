/** The frames of adb's shell protocol: id (1 byte), length (4 bytes, little-endian), payload. */
export const frameId = { stdin: 0, stdout: 1, stderr: 2, exit: 3, closeStdin: 4 } as const

export function encodeFrame(id: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(id, 0)
  head.writeUInt32LE(payload.length, 1)
  return Buffer.concat([head, payload])
}

export interface Frame { id: number; data: Buffer }

/** Payloads are handed on in the pieces in which they arrive: nothing is joined, however long a frame is. */
export async function* decodeFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame, void> {
  let head = Buffer.alloc(0), left = 0
  for await (let chunk of chunks) {
    while (chunk.length > 0) {
      if (left === 0) {
        const missing = 5 - head.length
        head = Buffer.concat([head, chunk.subarray(0, missing)])
        chunk = chunk.subarray(missing)
        if (head.length < 5) continue
        left = head.readUInt32LE(1)
        if (left > 0) continue
        head = Buffer.alloc(0)
        continue
      }
      const data = chunk.subarray(0, left)
      chunk = chunk.subarray(left)
      left -= data.length
      const id = head.readUInt8(0)
      if (left === 0) head = Buffer.alloc(0)
      yield { id, data }
    }
  }
}
