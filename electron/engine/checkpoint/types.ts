/** A checkpoint as named tensors. Reading one never executes anything of it. */
import type { Check } from '@shared/errors'

export type DType = 'f64' | 'f32' | 'f16' | 'bf16' | 'i64' | 'i32' | 'i16' | 'i8' | 'u8' | 'bool'

export interface TensorInfo {
  name: string
  dtype: DType
  /** Row-major shape; empty for a scalar. */
  shape: number[]
}

export interface Checkpoint {
  readonly format: 'pth-zip' | 'pth-legacy' | 'safetensors'
  /** By clean name: the `model`/`state_dict` wrapper and the prefixes of wrappers (`module.` and the like) are gone, optimizer state is left out. In the file's order. */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /** Steps that opening passed, so that a later failure can show them before its own. */
  readonly checks?: readonly Check[]
  /** Contiguous row-major values widened to fp32 (integers and bool too). Throws StudioError `not-found` for an unknown name. */
  read(name: string): Promise<Float32Array>
  close(): Promise<void>
}
