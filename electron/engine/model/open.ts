/** Opens anything a person may call a model: a checkpoint, a model folder, an .onnx of ours, or any other .onnx. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { lanesOf } from '@shared/model/architecture'
import { costTerms } from '@shared/model/cost'
import { gatingSites } from '@shared/model/sites'
import type { PlainModel } from '@shared/rpc/contract'
import { fileError } from '../file'
import { fileNames, graphVersion } from '../graph/compile'
import { io } from '../graph/names'
import type { Graph } from '../graph/onnx-schema'
import { describe, manifestIn, readOnnx, requireExternalFiles } from '../graph/onnx-file'
import { readFolder, requireParts } from './folder'
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
  const manifest = await readFolder(folder)
  return { kind: kindOf(manifest), file: folder, name: manifest.name, folder, manifest, cached: true }
}

async function openOnnx(file: string): Promise<Opened> {
  const { model, bytes } = await readOnnx(file)
  await requireExternalFiles(model.graph, file)
  const manifest = manifestIn(model, file)
  const name = path.basename(file, path.extname(file))
  if (!manifest) return { kind: 'plain', file, name, plain: { bytes, ...describe(model) }, cached: false }
  const folder = path.dirname(file)
  // The static encoder of an adaptive model, named itself, is opened as what it is.
  if (manifest.files.encoder !== null && isStaticEncoder(model.graph)) {
    const fixed = staticManifest(manifest)
    await requireParts(folder, fixed)
    return { kind: 'static', file, name: manifest.name, folder, manifest: fixed, cached: true }
  }
  // The whole file may have any name; the parts of a folder refer to each other by theirs.
  const { encoder, staticEncoder, whole } = manifest.files
  const placed = encoder === null && staticEncoder === null && whole !== null ? { ...manifest, files: { ...manifest.files, whole: path.basename(file) } } : manifest
  await requireParts(folder, placed)
  return { kind: kindOf(manifest), file, name: manifest.name, folder, manifest: placed, cached: true }
}

const isStaticEncoder = (graph: Graph): boolean => graph.input.some((i) => i.name === io.image) && !graph.input.some((i) => i.name === io.blockOff)

/** The same model without its controllers. */
function staticManifest(m: Manifest): Manifest {
  const architecture = { ...m.architecture, policy: null, adaptiveBlocks: false, adaptiveTokens: false, blockControllerWidth: null, tokenControllerWidth: null }
  const sites = gatingSites(architecture, io), cost = { ...m.cost, terms: costTerms(architecture) }
  return { ...m, architecture, lanes: lanesOf(architecture), sites, cost, files: { ...m.files, encoder: null } }
}

/** A checkpoint is imported once; its content, its config and the graphs' version say whether that was done. */
async function openImported(file: string, options: OpenOptions): Promise<Opened> {
  const config = await configFor(file, options.config)
  const key = sha256Text([await sha256(file, options.signal), config ? await sha256(config, options.signal).catch(() => '') : '', JSON.stringify(options.answers ?? {}), String(graphVersion)].join('\n')).slice(0, 32)
  const folder = path.join(options.cache, key)
  const known = await openFolder(folder).catch(() => null)
  if (known) return { ...known, file, name: path.basename(file, path.extname(file)), cached: true }
  const manifest = await importCheckpoint(file, folder, { ...options, cached: true }).catch((error: unknown) => { throw cacheError(error, folder) })
  return { kind: kindOf(manifest), file, name: manifest.name, folder, manifest, cached: false }
}

/** A person has not named the cache, so a refusal there says what it is for. */
function cacheError(error: unknown, folder: string): unknown {
  if (!(error instanceof StudioError) || error.value.file !== folder) return error
  const { code, message, why } = error.value
  return new StudioError(code, message, { file: folder, why: [why, 'Imported models are remembered here.'].filter(Boolean).join(' '), fix: 'Set ADAMTL_USER_DATA to a folder that may be written, or import the checkpoint to a folder of your choice and open that.' })
}
