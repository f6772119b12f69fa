/** The imported models that the studio keeps so that opening a checkpoint again is instant. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { Imports } from '@shared/rpc/contract'
import { fileError } from '../file'

/** Counts complete imports in `cache` and their bytes; `open` are the folders in use. */
export async function listImports(cache: string, open: readonly string[]): Promise<Imports> {
  const folders = await foldersOf(cache)
  const sizes = await Promise.all(folders.map(bytesOf))
  return { count: folders.length, bytes: sizes.reduce((a, b) => a + b, 0), open: folders.filter((f) => open.includes(f)).length }
}

/** Removes the imports that are not in use; their checkpoints stay where they are. */
export async function clearImports(cache: string, open: readonly string[]): Promise<Imports> {
  for (const folder of await foldersOf(cache)) if (!open.includes(folder)) await fs.rm(folder, { recursive: true, force: true }).catch((error: unknown) => { throw fileError(error, folder) })
  return listImports(cache, open)
}

/** Imports under way lie beside the complete ones (`writing.ts` names them): they are left alone. */
async function foldersOf(cache: string): Promise<string[]> {
  const entries = await fs.readdir(cache, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw fileError(error, cache)
  })
  return entries.filter((e) => e.isDirectory() && !/\.(part|old)$/.test(e.name)).map((e) => path.join(cache, e.name))
}

async function bytesOf(folder: string): Promise<number> {
  const files = await fs.readdir(folder)
  const sizes = await Promise.all(files.map((f) => fs.stat(path.join(folder, f)).then((s) => s.size)))
  return sizes.reduce((a, b) => a + b, 0)
}
