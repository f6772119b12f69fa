/**
 * Where ground truth lies: in folders beside the folder of images, named as the task (`semseg/`, `sal/`, …), with the image's name and `.png`, `.npy` or `.mat`.
 *
 *     study/images/g00.png
 *     study/semseg/g00.png
 *     study/normals/g00.npy
 */
import { readdir } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { kindOfName } from '@shared/model/classes'
import type { TaskKind } from '@shared/model/tasks'

export interface TruthFolder { name: string; path: string; kind: TaskKind | null }

/** In the order in which they are looked for; capitals count as well. */
export const truthEndings: readonly string[] = ['.png', '.npy', '.mat']

export const stemOf = (file: string): string => basename(file, extname(file))

/** Order of bytes in UTF-8, the same on every computer; not the order of UTF-16 units that `<` compares. */
export const byByteOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** As `byByteOrder`, but quick for the usual names. */
export function sortedByBytes(names: readonly string[]): string[] {
  // Below the surrogates the order of UTF-16 units is that of UTF-8.
  return names.some((name) => /[\ud800-\uffff]/.test(name)) ? [...names].sort(byByteOrder) : [...names].sort()
}

/** The folders beside a folder of images, in byte order; none where the parent may not be listed. */
export async function foldersBeside(images: string): Promise<TruthFolder[]> {
  const parent = dirname(images)
  if (parent === images) return []
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((e) => (e.isDirectory() || e.isSymbolicLink()) && join(parent, e.name) !== images)
    .map((e) => ({ name: e.name, path: join(parent, e.name), kind: kindOfName(e.name) }))
    .sort((a, b) => byByteOrder(a.name, b.name))
}
