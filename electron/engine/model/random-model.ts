/**
 * Models with seeded random weights, of any size, in the checkpoint's own naming. They have the cost and the shapes of a trained model and decide
 * something on every image, but what they decide and predict means nothing.
 */
import { hiddenWidth, lanesOf, stagesOf, type Architecture } from '@shared/model/architecture'
import { maskedScore, shiftRegions } from '@shared/model/window-order'
import { seedOf, uniform } from '@shared/policy/noise'

export interface RandomTensor { name: string; shape: number[]; /** Makes the values; the same each time. */ make: () => Float32Array }

/** Standard normal values by Box–Muller; two per pair of draws. */
function normal(u: () => number): () => number {
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const v = spare
      spare = null
      return v
    }
    const r = Math.sqrt(-2 * Math.log(u())), angle = 2 * Math.PI * u()
    spare = r * Math.sin(angle)
    return r * Math.cos(angle)
  }
}

/** Each tensor has a stream of its own, so that its values do not depend on what else the model has. */
const streamOf = (seed: number, name: string): (() => number) => uniform(seedOf(seed, ...Array.from(name, (c) => c.charCodeAt(0))))

/** Names and shapes first, values on demand, so that a large model need not be held at once. */
export function* randomTensors(a: Architecture, seed: number): Generator<RandomTensor> {
  const draw = (name: string, shape: number[], std: number, mean = 0, fold: (v: number) => number = (v) => v): RandomTensor => ({
    name, shape, make: () => {
      const gauss = normal(streamOf(seed, name))
      return new Float32Array(shape.reduce((x, y) => x * y, 1)).map(() => fold(mean + std * gauss()))
    }
  })
  const linear = (name: string, out: number, inputs: number, bias = true, std = Math.sqrt(1 / inputs)): RandomTensor[] => [draw(`${name}.weight`, [out, inputs], std), ...(bias ? [draw(`${name}.bias`, [out], 0.02)] : [])]
  const norm = (name: string, width: number): RandomTensor[] => [draw(`${name}.weight`, [width], 0.05, 1), draw(`${name}.bias`, [width], 0.05)]
  const batchNorm = (name: string, width: number): RandomTensor[] => [
    ...norm(name, width), draw(`${name}.running_mean`, [width], 0.05), draw(`${name}.running_var`, [width], 0.1, 1, (v) => Math.abs(v) + 0.1)
  ]
  const conv = (name: string, out: number, inputs: number, kernel: number, bias = false): RandomTensor[] => [draw(`${name}.weight`, [out, inputs, kernel, kernel], Math.sqrt(1 / (inputs * kernel * kernel))), ...(bias ? [draw(`${name}.bias`, [out], 0.02)] : [])]

  const E = a.embedDim, stages = stagesOf(a), lanes = lanesOf(a)
  yield* conv('backbone.patch_embed.proj', E, 3, a.patchSize, true)
  if (a.patchNorm) yield* norm('backbone.patch_embed.norm', E)
  if (a.ape) yield draw('backbone.absolute_pos_embed', [1, stages[0]!.tokens, E], 0.02)
  for (const s of stages) {
    const C = s.width, hidden = hiddenWidth(C, a.mlpRatio)
    for (let b = 0; b < s.depth; b++) {
      const p = `backbone.layers.${s.index}.blocks.${b}`
      yield* norm(`${p}.norm1`, C)
      yield draw(`${p}.attn.relative_position_bias_table`, [(2 * s.window - 1) ** 2, s.heads], 0.5)
      yield* linear(`${p}.attn.qkv`, 3 * C, C, a.qkvBias)
      yield* linear(`${p}.attn.proj`, C, C)
      yield* norm(`${p}.norm2`, C)
      yield* linear(`${p}.mlp.fc1`, hidden, C)
      yield* linear(`${p}.mlp.fc2`, C, hidden)
    }
    if (s.index < stages.length - 1) {
      yield draw(`backbone.layers.${s.index}.downsample.reduction.weight`, [2 * C, 4 * C], Math.sqrt(1 / (4 * C)))
      yield* norm(`backbone.layers.${s.index}.downsample.norm`, 4 * C)
    }
    if (a.adaptiveTokens) for (const lane of lanes) {
      const p = `backbone.layers.${s.index}.tokens_select${a.policy === 'single' ? '' : `.${lane}`}`
      yield* linear(`${p}.mlp`, a.tokenControllerWidth!, C)
      yield* linear(`${p}.fc`, 1, a.tokenControllerWidth!)
    }
    if (a.adaptiveBlocks) for (const lane of lanes) {
      const p = a.policy === 'single' ? `backbone.layers_controllers.${s.index}` : `backbone.layers_controllers.${lane}.${s.index}`
      yield* linear(`${p}.mlp`, a.blockControllerWidth!, C)
      yield* linear(`${p}.fc`, s.depth, a.blockControllerWidth! * s.tokens)
    }
    // Kept as the authors' checkpoints keep it: without block controllers it is what tells the input size.
    if (s.shift > 0 && s.depth > 1) yield shiftMask(s.resolution, s.window, s.shift, `backbone.layers.${s.index}.blocks.1.attn_mask`)
  }
  const half = a.decoderWidth / 2
  for (const t of a.tasks) {
    for (const s of stages) {
      const p = `decoders.${t.id}.fuse.${s.index}`
      yield* conv(`${p}.2.conv1`, half, s.outWidth, 3)
      yield* batchNorm(`${p}.2.bn1`, half)
      yield* conv(`${p}.2.conv2`, half, half, 3)
      yield* batchNorm(`${p}.2.bn2`, half)
      yield* conv(`${p}.2.downsample.0`, half, s.outWidth, 1)
      yield* batchNorm(`${p}.2.downsample.1`, half)
      yield* conv(`${p}.3.conv1`, half, half, 3)
      yield* batchNorm(`${p}.3.bn1`, half)
      yield* conv(`${p}.3.conv2`, half, half, 3)
      yield* batchNorm(`${p}.3.bn2`, half)
    }
    yield* conv(`decoders.${t.id}.segment.0`, half, half * stages.length, 1, true)
    yield* batchNorm(`decoders.${t.id}.segment.1`, half)
    yield* conv(`decoders.${t.id}.segment.3`, t.channels, half, 1, true)
  }
}

/** Swin's mask of a shifted block `[windows, w², w²]`: `maskedScore` between tokens that the shift brought together. */
function shiftMask(resolution: number, window: number, shift: number, name: string): RandomTensor {
  const windows = (resolution / window) ** 2, n = window * window
  const make = (): Float32Array => {
    const regions = shiftRegions(resolution, window, shift), data = new Float32Array(windows * n * n)
    for (let w = 0, o = 0; w < windows; w++)
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) data[o++] = regions[w * n + i] === regions[w * n + j] ? 0 : maskedScore
    return data
  }
  return { name, shape: [windows, n, n], make }
}
