/** Builds one ONNX graph node by node. Subgraphs see every name of the main graph, and all weights live there. */
import { Initializers } from './initializers'
import { AttributeType, DataType, type Attribute, type Graph, type Model, type Node, type ValueInfo } from './onnx-schema'
import type { WeightFile } from './weight-file'

export type ElementType = 'float' | 'bool' | 'int64'
type AttributeValue = number | string | number[] | { float: number } | Graph
type Attributes = Record<string, AttributeValue>

const dataType: Record<ElementType, number> = { float: DataType.float, bool: DataType.bool, int64: DataType.int64 }

function attribute(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.string, s: new TextEncoder().encode(value) }
  if (Array.isArray(value)) return { name, type: AttributeType.ints, ints: value }
  if ('float' in value) return { name, type: AttributeType.float, f: value.float }
  return { name, type: AttributeType.graph, g: value }
}

function valueInfo(name: string, type?: ElementType, shape?: (number | string)[]): ValueInfo {
  if (!type) return { name }
  const dim = shape?.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }))
  return { name, type: { tensorType: { elemType: dataType[type], ...(dim ? { shape: { dim } } : {}) } } }
}

/** A graph or a branch of an `If`; names are values, unique over the whole model. */
export class Scope {
  readonly nodes: Node[] = []
  constructor(readonly init: Initializers) {}

  /** Adds a node and returns its outputs; node names carry the part they belong to (`s0.b1/attn/q`), which time attribution reads. */
  ops(opType: string, input: string[], name: string, attributes: Attributes = {}, outputs = 1): string[] {
    const output = Array.from({ length: outputs }, (_, i) => (outputs === 1 ? name : `${name}:${i}`))
    this.nodes.push({ opType, input, output, name, attribute: Object.entries(attributes).map(([k, v]) => attribute(k, v)), domain: '' })
    return output
  }

  op(opType: string, input: string[], name: string, attributes: Attributes = {}): string {
    return this.ops(opType, input, name, attributes)[0]!
  }

  /** Conditional execution: only the taken branch computes. Branches return equally many values. */
  if(condition: string, name: string, thenBranch: (s: Scope) => string[], elseBranch: (s: Scope) => string[]): string[] {
    const branch = (build: (s: Scope) => string[], tag: string): Graph => {
      const scope = new Scope(this.init)
      const made = build(scope)
      // A branch must produce its outputs itself: values from outside pass through an Identity.
      const own = new Set(scope.nodes.flatMap((n) => n.output))
      const outputs = made.map((v, i) => (own.has(v) ? v : scope.op('Identity', [v], `${name}/${tag}${i}`)))
      return { name: `${name}/${tag}`, node: scope.nodes, initializer: [], input: [], output: outputs.map((o) => valueInfo(o)) }
    }
    const then = branch(thenBranch, 'then')
    const otherwise = branch(elseBranch, 'else')
    if (then.output.length !== otherwise.output.length) throw new Error(`branches of ${name} differ in their outputs`)
    return this.ops('If', [condition], name, { then_branch: then, else_branch: otherwise }, then.output.length)
  }
}

export class GraphBuilder extends Scope {
  private readonly inputs: ValueInfo[] = []
  private readonly outputs: ValueInfo[] = []

  /** Large weights go to `weights`, shared with other graphs by name; null keeps everything inside. */
  constructor(private readonly name: string, weights: WeightFile | null) {
    super(new Initializers(weights))
  }

  input(name: string, type: ElementType, shape: (number | string)[]): string {
    this.inputs.push(valueInfo(name, type, shape))
    return name
  }

  output(value: string, name: string, type: ElementType, shape: (number | string)[]): void {
    this.op('Identity', [value], name)
    this.outputs.push(valueInfo(name, type, shape))
  }

  model(metadata: Record<string, string>, version: string): Model {
    return {
      // Opset 23 has the Attention operator; IR 11 is the first that goes with it.
      irVersion: 11, producerName: 'AdaMTL Studio', producerVersion: version, opsetImport: [{ domain: '', version: 23 }],
      graph: { name: this.name, node: this.nodes, initializer: this.init.list(), input: this.inputs, output: this.outputs },
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value }))
    }
  }
}
