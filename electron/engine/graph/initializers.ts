/** Constants of a model: weights (in a shared external file where there is one) and small constants kept inside the graph. */
import { DataType, type TensorMessage } from './onnx-schema'
import type { WeightFile } from './weight-file'

export class Initializers {
  private readonly tensors = new Map<string, TensorMessage>()
  constructor(private readonly weights: WeightFile | null) {}

  list(): TensorMessage[] {
    return [...this.tensors.values()]
  }

  /** A weight by name; `make` runs only the first time the name is used in this model. */
  weight(name: string, dims: number[], make: () => Float32Array): string {
    if (this.tensors.has(name)) return name
    const data = (): Uint8Array => bytesOf(make())
    if (this.weights) {
      const place = this.weights.put(name, data)
      this.tensors.set(name, {
        name, dims, dataType: DataType.float, dataLocation: 1,
        externalData: [{ key: 'location', value: this.weights.location }, { key: 'offset', value: String(place.offset) }, { key: 'length', value: String(place.length) }]
      })
    } else this.tensors.set(name, { name, dims, dataType: DataType.float, rawData: data() })
    return name
  }

  /** An integer constant kept inside the graph, where shape inference can see it. */
  int64(values: ArrayLike<number>, dims: number[] = [values.length]): string {
    const name = `int64/${dims.join('x')}/${keyOf(values)}`
    if (!this.tensors.has(name)) this.tensors.set(name, { name, dims, dataType: DataType.int64, rawData: bytesOf(BigInt64Array.from(Array.from(values), BigInt)) })
    return name
  }

  float(values: number[], dims: number[] = [values.length]): string {
    const name = `float/${dims.join('x')}/${keyOf(values)}`
    if (!this.tensors.has(name)) this.tensors.set(name, { name, dims, dataType: DataType.float, rawData: bytesOf(Float32Array.from(values)) })
    return name
  }

  falses(dims: number[]): string {
    const name = `false/${dims.join('x')}`
    if (!this.tensors.has(name)) this.tensors.set(name, { name, dims, dataType: DataType.bool, rawData: new Uint8Array(dims.reduce((a, b) => a * b, 1)) })
    return name
  }
}

function bytesOf(a: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(a.buffer, a.byteOffset, a.byteLength)
}

/** Short for short constants, a 53-bit hash (FNV-like, two lanes) for index maps. */
function keyOf(values: ArrayLike<number>): string {
  if (values.length <= 8) return Array.from(values).join(',')
  let a = 0x811c9dc5, b = 0x1b873593
  for (let i = 0; i < values.length; i++) {
    a = Math.imul(a ^ values[i]!, 0x01000193)
    b = Math.imul(b ^ (values[i]! + i), 0x85ebca6b)
    b = (b << 13) | (b >>> 19)
  }
  return `${values.length}-${(a >>> 0).toString(16)}${(b >>> 0).toString(16)}`
}
