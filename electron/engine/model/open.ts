/** Opens anything a person may call a model: a checkpoint, a model folder, an .onnx of ours, or any other .onnx. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import type { PlainModel } from '@shared/rpc/contract'
import { fileError } from '../file'
import { fileNames, graphVersion } from '../graph/compile'
import { describe, manifestIn, parseManifest, readOnnx, requireExternalFiles } from '../graph/onnx-file'
import { sha256, sha256Text } from './hash'
import { configFor, importCheckpoint, type ImportOptions } from './import'

export type Opened = { file: string; name: string; cached: boolean } & (
  | { kind: 'adaptive' | 'static'; folder: string; manifest: Manifest }
  | { kind: 'plain'; plain: PlainModel }
)

export interface OpenOptions extends Omit<ImportOptions, 'whole'> {
  /** Where imports are remembered, by content. */
  cache: string
}

const kindOf = (m: Manifest): 'adaptive' | 'static' => (m.architecture.policy ? 'adaptive' : 'static')

export async function openModel(file: string, options: OpenOptions): Promise<Opened> {
  const stat = await fs.stat(file).catch((error: unknown) => { throw fileError(error, file) })
  if (stat.isDirectory()) return openFolder(file)
  if (/\.onnx$/i.test(file)) return openOnnx(file)
  if (path.basename(file) === fileNames.manifest) return openFolder(path.dirname(file))
  return openImported(file, options)
}

async function openFolder(folder: string): Promise<Opened> {
  const file = path.join(folder, fileNames.manifest)
  const text = await fs.readFile(file, 'utf8').catch(() => {
    throw new StudioError('not-found', 'This folder is not a model of the studio', { file: folder, why: `It has no ${fileNames.manifest}.`, fix: 'Name a folder written by import, a checkpoint, or an .onnx file.' })
  })
  const manifest = parseManifest(text, file)
  await requireParts(folder, manifest)
  return { kind: kindOf(manifest), file: folder, name: manifest.name, folder, manifest, cached: true }
}

async function requireParts(folder: string, manifest: Manifest): Promise<void> {
  const { encoder, staticEncoder, weights, whole } = manifest.files
  const parts = [encoder, staticEncoder, weights, encoder || staticEncoder ? null : whole, ...manifest.tasks.map((t) => t.file ?? null)].filter((f) => f !== null)
  const missing: string[] = []
  for (const part of parts) if (!(await fs.stat(path.join(folder, part)).then((s) => s.isFile(), () => false))) missing.push(part)
  if (missing.length > 0) throw new StudioError('incomplete', `The model folder lacks ${missing.join(', ')}`, { file: folder, why: 'Its manifest names these files.', fix: 'Copy the whole folder, or import the checkpoint again.' })
}

async function openOnnx(file: string): Promise<Opened> {
  const { model, bytes } = await readOnnx(file)
  await requireExternalFiles(model.graph, file)
  const manifest = manifestIn(model, file)
  const name = path.basename(file, path.extname(file))
  if (!manifest) return { kind: 'plain', file, name, plain: { bytes, ...describe(model) }, cached: false }
  const folder = path.dirname(file)
  // The whole file may have any name; the parts of a folder refer to each other by theirs.
  const { encoder, staticEncoder, whole } = manifest.files
  const placed = encoder === null && staticEncoder === null && whole !== null ? { ...manifest, files: { ...manifest.files, whole: path.basename(file) } } : manifest
  await requireParts(folder, placed)
  return { kind: kindOf(manifest), file, name: manifest.name, folder, manifest: placed, cached: true }
}

/** A checkpoint is imported once; its content, its config and the graphs' version say whether that was done. */
async function openImported(file: string, options: OpenOptions): Promise<Opened> {
  const config = await configFor(file, options.config)
  const key = sha256Text([await sha256(file, options.signal), config ? await sha256(config, options.signal).catch(() => '') : '', JSON.stringify(options.answers ?? {}), String(graphVersion)].join('\n')).slice(0, 32)
  const folder = path.join(options.cache, key)
  const known = await openFolder(folder).catch(() => null)
  if (known) return { ...known, file, name: path.basename(file, path.extname(file)), cached: true }
  await fs.mkdir(options.cache, { recursive: true })
  // Two processes may import the same file: each builds apart, the last rename wins and both are complete.
  const building = path.join(options.cache, `${key}.${randomBytes(4).toString('hex')}`)
  const manifest = await importCheckpoint(file, building, options)
  await fs.rm(folder, { recursive: true, force: true })
  await fs.rename(building, folder)
  return { kind: kindOf(manifest), file, name: manifest.name, folder, manifest, cached: false }
}
