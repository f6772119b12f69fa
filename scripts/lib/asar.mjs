// Writes an asar of a flat folder: a pickled JSON header, then the files one after another.
import fs from 'node:fs'
import path from 'node:path'

export function writeAsar(file, folder) {
  const contents = fs.readdirSync(folder).sort().map((name) => ({ name, data: fs.readFileSync(path.join(folder, name)) }))
  const files = {}
  let offset = 0
  for (const { name, data } of contents) {
    files[name] = { size: data.length, offset: String(offset) }
    offset += data.length
  }
  const header = Buffer.from(JSON.stringify({ files }))
  const padded = Math.ceil(header.length / 4) * 4
  const sizes = Buffer.alloc(16)
  ;[4, padded + 8, padded + 4, header.length].forEach((value, i) => sizes.writeUInt32LE(value, 4 * i))
  fs.writeFileSync(file, Buffer.concat([sizes, header, Buffer.alloc(padded - header.length), ...contents.map((c) => c.data)]))
}
