/** Layers that every part of the model uses. */
import type { Scope } from './builder'
import type { StateDict } from './state'
import { transpose } from '@shared/model/window-order'

const layerNormEpsilon = 1e-5
const batchNormEpsilon = 1e-5

/** `x [L, in] → [L, out]`; PyTorch stores the weight as `[out, in]`. A missing bias is left out. */
export function linear(s: Scope, state: StateDict, x: string, weights: string, out: number, inputs: number, name: string): string {
  const w = s.init.weight(`${weights}.weight/T`, [inputs, out], () => transpose(state.get(`${weights}.weight`, out, inputs), out, inputs))
  const bias = state.has(`${weights}.bias`) ? [s.init.weight(`${weights}.bias`, [out], () => state.get(`${weights}.bias`, out))] : []
  return s.op('Gemm', [x, w, ...bias], name)
}

export function layerNorm(s: Scope, state: StateDict, x: string, weights: string, width: number, name: string): string {
  const gain = s.init.weight(`${weights}.weight`, [width], () => state.get(`${weights}.weight`, width))
  const bias = s.init.weight(`${weights}.bias`, [width], () => state.get(`${weights}.bias`, width))
  return s.op('LayerNormalization', [x, gain, bias], name, { axis: -1, epsilon: { float: layerNormEpsilon } })
}

/** Reorders tokens by a constant map. */
export const reorder = (s: Scope, x: string, map: Int32Array, name: string): string => s.op('Gather', [x, s.init.int64(map)], name, { axis: 0 })

/** Convolution (stride 1, same size) with the batch normalisation that follows it folded in. */
export function convBatchNorm(s: Scope, state: StateDict, x: string, conv: string, norm: string, shape: [out: number, inputs: number, kernel: number], name: string): string {
  const [out, inputs, kernel] = shape
  const scale = (): Float32Array => {
    const gain = state.get(`${norm}.weight`, out), variance = state.get(`${norm}.running_var`, out)
    return gain.map((g, i) => g / Math.sqrt(variance[i]! + batchNormEpsilon))
  }
  const w = s.init.weight(`${conv}.weight/bn`, [out, inputs, kernel, kernel], () => {
    const raw = state.get(`${conv}.weight`, out, inputs, kernel, kernel), factor = scale(), per = raw.length / out
    return raw.map((v, i) => v * factor[Math.floor(i / per)]!)
  })
  const b = s.init.weight(`${conv}.bias/bn`, [out], () => {
    const factor = scale(), mean = state.get(`${norm}.running_mean`, out), shift = state.get(`${norm}.bias`, out)
    const bias = state.has(`${conv}.bias`) ? state.get(`${conv}.bias`, out) : new Float32Array(out)
    return factor.map((f, i) => shift[i]! + (bias[i]! - mean[i]!) * f)
  })
  return convolution(s, x, w, b, kernel, name)
}

export function convolution(s: Scope, x: string, weight: string, bias: string, kernel: number, name: string): string {
  const pad = (kernel - 1) / 2
  return s.op('Conv', [x, weight, bias], name, { kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad] })
}
