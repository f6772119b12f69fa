/** Checkpoints as `torch.save` writes them since PyTorch 1.6: a zip of `data.pkl`, one entry per storage, `version` and `byteorder`. */
import { limits } from '../limits'
import { Finding, type CheckList } from '../finding'
import type { RandomFile } from '../file'
import { checkPlacements, type Placement, type Storage } from '../placement'
import { beyondLimits, plural, saveSnippet, saveWeights, shown, size } from '../words'
import { Archive, type Entry } from './archive'
import { loadPickle } from './load-pickle'
import { bigEndian } from './byte-order'
import { placeTensors } from './place'
import { findStateDict } from './state-dict'

/** @returns the placed tensors. @throws Finding */
export async function openZip(file: RandomFile, checks: CheckList): Promise<Map<string, Placement>> {
  checks.plan('Archive is a PyTorch zip', 'data.pkl within limits', 'State dict found', 'Tensors lie inside the archive')
  const archive = await Archive.open(file)
  const pickle = pickleEntry(archive, file.path)
  const root = pickle.name.slice(0, -'data.pkl'.length)
  const version = await text(archive, root + 'version')
  if ((await text(archive, root + 'byteorder')) === 'big') throw bigEndian()
  checks.pass(plural(archive.names.length, 'entry', 'entries'), `Archive is a PyTorch zip${version ? `, version ${shown(version)}` : ''}`)

  const { bytes, intact } = await archive.read(pickle, limits.pickleBytes)
  const pickled = loadPickle(bytes, 0, 'data.pkl', checks)
  checks.pass(plural(pickled.opcodes, 'opcode'))

  const { tensors, path } = findStateDict(pickled.value, file.path)
  checks.pass(plural(tensors.size, 'tensor') + (path.length ? ` under ${path.map(shown).join('.')}` : ''))

  const storages = new Map<string, Storage>()
  const placements = placeTensors(tensors, (key) => {
    const entry = archive.get(`${root}data/${key}`)
    // A file written with PyTorch's checksums switched off has wrong ones everywhere, the pickle's included.
    if (entry && !storages.has(key)) storages.set(key, archive.storage(entry, intact))
    return storages.get(key)
  })
  checkInflation([...storages.keys()].flatMap((key) => archive.get(`${root}data/${key}`) ?? []))
  checks.pass(size(checkPlacements(placements.values())))
  return placements
}

function pickleEntry(archive: Archive, file: string): Entry {
  const names = archive.names
  const found = names.filter((name) => /^([^/]*\/)?data\.pkl$/.test(name))
  const [name] = found
  if (name === undefined) throw notPyTorch(names)
  if (found.length > 1) throw new Finding('unsupported', 'This archive holds several checkpoints', { why: `${found.slice(0, 4).map(shown).join(' and ')} are both in it.`, fix: 'Unpack it and open one of them.' })
  const root = name.slice(0, -'data.pkl'.length)
  if (names.includes(root + 'constants.pkl') || names.some((n) => n.startsWith(root + 'code/')))
    throw new Finding('unsupported', 'This is a TorchScript archive, not a checkpoint', { why: 'It was written by torch.jit.save and holds a compiled program beside the weights.', fix: saveWeights, snippet: saveSnippet(file), detail: root + 'constants.pkl' })
  const entry = archive.get(name)
  if (!entry) throw notPyTorch(names)
  return entry
}

function notPyTorch(names: string[]): Finding {
  const has = (pattern: RegExp) => names.find((name) => pattern.test(name))
  const inside = has(/\.(pth|pt|safetensors|onnx)$/i)
  if (inside) return new Finding('unsupported', 'This is a zip around a model file', { why: `It contains ${shown(inside)}.`, fix: 'Unpack it and open that file.' })
  if (has(/model\.weights\.h5$/)) return new Finding('unsupported', 'This is a Keras model', { why: 'The studio reads PyTorch checkpoints, safetensors and ONNX.', fix: 'Convert it to ONNX (tf2onnx) and open that file.' })
  if (has(/\.npy$/)) return new Finding('unsupported', 'This is a NumPy archive', { why: 'It holds arrays without the layout of a checkpoint.', fix: 'Load the weights into the model in Python and save its state dict with torch.save.' })
  if (has(/(^|\/)model\.json$/)) return new Finding('unsupported', 'This is a TorchScript archive of PyTorch 1.0', { why: 'It holds a compiled program beside the weights.', fix: saveWeights })
  return new Finding('unsupported', 'This zip is not a PyTorch checkpoint', { why: names.length ? `It has no data.pkl; it begins with ${names.slice(0, 3).map(shown).join(', ')}.` : 'It has no entries.', fix: 'Choose a file written by torch.save, or a .safetensors file.' })
}

async function text(archive: Archive, name: string): Promise<string | undefined> {
  const entry = archive.get(name)
  return entry && Buffer.from((await archive.read(entry, 64)).bytes).toString('latin1').trim()
}

function checkInflation(entries: Entry[]): void {
  const total = entries.reduce((sum, entry) => sum + (entry.deflated ? entry.bytes : 0), 0)
  if (total > limits.inflatedTotal) throw beyondLimits(`Its compressed entries would grow to ${size(total)}.`)
}
