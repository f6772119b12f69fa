/** One external weights file that several graphs share: each named tensor is written once, aligned for memory mapping. */
import fs from 'node:fs'
import path from 'node:path'

const alignment = 64

export class WeightFile {
  private readonly places = new Map<string, { offset: number; length: number }>()
  private readonly fd: number
  private end = 0

  constructor(file: string) {
    this.fd = fs.openSync(file, 'wx')
    this.location = path.basename(file)
  }

  /** File name as graphs refer to it, relative to themselves. */
  readonly location: string

  put(name: string, make: () => Uint8Array): { offset: number; length: number } {
    const known = this.places.get(name)
    if (known) return known
    const data = make()
    const offset = Math.ceil(this.end / alignment) * alignment
    for (let done = 0; done < data.byteLength; ) done += fs.writeSync(this.fd, data, done, data.byteLength - done, offset + done)
    const place = { offset, length: data.byteLength }
    this.end = offset + data.byteLength
    this.places.set(name, place)
    return place
  }

  close(): void {
    fs.closeSync(this.fd)
  }
}
