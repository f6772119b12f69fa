/** Checkpoints in safetensors: the length of the header, the header, the values. */
import { limits } from '../limits'
import { Finding, type CheckList } from '../finding'
import type { RandomFile } from '../file'
import { checkPlacements, dense, type Placement } from '../placement'
import { wrapperLength } from '../prefix'
import { beyondLimits, cutShort, damaged, plural, saveWeights, size } from '../words'
import { parseHeader, type HeaderEntry } from './header'

/** @returns the placed tensors, in the header's order and without the prefixes of wrappers. @throws Finding */
export async function openSafetensors(file: RandomFile, checks: CheckList): Promise<Map<string, Placement>> {
  checks.plan('Header within limits', 'Tensors lie inside the file')
  if (file.size < 8) throw cutShort('It ends inside the length of its header.')
  const length = Buffer.from(await file.bytes(0, 8)).readBigUInt64LE()
  if (length > BigInt(limits.safetensorsHeader)) throw beyondLimits(`Its header claims ${length} bytes; the format allows ${size(limits.safetensorsHeader)}.`)
  if (length < 2n) throw damaged('Its header is empty.')
  const start = 8 + Number(length)
  if (start > file.size) throw cutShort('It ends inside its header.')
  const entries = parseHeader(await file.bytes(8, Number(length)), file.size - start)
  checks.pass(plural(entries.length, 'tensor'))
  if (entries.length === 0) throw new Finding('unsupported', 'There are no tensors in this file', { why: 'Its header is valid and lists none.', fix: saveWeights })

  const placements = new Map<string, Placement>()
  const prefix = wrapperLength(entries.map((e) => e.name))
  for (const e of entries) placements.set(e.name.slice(prefix), place(file, e, e.name.slice(prefix), start))
  checks.pass(size(checkPlacements(placements.values())))
  return placements
}

function place(file: RandomFile, e: HeaderEntry, name: string, start: number): Placement {
  return dense(name, e.dtype, e.shape, { bytes: e.end - e.begin, readInto: (into, position) => file.readInto(into, start + e.begin + position) })
}
