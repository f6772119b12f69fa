/** Compiles a state dict to a model folder: encoders, a decoder per task, one weights file, and the manifest. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { lanesOf, stagesOf, type Architecture } from '@shared/model/architecture'
import { costTerms } from '@shared/model/cost'
import type { Manifest } from '@shared/model/manifest'
import { gatingSites } from '@shared/model/sites'
import { GraphBuilder, type Scope } from './builder'
import { decoder } from './decoder'
import { encoder, laneOn } from './encoder'
import { io } from './names'
import { manifestKey } from './onnx-file'
import { encodeModel } from './onnx-schema'
import type { StateDict } from './state'
import { requireTaskNames } from './task-names'
import { WeightFile } from './weight-file'

/** Grows when the graphs, or the reading of checkpoints and configs, change, so that remembered imports are made again. */
export const graphVersion = 4

export const fileNames = {
  encoder: 'encoder.onnx', staticEncoder: 'encoder.static.onnx', whole: 'model.onnx', weights: 'weights.bin', manifest: 'manifest.json',
  decoder: (task: string) => `decoder.${encodeURIComponent(task).replaceAll('*', '%2A')}.onnx`
}

export interface CompileInput {
  architecture: Architecture
  state: StateDict
  name: string
  provenance: Manifest['provenance']
  /** Also write one `model.onnx` with weights inside, for other tools. */
  whole: boolean
  signal?: AbortSignal
  onPart?: (done: number, total: number, part: string) => void
}

function manifestOf(input: Pick<CompileInput, 'architecture' | 'name' | 'provenance' | 'whole'>): Manifest {
  const a = input.architecture
  return {
    version: 1, family: 'adamtl', name: input.name,
    tasks: a.tasks.map((t) => ({ ...t, output: t.id, file: fileNames.decoder(t.id) })),
    lanes: lanesOf(a), sites: gatingSites(a, io), cost: { passes: 'one', terms: costTerms(a) }, architecture: a,
    input: { name: io.image, size: a.inputSize, mean: a.mean, std: a.std, resize: 'cubic-squash' },
    files: { encoder: a.policy ? fileNames.encoder : null, staticEncoder: fileNames.staticEncoder, whole: input.whole ? fileNames.whole : null, weights: fileNames.weights },
    provenance: input.provenance
  }
}

/**
 * Writes everything into the empty folder `out`. The caller makes it atomic by renaming the folder. Throws AbortError when cancelled and
 * StudioError `mismatch` when a tensor is missing or has another shape, `unsupported` for a task whose name cannot be used.
 */
export async function compile(input: CompileInput, out: string): Promise<Manifest> {
  const { architecture: a, state } = input
  requireTaskNames(a.tasks.map((t) => t.id), fileNames.decoder)
  const manifest = manifestOf(input)
  const version = input.provenance.studio
  const weights = new WeightFile(path.join(out, fileNames.weights))
  const parts: [file: string, build: () => GraphBuilder][] = []
  const encoderPart = (form: 'adaptive' | 'static') => () => {
    const g = new GraphBuilder(`${input.name} encoder, ${form}`, weights)
    encoder(g, a, state, form).forEach((f, i) => g.output(f, io.feature(i), 'float', featureShape(a, i)))
    return g
  }
  if (a.policy) parts.push([fileNames.encoder, encoderPart('adaptive')])
  parts.push([fileNames.staticEncoder, encoderPart('static')])
  for (const task of a.tasks) parts.push([fileNames.decoder(task.id), () => {
    const g = new GraphBuilder(`${input.name} decoder, ${task.id}`, weights)
    const features = stagesOf(a).map((_, i) => g.input(io.feature(i), 'float', featureShape(a, i)))
    g.output(decoder(g, a, state, task, features), task.id, 'float', [1, task.channels, a.inputSize, a.inputSize])
    return g
  }])
  if (input.whole) parts.push([fileNames.whole, () => wholeGraph(input)])
  // The whole file stands alone, so its manifest names no other file.
  const wholeManifest: Manifest = { ...manifest, tasks: manifest.tasks.map((t) => ({ ...t, file: undefined })), files: { encoder: null, staticEncoder: null, whole: fileNames.whole, weights: null } }
  try {
    for (const [i, [file, build]] of parts.entries()) {
      input.onPart?.(i, parts.length, file)
      // A breath between parts, so that a cancel is heard.
      await new Promise((resolve) => setImmediate(resolve))
      input.signal?.throwIfAborted()
      const metadata = { [manifestKey]: JSON.stringify(file === fileNames.whole ? wholeManifest : manifest) }
      await fs.writeFile(path.join(out, file), encodeModel(build().model(metadata, version)))
    }
  } finally {
    weights.close()
  }
  await fs.writeFile(path.join(out, fileNames.manifest), JSON.stringify(manifest, null, 1))
  input.onPart?.(parts.length, parts.length, fileNames.manifest)
  return manifest
}

const featureShape = (a: Architecture, i: number): number[] => {
  const s = stagesOf(a)[i]!
  return [s.outResolution ** 2, s.outWidth]
}

/**
 * Encoder and decoders in one graph with all weights inside: the adaptive form where there is one. A task that is off skips its decoder and
 * yields zeros; that costs the convolutions' blocked layout, which is why the studio itself keeps decoders in files of their own.
 */
function wholeGraph({ architecture: a, state, name }: CompileInput): GraphBuilder {
  const g = new GraphBuilder(name, null)
  const features = encoder(g, a, state, a.policy ? 'adaptive' : 'static')
  a.tasks.forEach((task, i) => {
    const shape = [1, task.channels, a.inputSize, a.inputSize]
    const build = (s: Scope): string => decoder(s, a, state, task, features)
    const map = a.policy !== 'per_task' ? build(g) : g.if(laneOn(g, i), `dec.${task.id}/if`, (s) => [build(s)], (s) => [s.op('Expand', [s.init.float([0], [1, 1, 1, 1]), s.init.int64(shape)], `dec.${task.id}/off`)])[0]!
    g.output(map, task.id, 'float', shape)
  })
  return g
}
