/** A task's decoder: two residual blocks per stage output, upsampled to one grid, fused, and resized to the input. */
import { stagesOf, type Architecture } from '@shared/model/architecture'
import type { Scope } from './builder'
import { convBatchNorm, convolution } from './layers'
import type { StateDict } from './state'

/** Upsampling of stage output `i` of `n` to the grid of the first: 2^i, the last 2^(i−1) since it is not merged. */
const decoderScale = (i: number, n: number): number => (i < n - 1 ? 2 ** i : 2 ** (i - 1))

/** Features `[L, C]` in raster order → the task's raw map `[1, channels, S, S]`. */
export function decoder(s: Scope, a: Architecture, state: StateDict, task: { id: string; channels: number }, features: string[]): string {
  const stages = stagesOf(a), half = a.decoderWidth / 2, weights = `decoders.${task.id}`, name = `dec.${task.id}`
  const fused = stages.map((stage, i) => {
    const r = stage.outResolution, C = stage.outWidth, prefix = `${weights}.fuse.${i}`, part = `${name}/f${i}`
    // The authors view [L, C] as [C, r, r] without a transpose; their weights are trained for it.
    const tokens = a.decoderLayout === 'permute' ? s.op('Transpose', [features[i]!], `${part}/permute`, { perm: [1, 0] }) : features[i]!
    let x = s.op('Reshape', [tokens, s.init.int64([1, C, r, r])], `${part}/view`)
    x = residualBlock(s, state, x, `${prefix}.2`, C, half, true, `${part}/block0`)
    x = residualBlock(s, state, x, `${prefix}.3`, half, half, false, `${part}/block1`)
    const scale = decoderScale(i, stages.length)
    if (scale === 1) return x
    return s.op('Resize', [x, '', s.init.float([1, 1, scale, scale])], `${part}/up`, { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' })
  })
  let x = s.op('Concat', fused, `${name}/concat`, { axis: 1 })
  x = s.op('Relu', [convBatchNorm(s, state, x, `${weights}.segment.0`, `${weights}.segment.1`, [half, half * stages.length, 1], `${name}/fuse`)], `${name}/fuse_relu`)
  const weight = s.init.weight(`${weights}.segment.3.weight`, [task.channels, half, 1, 1], () => state.get(`${weights}.segment.3.weight`, task.channels, half, 1, 1))
  const bias = s.init.weight(`${weights}.segment.3.bias`, [task.channels], () => state.get(`${weights}.segment.3.bias`, task.channels))
  x = convolution(s, x, weight, bias, 1, `${name}/predict`)
  const scale = a.inputSize / stages[0]!.outResolution
  return s.op('Resize', [x, '', s.init.float([1, 1, scale, scale])], `${name}/resize`, { mode: 'linear', coordinate_transformation_mode: 'half_pixel' })
}

/** ResNet's basic block; `project` adds the 1×1 shortcut that changes the width. */
function residualBlock(s: Scope, state: StateDict, x: string, weights: string, inputs: number, out: number, project: boolean, name: string): string {
  let y = s.op('Relu', [convBatchNorm(s, state, x, `${weights}.conv1`, `${weights}.bn1`, [out, inputs, 3], `${name}/conv1`)], `${name}/relu1`)
  y = convBatchNorm(s, state, y, `${weights}.conv2`, `${weights}.bn2`, [out, out, 3], `${name}/conv2`)
  const shortcut = project ? convBatchNorm(s, state, x, `${weights}.downsample.0`, `${weights}.downsample.1`, [out, inputs, 1], `${name}/shortcut`) : x
  return s.op('Relu', [s.op('Add', [y, shortcut], `${name}/add`)], `${name}/relu2`)
}
