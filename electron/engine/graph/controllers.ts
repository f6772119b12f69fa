/** The policy's controllers: who asks for a block (once per stage) and for a token (before each block). */
import { blockId, lanesOf, type Architecture, type Stage } from '@shared/model/architecture'
import type { GraphBuilder, Scope } from './builder'
import type { StateDict } from './state'
import { transpose, windowOrder } from '@shared/model/window-order'

/** What the controllers read from outside. */
export interface PolicyInputs {
  /** Indices `[A]` of the active lanes, ascending, or null where one policy decides for all tasks. */
  active: string | null
  /** A bool scalar: every lane is active. */
  allActive: string
  /** Block gates `[NB]` forced on and off. */
  blockOn: string
  blockOff: string
}

const controllerOf = (lane: string, single: boolean, stage: number): string => (single ? `backbone.layers_controllers.${stage}` : `backbone.layers_controllers.${lane}.${stage}`)
const selectorOf = (lane: string, single: boolean, stage: number): string => `backbone.layers.${stage}.tokens_select` + (single ? '' : `.${lane}`)

const pick = (s: Scope, x: string, active: string | null, axis: number, name: string): string => (active === null ? x : s.op('Gather', [x, active], name, { axis }))
const reshape = (s: Scope, x: string, shape: number[], name: string): string => s.op('Reshape', [x, s.init.int64(shape)], name)

interface Merged { state: StateDict; /** Prefix of each lane's weights. */ prefixes: string[]; C: number; width: number; active: string | null; name: string }

/** First layers of all active lanes' controllers as one: weight `[C, A·width]` and bias `[A·width]`. */
function mergedMlp(s: Scope, { state, prefixes, C, width, active, name }: Merged): [weight: string, bias: string] {
  const P = prefixes.length
  const weight = s.init.weight(`${name}/mlp.weight`, [C, P, width], () => {
    const data = new Float32Array(C * P * width)
    prefixes.forEach((prefix, i) => {
      const t = transpose(state.get(`${prefix}.mlp.weight`, width, C), width, C)
      for (let c = 0; c < C; c++) data.set(t.subarray(c * width, (c + 1) * width), (c * P + i) * width)
    })
    return data
  })
  const bias = s.init.weight(`${name}/mlp.bias`, [P, width], () => concat(prefixes.map((prefix) => state.get(`${prefix}.mlp.bias`, width))))
  return [reshape(s, pick(s, weight, active, 1, `${name}/mlp_lanes`), [C, -1], `${name}/mlp_weight`), reshape(s, pick(s, bias, active, 0, `${name}/mlp_bias_lanes`), [-1], `${name}/mlp_bias`)]
}

/**
 * BlockSelect of a stage: logits `[A, depth]` = fc(flatten(relu(mlp(x)))), x `[L, C]` the stage's input. The flatten is token-major in raster
 * order, so the columns of fc are permuted to window order here. Inactive lanes compute nothing; since fc is large, its rows are copied only where
 * some lane is off.
 */
export function blockLogits(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, x: string, { active, allActive }: PolicyInputs): string {
  const lanes = lanesOf(a), P = lanes.length, width = a.blockControllerWidth!
  const { depth, tokens, width: C, index } = stage
  const prefixes = lanes.map((lane) => controllerOf(lane, a.policy === 'single', index)), name = `s${index}/bctrl`
  let hidden = s.op('Relu', [s.op('Gemm', [x, ...mergedMlp(s, { state, prefixes, C, width, active, name })], `${name}/mlp`)], `${name}/relu`)
  if (P > 1) hidden = s.op('Transpose', [reshape(s, hidden, [tokens, -1, width], `${name}/by_lane`)], `${name}/lane_major`, { perm: [1, 0, 2] })
  const columns = reshape(s, hidden, [-1, tokens * width, 1], `${name}/flatten`)
  const fc = s.init.weight(`${name}/fc.weight`, [P, depth, tokens * width], () => concat(prefixes.map((prefix) => inWindowOrder(state.get(`${prefix}.fc.weight`, depth, tokens * width), stage, width))))
  const bias = s.init.weight(`${name}/fc.bias`, [P, depth], () => concat(prefixes.map((prefix) => state.get(`${prefix}.fc.bias`, depth))))
  const product = active === null
    ? s.op('MatMul', [fc, columns], `${name}/fc`)
    : s.if(allActive, `${name}/if`, (b) => [b.op('MatMul', [fc, columns], `${name}/fc`)], (b) => [b.op('MatMul', [b.op('Gather', [fc, active], `${name}/fc_lanes`, { axis: 0 }), columns], `${name}/fc_some`)])[0]!
  return s.op('Add', [reshape(s, product, [-1, depth], `${name}/rows`), pick(s, bias, active, 0, `${name}/fc_bias`)], `${name}/logits`)
}

/** Columns of a block controller's fc `[depth, L·width]`, token-major, from raster to window order. */
function inWindowOrder(raw: Float32Array, stage: Stage, width: number): Float32Array {
  const order = windowOrder(stage.resolution, stage.window), permuted = new Float32Array(raw.length)
  for (let d = 0; d < stage.depth; d++)
    for (let p = 0; p < stage.tokens; p++) {
      const from = (d * stage.tokens + order[p]!) * width
      permuted.set(raw.subarray(from, from + width), (d * stage.tokens + p) * width)
    }
  return permuted
}

/** The weights of TokensSelect for the active lanes, merged into two matrices so that all lanes cost two products; made once per stage and run. */
export interface TokenSelector { mlp: [weight: string, bias: string]; fc: [weight: string, bias: string] }

/** Merges the weights of the active lanes' TokensSelect of one stage. */
export function tokenSelector(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, active: string | null): TokenSelector {
  const lanes = lanesOf(a), P = lanes.length, width = a.tokenControllerWidth!
  const prefixes = lanes.map((lane) => selectorOf(lane, a.policy === 'single', stage.index)), name = `s${stage.index}/tctrl`
  // Block-diagonal, so that each lane's logit sees its own hidden units only.
  const fc = s.init.weight(`${name}/fc.weight`, [P, width, P], () => {
    const data = new Float32Array(P * width * P)
    prefixes.forEach((prefix, i) => state.get(`${prefix}.fc.weight`, 1, width).forEach((v, h) => { data[(i * width + h) * P + i] = v }))
    return data
  })
  const bias = pick(s, s.init.weight(`${name}/fc.bias`, [P], () => concat(prefixes.map((prefix) => state.get(`${prefix}.fc.bias`, 1)))), active, 0, `${name}/fc_bias`)
  const diagonal = pick(s, pick(s, fc, active, 0, `${name}/fc_rows`), active, 2, `${name}/fc_columns`)
  // The lane count is dynamic, so the matrix gets its shape [A·width, A] from its own bias.
  const shape = s.op('Concat', [s.init.int64([-1]), s.op('Shape', [bias], `${name}/lanes`)], `${name}/fc_shape`, { axis: 0 })
  return { mlp: mergedMlp(s, { state, prefixes, C: stage.width, width, active, name }), fc: [s.op('Reshape', [diagonal, shape], `${name}/fc_weight`), bias] }
}

/** TokensSelect on the current x `[L, C]`: logits `[L, A]`. */
export function tokenLogits(s: Scope, selector: TokenSelector, x: string, stage: number, block: number): string {
  const name = `${blockId(stage, block)}/tctrl`
  const hidden = s.op('Relu', [s.op('Gemm', [x, ...selector.mlp], `${name}/mlp`)], `${name}/relu`)
  return s.op('Gemm', [hidden, ...selector.fc], `${name}/logits`)
}

function concat(parts: Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    out.set(p, at)
    at += p.length
  }
  return out
}
