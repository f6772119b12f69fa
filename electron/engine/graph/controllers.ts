/** The policy's controllers: who asks for a block (once per stage) and for a token (before each block). */
import { blockId, lanesOf, type Architecture, type Stage } from '@shared/model/architecture'
import type { GraphBuilder, Scope } from './builder'
import { linear } from './layers'
import type { StateDict } from './state'
import { transpose, windowOrder } from '@shared/model/window-order'

/** What the controllers read from outside. */
export interface PolicyInputs {
  /** Indices `[A]` of the active lanes, or null where one policy decides for all tasks. */
  active: string | null
  /** Per lane: a bool scalar, whether it is active. */
  laneOn: string[]
  /** Block gates `[NB]` forced on and off. */
  blockOn: string
  blockOff: string
}

const controllerOf = (lane: string, single: boolean, stage: number): string => (single ? `backbone.layers_controllers.${stage}` : `backbone.layers_controllers.${lane}.${stage}`)
const selectorOf = (lane: string, single: boolean, stage: number): string => `backbone.layers.${stage}.tokens_select` + (single ? '' : `.${lane}`)

/**
 * BlockSelect of a stage: logits `[A, depth]` = fc(flatten(relu(mlp(x)))), x `[L, C]` the stage's input. The flatten is token-major in raster
 * order, so the columns of fc are permuted to window order here. An inactive lane computes nothing.
 */
export function blockLogits(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, x: string, inputs: PolicyInputs): string {
  const single = a.policy === 'single'
  const width = a.blockControllerWidth!
  const { depth, tokens, width: C, index } = stage
  const order = windowOrder(stage.resolution, stage.window)
  const perLane = lanesOf(a).map((lane, i) => {
    const weights = controllerOf(lane, single, index), name = `s${index}/bctrl/${lane}`
    const logits = (b: Scope): string[] => {
      const hidden = b.op('Relu', [linear(b, state, x, `${weights}.mlp`, width, C, `${name}/mlp`)], `${name}/relu`)
      const column = b.op('Reshape', [hidden, b.init.int64([tokens * width, 1])], `${name}/flatten`)
      const fc = b.init.weight(`${weights}.fc.weight/window`, [depth, tokens * width], () => {
        const raw = state.get(`${weights}.fc.weight`, depth, tokens * width), permuted = new Float32Array(raw.length)
        for (let d = 0; d < depth; d++)
          for (let p = 0; p < tokens; p++) {
            const from = (d * tokens + order[p]!) * width
            permuted.set(raw.subarray(from, from + width), (d * tokens + p) * width)
          }
        return permuted
      })
      const bias = b.init.weight(`${weights}.fc.bias`, [depth, 1], () => state.get(`${weights}.fc.bias`, depth))
      const y = b.op('Add', [b.op('MatMul', [fc, column], `${name}/fc`), bias], `${name}/bias`)
      return [b.op('Reshape', [y, b.init.int64([1, depth])], `${name}/logits`)]
    }
    if (single) return logits(s)[0]!
    return s.if(inputs.laneOn[i]!, `${name}/if`, logits, (b) => [b.init.float(Array<number>(depth).fill(0), [1, depth])])[0]!
  })
  if (inputs.active === null) return perLane[0]!
  const all = perLane.length === 1 ? perLane[0]! : s.op('Concat', perLane, `s${index}/bctrl/all`, { axis: 0 })
  return s.op('Gather', [all, inputs.active], `s${index}/bctrl/active`, { axis: 0 })
}

/** The weights of TokensSelect for the active lanes, merged into two matrices so that all lanes cost two products; made once per stage and run. */
export interface TokenSelector { mlp: [weight: string, bias: string]; fc: [weight: string, bias: string] }

export function tokenSelector(s: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, active: string | null): TokenSelector {
  const lanes = lanesOf(a), single = a.policy === 'single', P = lanes.length
  const width = a.tokenControllerWidth!, C = stage.width
  const of = (lane: string) => selectorOf(lane, single, stage.index)
  const name = `s${stage.index}/tctrl`
  const w1 = s.init.weight(`${name}/mlp.weight`, [C, P, width], () => {
    const data = new Float32Array(C * P * width)
    lanes.forEach((lane, i) => {
      const t = transpose(state.get(`${of(lane)}.mlp.weight`, width, C), width, C)
      for (let c = 0; c < C; c++) data.set(t.subarray(c * width, (c + 1) * width), (c * P + i) * width)
    })
    return data
  })
  const b1 = s.init.weight(`${name}/mlp.bias`, [P, width], () => concat(lanes.map((lane) => state.get(`${of(lane)}.mlp.bias`, width))))
  // Block-diagonal, so that each lane's logit sees its own hidden units only.
  const w2 = s.init.weight(`${name}/fc.weight`, [P, width, P], () => {
    const data = new Float32Array(P * width * P)
    lanes.forEach((lane, i) => state.get(`${of(lane)}.fc.weight`, 1, width).forEach((v, h) => { data[(i * width + h) * P + i] = v }))
    return data
  })
  const b2 = s.init.weight(`${name}/fc.bias`, [P], () => concat(lanes.map((lane) => state.get(`${of(lane)}.fc.bias`, 1))))
  const pick = (x: string, axis: number, what: string) => (active === null ? x : s.op('Gather', [x, active], `${name}/${what}`, { axis }))
  const flat = (x: string, shape: number[], what: string) => s.op('Reshape', [x, s.init.int64(shape)], `${name}/${what}`)
  const rows = pick(w2, 0, 'fc_rows')
  const columns = pick(rows, 2, 'fc_columns')
  const bias2 = pick(b2, 0, 'fc_bias')
  // The lane count is dynamic, so the last matrix is shaped [A·width, A] from its own bias.
  const lanesActive = s.op('Shape', [bias2], `${name}/lanes`)
  const shape2 = s.op('Concat', [s.init.int64([-1]), lanesActive], `${name}/fc_shape`, { axis: 0 })
  return {
    mlp: [flat(pick(w1, 1, 'mlp_lanes'), [C, -1], 'mlp_weight'), flat(pick(b1, 0, 'mlp_bias_lanes'), [-1], 'mlp_bias')],
    fc: [s.op('Reshape', [columns, shape2], `${name}/fc_weight`), bias2]
  }
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
