/** A task's id becomes a graph output, a file name and a key: refuses ids that cannot be all three. */
import { StudioError } from '@shared/errors'
import { ownNames } from './names'

/** File systems allow 255 bytes; `decoder.` and `.onnx` and a margin are taken off. */
const longestFileName = 200

/** Throws `unsupported` naming the task; `fileOf` is the name of its decoder's file. */
export function requireTaskNames(ids: readonly string[], fileOf: (id: string) => string): void {
  const refuse = (id: string, why: string) => new StudioError('unsupported', `A task cannot be called ${id.length > 40 ? `${id.slice(0, 40)}…` : id}`, { why, fix: 'Rename its decoder and controllers in the checkpoint.' })
  const files = new Map<string, string>()
  for (const id of ids) {
    if (id === '__proto__') throw refuse(id, 'JavaScript gives this name a meaning of its own.')
    if (/\p{Surrogate}/u.test(id)) throw refuse(id, 'It is no valid Unicode text.')
    // Inner values of the graph have a slash in their names.
    if (ownNames.test(id) || id.includes('/')) throw refuse(id, 'The graphs use this name themselves.')
    const file = fileOf(id), same = files.get(file.toLowerCase())
    if (file.length > longestFileName) throw refuse(id, 'It is too long for a file name.')
    if (same !== undefined) throw refuse(id, `Some file systems cannot tell it from ${same}.`)
    files.set(file.toLowerCase(), id)
  }
}
