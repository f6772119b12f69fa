/** What a file is by its first bytes, whatever its name. */
import { extname } from 'node:path'
import { limits } from './limits'
import { Finding } from './finding'
import type { RandomFile } from './file'
import { cutShort } from './words'

export type Container = 'zip' | 'pickle' | 'safetensors'

/** @returns which reader to use. @throws Finding `unsupported` that names a foreign format, or `incomplete`. */
export async function sniff(file: RandomFile): Promise<Container> {
  const head = Buffer.from(await file.bytes(0, Math.min(file.size, 512)))
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return 'zip'
  const foreign = foreignFormat(head, file)
  if (foreign) throw foreign
  if (isSafetensors(head, file)) return 'safetensors'
  // Protocol 2 and later begin with PROTO; protocol 1 begins with the magic number in decimal.
  if ((head[0] === 0x80 && (head[1] ?? 255) <= 5) || startsWith(head, 'L119547037146038801333356L')) return 'pickle'
  throw unknown(head, file)
}

function startsWith(head: Buffer, text: string, at = 0): boolean {
  return head.subarray(at, at + text.length).equals(Buffer.from(text, 'latin1'))
}

/** The header's length and its opening brace; a name that promises it gets the benefit of the doubt. */
function isSafetensors(head: Buffer, file: RandomFile): boolean {
  if (extname(file.path).toLowerCase() === '.safetensors') return true
  return head.length > 8 && head[8] === 0x7b && head.readBigUInt64LE(0) <= BigInt(limits.safetensorsHeader)
}

const others = 'The studio reads PyTorch checkpoints, safetensors and ONNX.'
const convert = 'Convert it to ONNX (tf2onnx) and open that file.'

const signatures: [string, number, string, string][] = [
  ['\x89HDF\r\n\x1a\n', 0, 'This is an HDF5 file, as Keras and TensorFlow write it', convert],
  ['TFL3', 4, 'This is a TensorFlow Lite model', 'Convert it to ONNX (tflite2onnx) and open that file.'],
  ['\x93NUMPY', 0, 'This is a NumPy array', 'Load the weights into the model in Python and save its state dict with torch.save.'],
  ['GGUF', 0, 'This is a GGUF file', 'Open the checkpoint it was converted from.'],
  ['\x1f\x8b', 0, 'This file is compressed with gzip', 'Unpack it and open the file inside.'],
  ['BZh', 0, 'This file is compressed with bzip2', 'Unpack it and open the file inside.'],
  ['\xfd7zXZ', 0, 'This file is compressed with xz', 'Unpack it and open the file inside.'],
  ['\x28\xb5\x2f\xfd', 0, 'This file is compressed with zstd', 'Unpack it and open the file inside.'],
  ['7z\xbc\xaf\x27\x1c', 0, 'This is a 7z archive', 'Unpack it and open the file inside.'],
  ['Rar!', 0, 'This is a RAR archive', 'Unpack it and open the file inside.'],
  ['ustar', 257, 'This is a tar archive', 'Unpack it and open the file inside. If it is a checkpoint of PyTorch 0.1, load it in Python and save it again.']
]

function foreignFormat(head: Buffer, file: RandomFile): Finding | undefined {
  const known = signatures.find(([bytes, at]) => startsWith(head, bytes, at))
  if (known) return new Finding('unsupported', known[2], { why: others, fix: known[3] })
  if (isOnnx(head, file)) return new Finding('unsupported', 'This is an ONNX model, not a checkpoint', { why: 'Its graph is already built; a checkpoint holds weights alone.', fix: 'Open it as a model: choose it in Open, or give it to a command that takes a model.' })
  const text = head.toString('latin1').trimStart().toLowerCase()
  if (text.startsWith('version https://git-lfs')) return new Finding('incomplete', 'This is a Git LFS pointer, not the file itself', { why: 'The repository was cloned without its large files; this text only says where the weights are.', fix: 'Run git lfs pull in the repository and open the file again.' })
  if (/^(<!doctype|<html|<\?xml|<head|<error)/.test(text)) return new Finding('unsupported', 'This is a web page, not a checkpoint', { why: 'The download saved a page, e.g. a sign-in or an error, instead of the weights.', fix: 'Download the file again, signed in where that is needed.' })
  return undefined
}

/** A ModelProto begins with its version (field 1), then usually the producer, the domain or the graph. */
function isOnnx(head: Buffer, file: RandomFile): boolean {
  if (extname(file.path).toLowerCase() === '.onnx') return true
  const version = head[1] ?? 0
  return head[0] === 0x08 && version >= 1 && version <= 20 && [0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42].includes(head[2] ?? 0)
}

function unknown(head: Buffer, file: RandomFile): Finding {
  if (head.every((byte) => byte === 0)) return cutShort('It begins with zeros: space was reserved for it, but nothing was written.')
  const isText = head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  return new Finding('unsupported', isText ? 'This is a text file, not a checkpoint' : 'The format of this file is not known', {
    why: `${others} This file begins with none of their signatures${file.size < 64 ? ` and has only ${file.size} bytes` : ''}.`,
    fix: 'Choose a .pth, .pt or .safetensors file. If it should be one, copy or download it again.'
  })
}
