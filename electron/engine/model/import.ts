/** Imports a checkpoint: reads it, infers its architecture, and writes a model folder in one step that either happens or does not. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError, type Check } from '@shared/errors'
import type { ModelConfig } from '@shared/model/config'
import { inferArchitecture, type Inferred } from '@shared/model/infer'
import type { Manifest } from '@shared/model/manifest'
import type { Progress } from '@shared/rpc/contract'
import { openCheckpoint } from '../checkpoint'
import type { Checkpoint } from '../checkpoint/types'
import { allFinite } from '../finite'
import { compile } from '../graph/compile'
import { StateDict } from '../graph/state'
import { studioVersion } from '../version'
import { besideName, clearLeftovers, makeFolder, replaceFolder, writeError } from '../writing'
import { configBeside, readConfig } from './config'
import { isComplete, requireFree } from './folder'
import { sha256 } from './hash'

export interface ImportOptions {
  config?: string
  /** Values for questions that an earlier try asked, by config key. */
  answers?: Record<string, string>
  whole?: boolean
  /** `out` is a place in the studio's own cache: a complete model there stays, since others may be using it, and anything else is replaced. */
  cached?: boolean
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** The config that goes with a checkpoint: the one named, else one of the same name beside it. */
export async function configFor(file: string, named: string | undefined): Promise<string | null> {
  return named ?? (await configBeside(file))
}

/** Throws StudioError; on any failure or cancel `out` stays as it was. An existing model folder of ours is replaced. */
export async function importCheckpoint(file: string, named: string, options: ImportOptions = {}): Promise<Manifest> {
  // A link keeps pointing where it did; the folder behind it is the one that is replaced.
  const out = options.cached ? named : await fs.realpath(named).catch(() => named)
  if (!options.cached) await requireFree(out)
  const configFile = await configFor(file, options.config)
  const config = withAnswers(configFile ? await readConfig(configFile) : {}, options.answers)
  const temporary = besideName(out, 'part')
  const report = (stage: string, done: number, total: number, unit = '') => options.onProgress?.({ stage, done, total, unit })
  report('Reading the checkpoint', 0, 0)
  const checkpoint = await openCheckpoint(file)
  try {
    const { architecture, notes } = inferred(checkpoint, config, { file, configFile })
    const state = await readState(checkpoint, options.signal, (done, total) => report('Reading tensors', done, total, 'tensors'))
    await clearLeftovers(out)
    await makeFolder(temporary, out)
    const provenance: Manifest['provenance'] = {
      source: path.basename(file), sha256: await sha256(file, options.signal), config: configFile && path.basename(configFile),
      studio: studioVersion, created: new Date().toISOString(), notes
    }
    const manifest = await compile({
      architecture, state, name: path.basename(file, path.extname(file)), provenance, whole: options.whole ?? false, signal: options.signal,
      onPart: (done, total, part) => report(`Building ${part}`, done, total, 'graphs')
    }, temporary)
    options.signal?.throwIfAborted()
    await place(temporary, out, options.cached ?? false)
    return manifest
  } catch (error) {
    await fs.rm(temporary, { recursive: true, force: true }).catch(() => undefined)
    throw located(writeError(error, out), file)
  } finally {
    await checkpoint.close()
  }
}

/** Errors of pure code know no file: name it here. */
function located(error: unknown, file: string): unknown {
  return error instanceof StudioError && !error.value.file ? new StudioError(error.value.code, error.value.message, { ...error.value, file }) : error
}

function inferred(checkpoint: Checkpoint, config: ModelConfig, { file, configFile }: { file: string; configFile: string | null }): Inferred {
  const read: Check[] = [...(checkpoint.checks ?? []), { label: 'Read as data, nothing executed', state: 'ok', detail: `${checkpoint.tensors.size} tensors` }]
  try {
    return inferArchitecture(new Map([...checkpoint.tensors].map(([name, t]) => [name, t.shape])), config)
  } catch (error) {
    if (!(error instanceof StudioError) || error.value.code === 'needs-answer') throw error
    const checks: Check[] = [...read, { label: 'Names matched to blocks, tasks and controllers', state: 'failed', detail: error.value.message }, { label: 'Graph built and checked', state: 'not-reached' }]
    // The config may have been found beside the checkpoint without anyone naming it.
    const why = configFile && error.value.code === 'mismatch' ? [error.value.why?.replace(/[^.]$/, '$&.'), `The config is ${configFile}.`].filter(Boolean).join(' ') : error.value.why
    throw new StudioError(error.value.code, error.value.message, { ...error.value, why, file, checks })
  }
}

async function readState(checkpoint: Checkpoint, signal: AbortSignal | undefined, report: (done: number, total: number) => void): Promise<StateDict> {
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>()
  // The graph makes these buffers itself.
  const names = [...checkpoint.tensors.values()].filter((t) => !/relative_position_index$|attn_mask$|num_batches_tracked$/.test(t.name))
  for (const [i, t] of names.entries()) {
    if (i % 50 === 0) {
      signal?.throwIfAborted()
      report(i, names.length)
    }
    const data = await checkpoint.read(t.name)
    if (!allFinite(data)) throw new StudioError('refused', `Tensor ${t.name} holds values that are not numbers`, { why: 'A NaN or an infinity in the weights makes every output and decision meaningless; training has probably diverged.', fix: 'Open an earlier checkpoint.' })
    tensors.set(t.name, { shape: t.shape, data })
  }
  return new StateDict(tensors)
}

/** Two processes may import the same file into the cache at once: the first to finish wins, and the other's copy goes. */
async function place(temporary: string, out: string, cached: boolean): Promise<void> {
  if (cached) {
    const moved = await fs.rename(temporary, out).then(() => true, () => false)
    if (moved) return
    if (await isComplete(out)) {
      await fs.rm(temporary, { recursive: true, force: true })
      return
    }
  }
  await replaceFolder(temporary, out)
}

const numeric = new Set(['img_size', 'window_size', 'patch_size'])

function withAnswers(config: ModelConfig, answers: Record<string, string> | undefined): ModelConfig {
  const merged: ModelConfig = { ...config }
  for (const [key, text] of Object.entries(answers ?? {})) {
    if (!numeric.has(key)) merged[key] = text
    else {
      const value = Number(text)
      if (!Number.isInteger(value) || value <= 0) throw new StudioError('needs-answer', `${key} must be a whole number`, { fix: 'Type the number of pixels, for example 224.', questions: [{ key, question: 'A whole number of pixels', suggestion: '224' }] })
      merged[key] = value
    }
  }
  return merged
}
