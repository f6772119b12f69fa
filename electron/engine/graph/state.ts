/** A checkpoint's tensors in memory, as the graph reads them. */
import { StudioError } from '@shared/errors'

export class StateDict {
  constructor(private readonly tensors: ReadonlyMap<string, { shape: number[]; data: Float32Array }>) {}

  has(name: string): boolean {
    return this.tensors.has(name)
  }

  /** Row-major values; throws `mismatch` when the tensor is missing or has another number of values. */
  get(name: string, ...shape: number[]): Float32Array {
    const tensor = this.tensors.get(name)
    if (!tensor) throw new StudioError('mismatch', `The checkpoint has no tensor ${name}`, { fix: 'Save the complete state dict of the multi-task model.' })
    if (shape.length > 0 && (tensor.shape.length !== shape.length || shape.some((d, i) => d !== tensor.shape[i])))
      throw new StudioError('mismatch', `Tensor ${name} has shape [${tensor.shape.join(', ')}]`, { why: `The architecture asks for [${shape.join(', ')}].`, fix: 'Check the config against the checkpoint.' })
    return tensor.data
  }
}
