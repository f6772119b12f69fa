/** Model folders on disk: what they hold, what they lack, and whether an import may take their place. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { fileError, readFileBounded } from '../file'
import { fileNames } from '../graph/compile'
import { parseManifest } from '../graph/manifest-text'

const largestManifest = 64 << 20

/** The manifest of a folder whose parts are all there. Throws `not-found` for any other folder, `incomplete` naming missing parts. */
export async function readFolder(folder: string): Promise<Manifest> {
  const file = path.join(folder, fileNames.manifest)
  const bytes = await readFileBounded(file, largestManifest).catch((error: unknown) => {
    if (!(error instanceof StudioError) || error.value.code !== 'not-found') throw error
    throw new StudioError('not-found', 'This folder is not a model of the studio', { file: folder, why: `It has no ${fileNames.manifest}.`, fix: 'Name a folder written by import, a checkpoint, or an .onnx file.' })
  })
  const manifest = parseManifest(new TextDecoder().decode(bytes), file)
  await requireParts(folder, manifest)
  return manifest
}

export const isComplete = (folder: string): Promise<boolean> => readFolder(folder).then(() => true, () => false)

/** Throws `incomplete` naming the parts that a manifest promises and the folder lacks. */
export async function requireParts(folder: string, manifest: Manifest): Promise<void> {
  const { encoder, staticEncoder, weights, whole } = manifest.files
  const parts = [encoder, staticEncoder, weights, encoder || staticEncoder ? null : whole, ...manifest.tasks.map((t) => t.file ?? null)].filter((f) => f !== null)
  const missing: string[] = []
  for (const part of parts) if (!(await fs.stat(path.join(folder, part)).then((s) => s.isFile(), () => false))) missing.push(part)
  if (missing.length > 0) throw new StudioError('incomplete', `The model folder lacks ${missing.join(', ')}`, { file: folder, why: 'Its manifest names these files.', fix: 'Copy the whole folder, or import the checkpoint again.' })
}

const { decoder: _, ...single } = fileNames
const isOurs = (name: string): boolean => Object.values(single).includes(name) || /^decoder\..+\.onnx$/.test(name)

/** Throws `refused` unless an import may take the place of `out`: nothing is there, an empty folder, or a model folder without anything else in it. */
export async function requireFree(out: string): Promise<void> {
  const entries = await fs.readdir(out).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT') return []
    if (code === 'ENOTDIR') throw new StudioError('refused', 'The output is not a folder', { file: out, why: 'The path, or a part of it, is a file.', fix: 'Name a new or empty folder.' })
    throw fileError(error, out)
  })
  if (entries.length === 0) return
  // Other programs have a manifest.json too.
  const foreign = entries.find((name) => !isOurs(name)) ?? ((await isManifest(path.join(out, fileNames.manifest))) ? null : fileNames.manifest)
  if (foreign !== null) throw new StudioError('refused', 'The output folder is not empty', { file: out, why: `It holds files that are not a model of the studio, such as ${foreign}.`, fix: 'Name a new or empty folder.' })
}

const isManifest = (file: string): Promise<boolean> => fs.readFile(file, 'utf8').then((text) => parseManifest(text, file)).then(() => true, () => false)
