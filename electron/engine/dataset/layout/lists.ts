/** Split lists: text files with one image name per line. */
import { basename, extname, join } from 'node:path'
import { readFileBounded } from '../../file'
import { sortedByBytes } from '../truth-folders'
import type { Listings } from './listings'

const largestList = 64 * 2 ** 20

/** The lists in a folder, by name without `.txt`; none where there is no such folder. */
export async function listsIn(folder: string, listings: Listings): Promise<{ name: string; file: string }[]> {
  const names = (await listings.names(folder) ?? []).filter((name) => extname(name).toLowerCase() === '.txt')
  return sortedByBytes(names).map((name) => ({ name: basename(name, extname(name)), file: join(folder, name) }))
}

/** The lines of a list, in order; blank ones and repetitions are left out. */
export async function readList(file: string): Promise<{ lines: string[]; repeated: number }> {
  const text = new TextDecoder().decode(await readFileBounded(file, largestList))
  const all = text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line !== '')
  const lines = [...new Set(all)]
  return { lines, repeated: all.length - lines.length }
}

/** What is swept where nobody says: the split for validation. */
export function usualSplit(names: readonly string[]): string | null {
  return ['val', 'validation', 'test'].find((name) => names.includes(name)) ?? names[0] ?? null
}
