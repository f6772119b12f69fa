/** ONNX files on disk: writing is in compile.ts; this reads what a person or the studio wants to know without running them. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import { readFileBounded } from '../file'
import { parseManifest } from './manifest-text'
import { dataTypeName, decodeModel, type Graph, type Model, type ReadModel, type TensorMessage, type ValueInfo } from './onnx-schema'

export const manifestKey = 'adamtl.manifest'
/** A protobuf message cannot be larger. */
const maxBytes = 2 ** 31 - 1

/** Reads and decodes an .onnx file; throws StudioError naming file, reason and fix. */
export async function readOnnx(file: string): Promise<{ model: Model; bytes: number }> {
  const data = await readFileBounded(file, maxBytes)
  if (data.byteLength === 0) throw new StudioError('unreadable', 'The file is empty', { file, fix: 'Export or download it again.' })
  let model: ReadModel
  try {
    model = decodeModel(data)
  } catch (error) {
    throw new StudioError('unreadable', 'This is not an ONNX file, or it is damaged', { file, why: error instanceof Error ? error.message : String(error), fix: 'Export or download it again.' })
  }
  const { graph } = model
  if (graph === null || graph.node.length === 0) throw new StudioError('unreadable', 'This is not an ONNX file, or it has no graph', { file, fix: 'Open an exported model.' })
  const impossible = graph.initializer.find((t) => t.dims.some((d) => d < 0) || !Number.isSafeInteger(sizeOf(t)))
  if (impossible) throw new StudioError('unreadable', 'This ONNX file is damaged', { file, why: `The weight ${impossible.name || 'without a name'} has the shape [${impossible.dims.join(', ')}].`, fix: 'Export or download it again.' })
  return { model: { ...model, graph }, bytes: data.byteLength }
}

const sizeOf = (t: TensorMessage): number => t.dims.reduce((a, b) => a * b, 1)

/** The manifest inside a model of ours, or null. A newer version is refused with its number. */
export function manifestIn(model: Model, file: string): Manifest | null {
  const text = model.metadataProps.find((p) => p.key === manifestKey)?.value
  return text === undefined ? null : parseManifest(text, file)
}

/** Every external file that a model's tensors name, also inside branches. */
function externalFiles(graph: Graph): Set<string> {
  const files = new Set<string>()
  for (const t of graph.initializer) for (const e of t.externalData ?? []) if (e.key === 'location') files.add(e.value)
  for (const sub of subgraphs(graph)) for (const f of externalFiles(sub)) files.add(f)
  return files
}

function* subgraphs(graph: Graph): Generator<Graph> {
  for (const n of graph.node)
    for (const a of n.attribute) {
      if (a.g) yield a.g
      yield* a.graphs ?? []
    }
}

/** Throws `incomplete` naming the weights files that should lie beside `file` and do not. */
export async function requireExternalFiles(graph: Graph, file: string): Promise<void> {
  const missing: string[] = []
  for (const name of externalFiles(graph)) {
    const place = path.resolve(path.dirname(file), name)
    const inside = path.relative(path.dirname(file), place)
    if (inside.startsWith('..') || path.isAbsolute(inside)) throw new StudioError('refused', `The model names a weights file outside its folder: ${name}`, { file, fix: 'Export it with its weights beside it.' })
    if (!(await fs.stat(place).then((s) => s.isFile(), () => false))) missing.push(name)
  }
  if (missing.length > 0) throw new StudioError('incomplete', `The weights file is missing: ${missing.join(', ')}`, { file, why: 'The graph keeps its weights in a separate file.', fix: `Copy ${missing.join(' and ')} into the same folder.` })
}

/** What can be said of any ONNX model. */
export function describe(model: Model): { opset: number | null; producer: string; inputs: Described[]; outputs: Described[]; operators: { name: string; count: number }[]; parameters: number } {
  const g = model.graph
  const own = new Set(g.initializer.map((t) => t.name))
  const counts = new Map<string, number>()
  const visit = (graph: Graph): void => {
    for (const n of graph.node) counts.set(n.opType, (counts.get(n.opType) ?? 0) + 1)
    for (const sub of subgraphs(graph)) visit(sub)
  }
  visit(g)
  return {
    opset: model.opsetImport.find((o) => !o.domain || o.domain === 'ai.onnx')?.version ?? null,
    producer: [model.producerName, model.producerVersion].filter(Boolean).join(' '),
    inputs: g.input.filter((i) => !own.has(i.name)).map(described), outputs: g.output.map(described),
    operators: [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    parameters: g.initializer.reduce((n, t) => n + sizeOf(t), 0)
  }
}

export interface Described { name: string; type: string; shape: (number | string)[] }
function described(v: ValueInfo): Described {
  const t = v.type?.tensorType
  return { name: v.name, type: t ? dataTypeName(t.elemType) : 'not a tensor', shape: (t?.shape?.dim ?? []).map((d) => d.dimParam || (d.dimValue || '?')) }
}
