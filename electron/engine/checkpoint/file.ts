/** Random access to a file, with every position checked against the file's size before anything is allocated. */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { Finding } from './finding'
import { cutShort, grouped, plural } from './words'

/** One call of read(2) moves at most 2 GB; smaller pieces also let a cancelled read stop early. */
const PIECE = 256 * 1024 * 1024

export class RandomFile {
  private constructor(readonly path: string, readonly size: number, private readonly handle: FileHandle) {}

  /** @throws Finding `not-found`, `unreadable` (permissions, empty) or `unsupported` (a folder). */
  static async open(path: string): Promise<RandomFile> {
    try {
      const stats = await stat(path)
      if (stats.isDirectory()) throw await folder(path)
      if (!stats.isFile()) throw new Finding('unsupported', 'This is not a regular file', { why: 'A device, pipe or socket cannot be read at any position.', fix: 'Copy its content to a file and open that.' })
      if (stats.size === 0) throw new Finding('unreadable', 'The file is empty', { why: 'It has 0 bytes; an interrupted copy or a full disk leaves such a file.', fix: 'Copy or download it again.' })
      return new RandomFile(path, stats.size, await open(path, 'r'))
    } catch (error) {
      throw systemFinding(error)
    }
  }

  /** Fills `into` from `position` on. @throws Finding `incomplete` when the file ends before. */
  async readInto(into: Uint8Array, position: number): Promise<void> {
    this.mustHold(position, into.byteLength)
    let done = 0
    while (done < into.byteLength) {
      const bytesRead = await this.piece(into, done, Math.min(PIECE, into.byteLength - done), position + done)
      if (bytesRead === 0) throw cutShort('The file became shorter while it was read.')
      done += bytesRead
    }
  }

  async bytes(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.mustHold(position, length)
    const into = new Uint8Array(length)
    await this.readInto(into, position)
    return into
  }

  async close(): Promise<void> {
    await this.handle.close()
  }

  private mustHold(position: number, length: number): void {
    if (position >= 0 && length >= 0 && position + length <= this.size) return
    throw cutShort(`It has ${plural(this.size, 'byte')}, and should have ${plural(length, 'byte')} from byte ${grouped(position)} on.`)
  }

  private async piece(into: Uint8Array, offset: number, length: number, position: number): Promise<number> {
    try {
      return (await this.handle.read(into, offset, length, position)).bytesRead
    } catch (error) {
      throw systemFinding(error)
    }
  }
}

/** Names what the system said; anything that is not a system error stays as it is. */
export function systemFinding(error: unknown): unknown {
  if (error instanceof Finding || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  switch (error.code) {
    case 'ENOENT': case 'ENOTDIR': case 'ENAMETOOLONG':
      return new Finding('not-found', 'There is no such file', { why: 'It was moved, renamed or deleted, or the path has a typing error.', fix: 'Check the path, or choose the file again.' })
    case 'EACCES': case 'EPERM':
      return new Finding('unreadable', 'The file may not be read', { why: `The system denies this user to read it (${error.code}).`, fix: 'Give yourself read permission, or copy the file to a folder of yours.' })
    case 'EBADF':
      return new Finding('unreadable', 'The checkpoint is closed', { why: 'A tensor was asked for after the file had been closed.', fix: 'Open the file again.' })
    case 'EMFILE': case 'ENFILE':
      return new Finding('unreadable', 'Too many files are open', { why: `The system has no room for another open file (${error.code}).`, fix: 'Close other programs and try again.' })
    default:
      return new Finding('unreadable', 'The file cannot be read', { why: `The system reports ${error.code}.`, fix: 'Check the disk or network drive, then copy the file to a local folder and open that.' })
  }
}

async function folder(path: string): Promise<Finding> {
  const names = await readdir(path)
  if (names.includes('saved_model.pb')) return new Finding('unsupported', 'This is a TensorFlow SavedModel folder', { why: 'The studio reads PyTorch checkpoints, safetensors and ONNX.', fix: 'Convert it to ONNX (tf2onnx) and open that file.' })
  const within = names.find((name) => /\.(pth|pt|safetensors)$/i.test(name))
  return new Finding('unsupported', 'This is a folder, not a checkpoint', { why: 'A checkpoint is one file.', fix: within ? `Choose the file inside it, e.g. ${within}.` : 'Choose a .pth, .pt or .safetensors file.' })
}
