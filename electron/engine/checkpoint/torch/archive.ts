/** A PyTorch zip as records that can be read at any position. yauzl reads the directory; the bytes are read straight from the file. */
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import { limits } from '../limits'
import { Finding } from '../finding'
import type { RandomFile } from '../file'
import type { Storage } from '../placement'
import { beyondLimits, cutShort, damaged, grouped, plural, shown, size } from '../words'
import { DirectoryReader } from './directory-reader'

const inflate = promisify(inflateRaw)

export interface Entry {
  name: string
  bytes: number
  storedBytes: number
  deflated: boolean
  crc: number
  nameBytes: number
  /** Position of the local header. */
  at: number
  /** Where the next entry begins: this one's bytes must end before. */
  limit: number
}

export class Archive {
  /** The entry that was inflated last; its bytes may be asked for in pieces. */
  private last: { entry: Entry; bytes: Uint8Array } | undefined

  private constructor(private readonly file: RandomFile, private readonly entries: ReadonlyMap<string, Entry>) {}

  /** @throws Finding `incomplete` when the directory at the end is missing, `unreadable` or `refused` when it is inconsistent. */
  static async open(file: RandomFile): Promise<Archive> {
    const entries = await listEntries(file)
    boundEntries(entries, file.size)
    const byName = new Map<string, Entry>()
    for (const entry of entries) {
      if (byName.has(entry.name)) throw damaged(`The archive has two entries called ${shown(entry.name)}.`)
      byName.set(entry.name, entry)
    }
    return new Archive(file, byName)
  }

  get names(): string[] {
    return [...this.entries.keys()]
  }

  get(name: string): Entry | undefined {
    return this.entries.get(name)
  }

  /** All bytes of a small entry, and whether they match the directory's CRC-32. */
  async read(entry: Entry, most: number): Promise<{ bytes: Uint8Array; intact: boolean }> {
    if (entry.bytes > most) throw beyondLimits(`${shown(entry.name)} has ${size(entry.bytes)}; the studio reads up to ${size(most)} of it.`)
    const storage = this.storage(entry, false)
    const bytes = new Uint8Array(entry.bytes)
    await storage.readInto(bytes, 0)
    return { bytes, intact: crc32(bytes) === entry.crc }
  }

  /** @param trustCrc false for archives that were written without checksums */
  storage(entry: Entry, trustCrc: boolean): Storage {
    const crc = trustCrc ? entry.crc : undefined
    return { bytes: entry.bytes, crc, readInto: (into, position) => (entry.deflated ? this.readInflated(entry, into, position) : this.readStored(entry, into, position)) }
  }

  private async readStored(entry: Entry, into: Uint8Array, position: number): Promise<void> {
    await this.file.readInto(into, (await this.dataStart(entry)) + position)
  }

  private async readInflated(entry: Entry, into: Uint8Array, position: number): Promise<void> {
    const bytes = this.last?.entry === entry ? this.last.bytes : await this.inflated(entry)
    this.last = { entry, bytes }
    into.set(bytes.subarray(position, position + into.byteLength))
  }

  private async dataStart(entry: Entry): Promise<number> {
    const header = Buffer.from(await this.file.bytes(entry.at, 30))
    if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(`The archive has no entry at byte ${grouped(entry.at)}, where ${shown(entry.name)} should begin.`)
    const start = entry.at + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
    if (start + entry.storedBytes > entry.limit) throw damaged(`The entry ${shown(entry.name)} overlaps what follows it.`)
    return start
  }

  private async inflated(entry: Entry): Promise<Uint8Array> {
    const ratio = entry.bytes / Math.max(entry.storedBytes, 1)
    if (entry.bytes > limits.inflatedBytes || (entry.bytes > 1024 * 1024 && ratio > limits.inflationRatio))
      throw beyondLimits(`${shown(entry.name)} would grow from ${size(entry.storedBytes)} to ${size(entry.bytes)}.`)
    const packed = await this.file.bytes(await this.dataStart(entry), entry.storedBytes)
    const bytes = await inflate(packed, { maxOutputLength: Math.max(entry.bytes, 1) }).catch((error: unknown) => {
      throw damaged(`The entry ${shown(entry.name)} cannot be inflated: ${error instanceof Error ? error.message : String(error)}.`)
    })
    if (bytes.byteLength !== entry.bytes) throw damaged(`The entry ${shown(entry.name)} has ${plural(bytes.byteLength, 'byte')} instead of ${grouped(entry.bytes)}.`)
    return bytes
  }
}

async function listEntries(file: RandomFile): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new DirectoryReader(file), file.size, { autoClose: false, decodeStrings: false, validateEntrySizes: true })
    if (zip.entryCount > limits.zipEntries) throw beyondLimits(`The archive has ${plural(zip.entryCount, 'entry', 'entries')}.`)
    for await (const entry of zip.eachEntry()) entries.push(described(entry))
    zip.close()
    return entries
  } catch (error) {
    if (error instanceof Finding || !(error instanceof Error)) throw error
    if (/^End of central directory/.test(error.message)) throw cutShort('The directory at the end of the archive is missing, so the last part of the file is.')
    throw damaged(`The archive's directory cannot be read: ${error.message}.`)
  }
}

function described(entry: yauzl.Entry): Entry {
  if (entry.fileNameLength > limits.zipNameBytes) throw beyondLimits(`An entry's name has ${plural(entry.fileNameLength, 'byte')}.`)
  const name = entry.fileNameRaw.toString('utf8')
  if (entry.isEncrypted()) throw new Finding('unsupported', 'The archive is encrypted', { why: `The entry ${shown(name)} needs a password.`, fix: 'Unpack it with the password and open the checkpoint inside.' })
  if (!entry.canDecodeFileData()) throw new Finding('unsupported', 'The archive uses a compression that PyTorch does not', { why: `The entry ${shown(name)} is compressed with method ${entry.compressionMethod}.`, fix: 'Load it in Python and save it again with torch.save.' })
  const bytes = [entry.uncompressedSize, entry.compressedSize, entry.relativeOffsetOfLocalHeader]
  if (!bytes.every(Number.isSafeInteger)) throw damaged(`The entry ${shown(name)} has an impossible size.`)
  return {
    name, nameBytes: entry.fileNameLength, bytes: entry.uncompressedSize, storedBytes: entry.compressedSize, deflated: entry.compressionMethod === 8, crc: entry.crc32, at: entry.relativeOffsetOfLocalHeader, limit: 0
  }
}

/** Entries may not share bytes: overlapping ones are how small archives pretend to be huge. */
function boundEntries(entries: Entry[], fileSize: number): void {
  let limit = fileSize
  for (const entry of [...entries].sort((a, b) => b.at - a.at)) {
    entry.limit = limit
    const least = entry.at + 30 + entry.nameBytes + entry.storedBytes
    if (entry.at + 30 > fileSize || entry.at + 30 + entry.storedBytes > fileSize) throw cutShort(`The archive's directory promises ${shown(entry.name)} beyond the end of the file.`)
    if (least > limit) throw damaged(`The entry ${shown(entry.name)} overlaps another.`)
    limit = entry.at
  }
}
