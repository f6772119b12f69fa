/**
 * Checkpoints as `torch.save` wrote them before PyTorch 1.6 (and still does on request): pickles of a magic number, a version,
 * the machine, the object and the storage keys, then for each key an int64 count and that many values.
 */
import { limits } from '../limits'
import { Finding, type CheckList } from '../finding'
import type { RandomFile } from '../file'
import { PickleError, type Pickled, interpret } from '../pickle/interpret'
import { Dict, Sequence, type Persistent, type Value } from '../pickle/nodes'
import { checkPlacements, type Placement, type Storage } from '../placement'
import { elementBytes } from '../values'
import { copyAgain, cutShort, damaged, grouped, plural, saveSnippet, saveWeights, shown, size } from '../words'
import { bigEndian } from './byte-order'
import { loadPickle } from './load-pickle'
import { placeTensors } from './place'
import { findStateDict } from './state-dict'
import { isCount, storageRef } from './storage-ref'

const MAGIC = 0x1950a86a20f9469cfc6cn
const VERSION = 1001
const FIRST_WINDOW = 1024 * 1024

/** @returns the placed tensors. @throws Finding, also for a pickle that `torch.save` did not write. */
export async function openLegacy(file: RandomFile, checks: CheckList): Promise<Map<string, Placement>> {
  checks.plan('File is a PyTorch pickle', 'Pickle within limits', 'State dict found', 'Tensors lie inside the file')
  const magic = await pickleAt(file, 0, checks)
  if (magic.value !== MAGIC) throw plainPickle(file.path)
  const version = await pickleAt(file, magic.end, checks)
  if (version.value !== VERSION) throw damaged(`It has the legacy format's version ${typeof version.value === 'number' ? version.value : '?'} instead of ${VERSION}.`)
  const machine = await pickleAt(file, version.end, checks)
  if (entry(machine.value, 'little_endian') === false) throw bigEndian()
  checks.pass(`version ${VERSION}`, 'File is a PyTorch pickle of before 1.6')

  const object = await pickleAt(file, machine.end, checks)
  checks.pass(plural(object.opcodes, 'opcode'))

  const { tensors, path } = findStateDict(object.value, file.path)
  checks.pass(plural(tensors.size, 'tensor') + (path.length ? ` under ${path.map(shown).join('.')}` : ''))

  const keys = await pickleAt(file, object.end, checks)
  const storages = await layOut(file, keys, elementSizes(object.persistents))
  const placements = placeTensors(tensors, (key) => storages.get(key))
  checks.pass(size(checkPlacements(placements.values())))
  return placements
}

/** Follows one pickle inside the file, reading more of it only while that is not enough. */
async function pickleAt(file: RandomFile, position: number, checks: CheckList): Promise<Pickled> {
  const most = Math.min(file.size - position, limits.pickleBytes)
  for (let window = FIRST_WINDOW; window < most; window *= 8) {
    const bytes = await file.bytes(position, window)
    if (!needsMore(bytes)) return loadPickle(bytes, position, 'The pickle', checks)
  }
  return loadPickle(await file.bytes(position, most), position, 'The pickle', checks)
}

function needsMore(bytes: Uint8Array): boolean {
  try {
    interpret(bytes)
    return false
  } catch (error) {
    if (error instanceof PickleError) return error.kind === 'truncated'
    throw error
  }
}

/** Storages follow each other in the order of the keys; each begins with its own count. */
async function layOut(file: RandomFile, keys: Pickled, sizes: Map<string, number>): Promise<Map<string, Storage>> {
  if (!(keys.value instanceof Sequence)) throw damaged('The list of storages is missing.')
  const storages = new Map<string, Storage>()
  let position = keys.end
  for (const value of keys.value.items) {
    const key = typeof value === 'string' || isCount(value) ? String(value) : undefined
    const unit = key === undefined ? undefined : sizes.get(key)
    if (key === undefined || unit === undefined || storages.has(key)) throw damaged('The list of storages does not agree with the tensors.')
    if (position + 8 > file.size) throw cutShort(`It ends before the storage ${shown(key)}.`)
    const count = Buffer.from(await file.bytes(position, 8)).readBigInt64LE()
    const start = position + 8, bytes = Number(count) * unit
    if (count < 0n || !Number.isSafeInteger(bytes)) throw damaged(`The storage ${shown(key)} claims ${count} values.`)
    if (start + bytes > file.size) throw cutShort(`The storage ${shown(key)} of ${size(bytes)} ends after the file, which has ${grouped(file.size)} bytes.`)
    storages.set(key, { bytes, readInto: (into, at) => file.readInto(into, start + at) })
    position = start + bytes
  }
  return storages
}

/** Bytes per element by storage key; the first mention decides, as in PyTorch. */
function elementSizes(references: Persistent[]): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const reference of references) {
    const ref = storageRef(reference)
    if (!ref || sizes.has(ref.key)) continue
    const unit = ref.type === 'untyped' ? 1 : typeof ref.type === 'string' ? elementBytes[ref.type] : unreadSizes.get(ref.type.unread)
    if (unit !== undefined) sizes.set(ref.key, unit)
  }
  return sizes
}

/** Types that are not read, but whose storages must be stepped over. */
const unreadSizes = new Map([['ComplexFloatStorage', 8], ['ComplexDoubleStorage', 16], ['QInt8Storage', 1], ['QUInt8Storage', 1], ['QInt32Storage', 4], ['QUInt4x2Storage', 1], ['QUInt2x4Storage', 1]])

function entry(value: Value, key: string): Value | undefined {
  const items = value instanceof Dict ? value.items ?? [] : []
  for (let i = 0; i + 1 < items.length; i += 2) if (items[i] === key) return items[i + 1]
  return undefined
}

function plainPickle(file: string): Finding {
  return new Finding('unsupported', 'This is a plain pickle, not a checkpoint', {
    why: 'It was written by pickle.dump instead of torch.save, so its tensors are inside Python objects.',
    fix: `${saveWeights} If it should be a PyTorch file: ${copyAgain.toLowerCase()}`, snippet: saveSnippet(file)
  })
}
