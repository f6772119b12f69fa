/** Reads operands from pickle bytes; every length is checked before use. */
import { limits } from '../limits'

export type FaultKind = 'malformed' | 'limit' | 'truncated'

/** Thrown by the cursor and the interpreter; the interpreter adds where. */
export class Fault extends Error {
  constructor(readonly kind: FaultKind, message: string) {
    super(message)
  }
}

export class Cursor {
  at = 0
  private readonly buffer: Buffer

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(): number {
    return this.buffer.readUInt8(this.advance(1))
  }
  u16(): number {
    return this.buffer.readUInt16LE(this.advance(2))
  }
  u32(): number {
    return this.buffer.readUInt32LE(this.advance(4))
  }
  i32(): number {
    return this.buffer.readInt32LE(this.advance(4))
  }
  /** Big-endian, as pickle stores floats. */
  f64(): number {
    return this.buffer.readDoubleBE(this.advance(8))
  }

  u64(): number {
    const value = this.buffer.readBigUInt64LE(this.advance(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Fault('limit', `a length of ${value} bytes`)
    return Number(value)
  }

  /** Steps over `length` bytes and returns where they began. */
  skip(length: number): number {
    return this.advance(length)
  }

  text(length: number): string {
    if (length > limits.textBytes) throw new Fault('limit', `a string of ${length} bytes`)
    const start = this.advance(length)
    return this.buffer.toString('utf8', start, start + length)
  }

  /** Up to the next line feed, which is consumed. */
  line(most: number): string {
    const end = this.buffer.subarray(this.at, this.at + most + 1).indexOf(0x0a)
    if (end < 0) throw this.buffer.length - this.at > most ? new Fault('limit', `a line of more than ${most} bytes`) : new Fault('truncated', 'a line does not end')
    const start = this.advance(end + 1)
    return this.buffer.toString('utf8', start, start + end)
  }

  /** Little-endian two's complement of `length` bytes; a plain number where that is exact. */
  integer(length: number): number | bigint {
    if (length > limits.integerBytes) throw new Fault('limit', `an integer of ${length} bytes`)
    const start = this.advance(length)
    if (length === 0) return 0
    const hex = Buffer.from(this.buffer.subarray(start, start + length)).reverse().toString('hex')
    const value = BigInt.asIntN(length * 8, BigInt('0x' + hex))
    return narrowed(value)
  }

  private advance(length: number): number {
    const start = this.at
    if (length > this.buffer.length - start) throw new Fault('truncated', `${length} bytes are missing their end`)
    this.at = start + length
    return start
  }
}

export function narrowed(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value
}
