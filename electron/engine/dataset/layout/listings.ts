/** Names in folders. Each folder is listed once, and no file is asked for by itself: data sets have a hundred thousand of them. */
import { readdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileError } from '../../file'

export class Listings {
  private readonly known = new Map<string, Promise<readonly string[] | null>>()
  constructor(private readonly signal: AbortSignal) {}

  /** All names in a folder; null where there is no such folder. */
  names(folder: string): Promise<readonly string[] | null> {
    this.signal.throwIfAborted()
    let names = this.known.get(folder)
    if (!names) this.known.set(folder, names = list(folder))
    return names
  }

  async isFolder(folder: string): Promise<boolean> {
    return await this.names(folder) !== null
  }
}

async function list(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if ((code === 'ENOENT' || code === 'ENOTDIR') && dirname(folder) !== folder) return null
    throw fileError(error, folder)
  }
}

/** Names are compared as people see them: an accent may be stored as a letter of its own. */
export const plainName = (name: string): string => name.normalize('NFC')

/**
 * Names without prefix and ending → names. Where several files fit, the ending that comes first wins.
 * @param endings lower case, e.g. `.png`
 */
export function byStem(names: readonly string[], endings: readonly string[], prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  const ranks = new Map<string, number>()
  for (const name of names) {
    if (!name.startsWith(prefix)) continue
    const lower = name.toLowerCase()
    const rank = endings.findIndex((ending) => lower.endsWith(ending) && name.length >= prefix.length + ending.length)
    if (rank < 0) continue
    const stem = plainName(name.slice(prefix.length, name.length - endings[rank]!.length))
    if (rank >= (ranks.get(stem) ?? Infinity)) continue
    ranks.set(stem, rank)
    found.set(stem, name)
  }
  return found
}
