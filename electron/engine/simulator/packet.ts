/** Packets of the ADB transport protocol (AOSP `packages/modules/adb/protocol.txt`): six little-endian words, then the payload. */
const word = (name: string): number => Buffer.from(name, 'latin1').readUInt32LE(0)

export const command = { CNXN: word('CNXN'), AUTH: word('AUTH'), OPEN: word('OPEN'), OKAY: word('OKAY'), WRTE: word('WRTE'), CLSE: word('CLSE') } as const

/** From this version on the checksum of the payload may be 0. */
export const version = 0x01000001
export const maxPayload = 1 << 20
const headerBytes = 24

export interface Packet { command: number; arg0: number; arg1: number; payload: Buffer }

/** The header of a packet whose payload follows. `summed` for a peer older than `version`. */
export function header(packet: Packet, summed: boolean): Buffer {
  const bytes = Buffer.allocUnsafe(headerBytes)
  const words = [packet.command, packet.arg0, packet.arg1, packet.payload.length, summed ? checksum(packet.payload) : 0, ~packet.command >>> 0]
  words.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i))
  return bytes
}

/** Sum of the bytes, modulo 2³². */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  return sum >>> 0
}

/** Puts packets together from what a socket delivers. Throws on what is no packet: nothing after it could be understood. */
export class PacketReader {
  private chunks: Buffer[] = []
  private length = 0
  private head: { command: number; arg0: number; arg1: number; bytes: number } | null = null

  constructor(private readonly onPacket: (packet: Packet) => void) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.length += chunk.length
    for (;;) {
      if (this.head === null) {
        if (this.length < headerBytes) return
        this.head = readHeader(this.take(headerBytes))
      }
      if (this.length < this.head.bytes) return
      const { bytes, ...packet } = this.head
      this.head = null
      this.onPacket({ ...packet, payload: this.take(bytes) })
    }
  }

  private take(bytes: number): Buffer {
    const [first] = this.chunks
    const all = first && first.length >= bytes ? first : Buffer.concat(this.chunks)
    if (all !== first) this.chunks = [all]
    if (all.length === bytes) this.chunks.shift()
    else this.chunks[0] = all.subarray(bytes)
    this.length -= bytes
    return all.subarray(0, bytes)
  }
}

function readHeader(bytes: Buffer): { command: number; arg0: number; arg1: number; bytes: number } {
  const [name, arg0, arg1, length, , magic] = [0, 4, 8, 12, 16, 20].map((at) => bytes.readUInt32LE(at)) as [number, number, number, number, number, number]
  if (magic !== ~name >>> 0 || length > maxPayload) throw new Error('What arrived is no ADB packet')
  return { command: name, arg0, arg1, bytes: length }
}
