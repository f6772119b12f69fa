/** One Swin block on tokens `[L, C]` in window order: attention over all tokens, FFN over the selected ones. */
import { blockId, hiddenWidth, type Architecture, type Stage } from '@shared/model/architecture'
import type { Scope } from './builder'
import { layerNorm, linear, reorder } from './layers'
import type { StateDict } from './state'
import { attentionBias, compose, invert, isIdentity, transpose, windowOrder } from '@shared/model/window-order'

export interface BlockPlace { architecture: Architecture; state: StateDict; stage: Stage; block: number }

const weightsOf = (p: BlockPlace): string => `backbone.layers.${p.stage.index}.blocks.${p.block}`

/** Multi-head attention with its residual. Odd blocks shift the windows cyclically: one constant gather in, one out. */
function attention(s: Scope, p: BlockPlace, x: string): string {
  const { state, stage } = p
  const { width: C, heads, window, resolution, tokens } = stage
  const weights = `${weightsOf(p)}.attn`, name = `${blockId(stage.index, p.block)}/attn`
  const shift = p.block % 2 === 1 ? stage.shift : 0
  const toWindows = compose(windowOrder(resolution, window, shift), invert(windowOrder(resolution, window)))
  const shifted = !isIdentity(toWindows)
  let y = layerNorm(s, state, x, `${weightsOf(p)}.norm1`, C, `${blockId(stage.index, p.block)}/norm1`)
  if (shifted) y = reorder(s, y, toWindows, `${name}/shift_in`)

  const perWindow = window * window
  const windows = tokens / perWindow
  const [q, k, v] = (['q', 'k', 'v'] as const).map((part, i) => {
    const slice = (data: Float32Array, size: number) => data.subarray(i * size, (i + 1) * size)
    const w = s.init.weight(`${weights}.${part}.weight/T`, [C, C], () => transpose(slice(state.get(`${weights}.qkv.weight`, 3 * C, C), C * C), C, C))
    const bias = p.architecture.qkvBias ? [s.init.weight(`${weights}.${part}.bias`, [C], () => slice(state.get(`${weights}.qkv.bias`, 3 * C), C))] : []
    return s.op('Reshape', [s.op('Gemm', [y, w, ...bias], `${name}/${part}`), s.init.int64([windows, perWindow, C])], `${name}/${part}_windows`)
  })
  const bias = attentionBias(state.get(`${weights}.relative_position_bias_table`, (2 * window - 1) ** 2, heads), resolution, window, heads, shift)
  const biasName = s.init.weight(`${weights}.bias`, bias.dims, () => bias.data)
  const scale = p.architecture.qkScale ?? (C / heads) ** -0.5
  let a = s.op('Attention', [q!, k!, v!, biasName], `${name}/sdpa`, { q_num_heads: heads, kv_num_heads: heads, scale: { float: scale } })
  a = s.op('Reshape', [a, s.init.int64([tokens, C])], `${name}/tokens`)
  a = linear(s, state, a, `${weights}.proj`, C, C, `${name}/proj`)
  if (shifted) a = reorder(s, a, invert(toWindows), `${name}/shift_out`)
  return s.op('Add', [x, a], `${name}/residual`)
}

/**
 * The block. Without `selected` the FFN runs on all tokens. With it (`[k, 1]` token indices in window order) only those pass the FFN and the
 * others keep norm2(x), which is then added to x: AdaMTL's own rule for unselected tokens.
 */
export function swinBlock(s: Scope, p: BlockPlace, x: string, selected?: string): string {
  const name = blockId(p.stage.index, p.block), C = p.stage.width
  const hidden = hiddenWidth(C, p.architecture.mlpRatio)
  const y = attention(s, p, x)
  const normed = layerNorm(s, p.state, y, `${weightsOf(p)}.norm2`, C, `${name}/norm2`)
  const input = selected === undefined ? normed : s.op('GatherND', [normed, selected], `${name}/mlp/select`)
  const expanded = s.op('Gelu', [linear(s, p.state, input, `${weightsOf(p)}.mlp.fc1`, hidden, C, `${name}/mlp/fc1`)], `${name}/mlp/gelu`)
  const projected = linear(s, p.state, expanded, `${weightsOf(p)}.mlp.fc2`, C, hidden, `${name}/mlp/fc2`)
  const ffn = selected === undefined ? projected : s.op('ScatterND', [normed, selected, projected], `${name}/mlp/scatter`)
  return s.op('Add', [y, ffn], `${name}/mlp/residual`)
}
