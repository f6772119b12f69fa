// A zip reader for one purpose: unpack a trusted, checksummed archive without needing `unzip` on the machine.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50

/** Unpacks the entries of `archive` (a Buffer) that `rename` maps to a relative path; null leaves an entry out. */
export function unzip(archive, folder, rename) {
  for (const entry of entries(archive)) {
    const name = rename(entry.name)
    if (name === null || entry.name.endsWith('/')) continue
    const file = path.join(folder, name)
    if (path.relative(folder, file).startsWith('..')) throw new Error(`zip entry leaves the folder: ${entry.name}`)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, content(archive, entry), { mode: entry.mode || 0o644 })
  }
}

function* entries(archive) {
  let end = archive.length - 22
  while (end >= 0 && archive.readUInt32LE(end) !== END) end--
  if (end < 0) throw new Error('not a zip archive')
  const count = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error('damaged zip directory')
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((o) => archive.readUInt16LE(at + o))
    yield {
      method: archive.readUInt16LE(at + 10), packed: archive.readUInt32LE(at + 20),
      mode: (archive.readUInt32LE(at + 38) >>> 16) & 0o777, offset: archive.readUInt32LE(at + 42),
      name: archive.toString('utf8', at + 46, at + 46 + nameLength)
    }
    at += 46 + nameLength + extraLength + commentLength
  }
}

function content(archive, { name, method, packed, offset }) {
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28)
  const data = archive.subarray(start, start + packed)
  if (method === 0) return data
  if (method === 8) return zlib.inflateRawSync(data)
  throw new Error(`zip method ${method} of ${name} is not supported`)
}
