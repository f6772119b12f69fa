/** The policy's controllers: who asks for a block (once per stage) and for a token (before each block). */
import { blockId, lanesOf, type Architecture, type Stage } from '@shared/model/architecture'
import type { GraphBuilder, Scope } from './builder'
import type { StateDict } from './state'
import { windowOrder } from '@shared/model/window-order'

/** What the controllers read from outside. */
export interface PolicyInputs {
  /** Indices `[A]` of the active lanes, ascending, or null where one policy decides for all tasks. */
  active: string | null
  /** A bool scalar: every lane is active. */
  allActive: string
}

const controllerOf = (lane: string, single: boolean, stage: number): string => (single ? `backbone.layers_controllers.${stage}` : `backbone.layers_controllers.${lane}.${stage}`)
const selectorOf = (lane: string, single: boolean, stage: number): string => `backbone.layers.${stage}.tokens_select` + (single ? '' : `.${lane}`)

/** The active lanes' rows of x `[P, …]`. */
const pick = (s: Scope, x: string, active: string | null, name: string): string => (active === null ? x : s.op('Gather', [x, active], name, { axis: 0 }))
const reshape = (s: Scope, x: string, shape: number[], name: string): string => s.op('Reshape', [x, s.init.int64(shape)], name)

interface Merged { state: StateDict; /** Prefix of each lane's weights. */ prefixes: string[]; C: number; width: number; active: string | null; name: string }

/** First layers of the active lanes' controllers: weight `[A·width, C]` and bias `[A·width, 1]`, lane by lane. */
function mergedMlp(s: Scope, { state, prefixes, C, width, active, name }: Merged): [weight: string, bias: string] {
  const P = prefixes.length
  const weight = s.init.weight(`${name}/mlp.weight`, [P, width, C], () => concat(prefixes.map((prefix) => state.get(`${prefix}.mlp.weight`, width, C))))
  const bias = s.init.weight(`${name}/mlp.bias`, [P, width], () => concat(prefixes.map((prefix) => state.get(`${prefix}.mlp.bias`, width))))
  return [reshape(s, pick(s, weight, active, `${name}/mlp_lanes`), [-1, C], `${name}/mlp_weight`), reshape(s, pick(s, bias, active, `${name}/mlp_bias_lanes`), [-1, 1], `${name}/mlp_bias`)]
}

/**
 * Hidden units of all active lanes on x `[L, C]`, as one product: `[A·width, L]`. Tokens come last so that each lane's units lie together, and the
 * second layers need neither a transpose nor a block-diagonal matrix.
 */
function hiddenUnits(s: Scope, [weight, bias]: [weight: string, bias: string], x: string, name: string): string {
  return s.op('Relu', [s.op('Gemm', [weight, x, bias], `${name}/mlp`, { transB: 1 })], `${name}/relu`)
}

/**
 * BlockSelect of a stage: logits `[A, depth]` = fc(flatten(relu(mlp(x)))), x `[L, C]` the stage's input. The authors flatten token by token in
 * raster order; here it goes unit by unit in window order, so the columns of fc are permuted. Inactive lanes compute nothing; since fc is large, its
 * rows are copied only where some lane is off.
 */
export function blockLogits(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, x: string, { active, allActive }: PolicyInputs): string {
  const lanes = lanesOf(a), P = lanes.length, width = a.blockControllerWidth!
  const { depth, tokens, width: C, index } = stage
  const prefixes = lanes.map((lane) => controllerOf(lane, a.policy === 'single', index)), name = `s${index}/bctrl`
  const hidden = hiddenUnits(s, mergedMlp(s, { state, prefixes, C, width, active, name }), x, name)
  const columns = reshape(s, hidden, [-1, tokens * width, 1], `${name}/flatten`)
  const fc = s.init.weight(`${name}/fc.weight`, [P, depth, width * tokens], () => concat(prefixes.map((prefix) => unitMajor(state.get(`${prefix}.fc.weight`, depth, tokens * width), stage, width))))
  const bias = s.init.weight(`${name}/fc.bias`, [P, depth], () => concat(prefixes.map((prefix) => state.get(`${prefix}.fc.bias`, depth))))
  const product = active === null
    ? s.op('MatMul', [fc, columns], `${name}/fc`)
    : s.if(allActive, `${name}/if`, (b) => [b.op('MatMul', [fc, columns], `${name}/fc`)], (b) => [b.op('MatMul', [pick(b, fc, active, `${name}/fc_lanes`), columns], `${name}/fc_some`)])[0]!
  return s.op('Add', [reshape(s, product, [-1, depth], `${name}/rows`), pick(s, bias, active, `${name}/fc_bias`)], `${name}/logits`)
}

/** Columns of a block controller's fc: from `[depth, L, width]`, tokens in raster order, to `[depth, width, L]` in window order. */
function unitMajor(raw: Float32Array, stage: Stage, width: number): Float32Array {
  const order = windowOrder(stage.resolution, stage.window), permuted = new Float32Array(raw.length), L = stage.tokens
  for (let d = 0; d < stage.depth; d++)
    for (let p = 0; p < L; p++)
      for (let h = 0; h < width; h++) permuted[(d * width + h) * L + p] = raw[(d * L + order[p]!) * width + h]!
  return permuted
}

/** The weights of TokensSelect for the active lanes; picked once per stage and run. */
export interface TokenSelector { mlp: [weight: string, bias: string]; /** `[A, 1, width]` and `[A, 1, 1]`. */ fc: [weight: string, bias: string]; width: number }

/** Picks the weights of the active lanes' TokensSelect of one stage. */
export function tokenSelector(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, active: string | null): TokenSelector {
  const lanes = lanesOf(a), P = lanes.length, width = a.tokenControllerWidth!
  const prefixes = lanes.map((lane) => selectorOf(lane, a.policy === 'single', stage.index)), name = `s${stage.index}/tctrl`
  const fc = s.init.weight(`${name}/fc.weight`, [P, 1, width], () => concat(prefixes.map((prefix) => state.get(`${prefix}.fc.weight`, 1, width))))
  const bias = s.init.weight(`${name}/fc.bias`, [P, 1, 1], () => concat(prefixes.map((prefix) => state.get(`${prefix}.fc.bias`, 1))))
  return {
    mlp: mergedMlp(s, { state, prefixes, C: stage.width, width, active, name }), width,
    fc: [pick(s, fc, active, `${name}/fc_lanes`), pick(s, bias, active, `${name}/fc_bias`)]
  }
}

/** TokensSelect on the current x `[L, C]`: logits `[A, 1, L]`. */
export function tokenLogits(s: Scope, selector: TokenSelector, x: string, { index, tokens }: Stage, block: number): string {
  const name = `${blockId(index, block)}/tctrl`
  const hidden = reshape(s, hiddenUnits(s, selector.mlp, x, name), [-1, selector.width, tokens], `${name}/by_lane`)
  const [fc, bias] = selector.fc
  return s.op('Add', [s.op('MatMul', [fc, hidden], `${name}/fc`), bias], `${name}/logits`)
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
