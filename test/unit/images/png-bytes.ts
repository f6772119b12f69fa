/** Builds PNG files, also impossible ones, from a header and compressed data. */
import { crc32 } from 'node:zlib'

export function chunk(type: string, body: Uint8Array): Buffer {
  const head = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const out = Buffer.alloc(head.length + 8)
  out.writeUInt32BE(body.length, 0)
  head.copy(out, 4)
  out.writeUInt32BE(crc32(head), head.length + 4)
  return out
}

export function pngBytes(width: number, height: number, depth: number, colour: number, data: Uint8Array, before: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = depth
  header[9] = colour
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', header), ...before, chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}
