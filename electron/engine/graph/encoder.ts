/**
 * The shared Swin encoder, in its adaptive form (controllers decide which blocks and tokens run) or its static form (everything runs, no controller).
 * Batch 1; tokens `[L, C]` in window order within a stage. `If` stands at depth 1 only: nesting loses weight prepacking.
 */
import { blockId, lanesOf, stagesOf, type Architecture, type Stage } from '@shared/model/architecture'
import { swinBlock } from './block'
import type { GraphBuilder, Scope } from './builder'
import { blockLogits, tokenLogits, tokenSelector, type PolicyInputs, type TokenSelector } from './controllers'
import { layerNorm, linear, reorder } from './layers'
import { io } from './names'
import type { StateDict } from './state'
import { invert, isIdentity, mergeOrder, windowOrder } from '@shared/model/window-order'

/** Adds the encoder with its inputs and decision outputs to `g`. @returns the features that the decoders read, one per stage, `[L, C]` in raster order */
export function encoder(g: GraphBuilder, a: Architecture, state: StateDict, form: 'adaptive' | 'static'): string[] {
  const stages = stagesOf(a)
  g.input(io.image, 'float', [1, 3, a.inputSize, a.inputSize])
  const policy = form === 'adaptive' ? policyInputs(g, a, stages) : null
  let x = embedding(g, a, state, stages[0]!)
  let first = 0
  const features: string[] = []
  for (const stage of stages) {
    x = policy ? adaptiveStage(g, a, state, stage, x, policy, first) : staticStage(g, a, state, stage, x)
    first += stage.depth
    const next = stages[stage.index + 1]
    if (next) x = merging(g, state, stage, next, x)
    // After the last stage there is no merging, so tokens are still in that stage's own window order.
    const order = next ? windowOrder(next.resolution, next.window) : windowOrder(stage.resolution, stage.window)
    features.push(isIdentity(order) ? x : reorder(g, x, invert(order), `s${stage.index}.out/raster`))
  }
  return features
}

/** Whether a lane of a per-task policy is among the active ones: a bool scalar, for what stands beside the encoder in one graph. */
export function laneOn(g: GraphBuilder, lane: number): string {
  const name = `policy/lane${lane}`
  const hits = g.op('Cast', [g.op('Equal', [io.lanes, g.init.int64([lane])], `${name}/equal`)], `${name}/hits`, { to: 1 })
  return g.op('Greater', [g.op('ReduceMax', [hits], `${name}/hit`, { keepdims: 0 }), g.init.float([0], [])], `${name}/on`)
}

function embedding(g: GraphBuilder, a: Architecture, state: StateDict, stage: Stage): string {
  const E = a.embedDim, p = a.patchSize
  const weight = g.init.weight('backbone.patch_embed.proj.weight', [E, 3, p, p], () => state.get('backbone.patch_embed.proj.weight', E, 3, p, p))
  const bias = g.init.weight('backbone.patch_embed.proj.bias', [E], () => state.get('backbone.patch_embed.proj.bias', E))
  let x = g.op('Conv', [io.image, weight, bias], 'embed/proj', { kernel_shape: [p, p], strides: [p, p] })
  x = g.op('Reshape', [x, g.init.int64([E, stage.tokens])], 'embed/flatten')
  x = g.op('Transpose', [x], 'embed/tokens', { perm: [1, 0] })
  if (a.patchNorm) x = layerNorm(g, state, x, 'backbone.patch_embed.norm', E, 'embed/norm')
  if (a.ape) {
    const position = g.init.weight('backbone.absolute_pos_embed', [stage.tokens, E], () => state.get('backbone.absolute_pos_embed', 1, stage.tokens, E))
    x = g.op('Add', [x, position], 'embed/position')
  }
  const order = windowOrder(stage.resolution, stage.window)
  return isIdentity(order) ? x : reorder(g, x, order, 'embed/windows')
}

function staticStage(g: GraphBuilder, architecture: Architecture, state: StateDict, stage: Stage, input: string): string {
  let x = input
  for (let block = 0; block < stage.depth; block++) x = swinBlock(g, { architecture, state, stage, block }, x)
  return x
}

/** The policy's inputs, cut up: forced gates and thresholds of blocks per stage, what concerns tokens per block. */
interface Policy extends PolicyInputs { blockOn: string[]; blockOff: string[]; blockThresholds: string[]; tokenThresholds: string[]; tokensOn: string[]; lanesDim: number | string }

function policyInputs(g: GraphBuilder, a: Architecture, stages: Stage[]): Policy {
  const blocks = a.depths.reduce((x, y) => x + y, 0)
  const single = a.policy === 'single'
  const lanesDim = single ? 1 : 'active'
  const active = single ? null : g.input(io.lanes, 'int64', [lanesDim])
  const allActive = active === null ? '' : g.op('Equal', [g.op('Size', [active], 'policy/lane_count'), g.init.int64([lanesOf(a).length], [])], 'policy/all_active')
  const perStage = (name: string, x: string, axis: number) => split(g, x, a.depths, axis, name)
  const blockOff = perStage('policy/block_off', g.input(io.blockOff, 'bool', [blocks]), 0)
  const blockOn = a.adaptiveBlocks ? perStage('policy/block_on', g.input(io.blockOn, 'bool', [blocks]), 0) : []
  const blockThresholds = a.adaptiveBlocks ? perStage('policy/block_threshold', g.input(io.blockThreshold, 'float', [lanesDim, blocks]), 1) : []
  if (!a.adaptiveTokens) return { active, allActive, blockOn, blockOff, blockThresholds, tokenThresholds: [], tokensOn: [], lanesDim }
  const sizes = stages.flatMap((s) => Array<number>(s.depth).fill(s.tokens))
  const total = sizes.reduce((x, y) => x + y, 0)
  const perToken = g.op('Reshape', [g.input(io.tokenThreshold, 'float', [lanesDim, total]), g.init.int64([-1, 1, total])], 'policy/token_thresholds')
  const tokenThresholds = split(g, perToken, sizes, 2, 'policy/token_threshold')
  const tokensOn = split(g, g.input(io.tokensOn, 'bool', [blocks]), Array<number>(blocks).fill(1), 0, 'policy/tokens_on')
  return { active, allActive, blockOn, blockOff, blockThresholds, tokenThresholds, tokensOn, lanesDim }
}

function split(g: GraphBuilder, x: string, sizes: number[], axis: number, name: string): string[] {
  return sizes.length === 1 ? [x] : g.ops('Split', [x, g.init.int64(sizes)], name, { axis }, sizes.length)
}

/** Any of the lanes, which lie along the axes `lanes`: a bool maximum. */
function any(g: Scope, x: string, lanes: number[], name: string): string {
  return g.op('ReduceMax', [x, g.init.int64(lanes)], name, { keepdims: 0 })
}

function adaptiveStage(g: GraphBuilder, a: Architecture, state: StateDict, stage: Stage, input: string, policy: Policy, first: number): string {
  const s = stage.index, L = stage.tokens
  let gates = g.op('Not', [policy.blockOff[s]!], `s${s}/policy/not_off`)
  if (a.adaptiveBlocks) {
    const logits = blockLogits(g, a, state, stage, input, policy)
    g.output(logits, io.blockLogits(s), 'float', [policy.lanesDim, stage.depth])
    const asked = any(g, g.op('Greater', [logits, policy.blockThresholds[s]!], `s${s}/policy/asked`), [0], `s${s}/policy/union`)
    gates = g.op('And', [g.op('Or', [asked, policy.blockOn[s]!], `s${s}/policy/or_on`), gates], `s${s}/policy/gates`)
  }
  g.output(gates, io.blockGate(s), 'bool', [stage.depth])
  const selector = a.adaptiveTokens ? tokenSelector(g, a, state, stage, policy.active) : null
  const logits: string[] = [], masks: string[] = []
  // A condition of one element will do: no need to squeeze it.
  const gate = split(g, gates, Array<number>(stage.depth).fill(1), 0, `s${s}/policy/gate`)
  let x = input
  for (let block = 0; block < stage.depth; block++) {
    const place = { architecture: a, state, stage, block }, before = x, id = blockId(s, block)
    if (!selector) {
      x = g.if(gate[block]!, `${id}/if`, (b) => [swinBlock(b, place, before)], () => [before])[0]!
      continue
    }
    const selected = selectTokens(g, selector, policy, stage, block, before, gate[block]!, first + block)
    const some = g.op('Cast', [g.op('Size', [selected.indices], `${id}/count`)], `${id}/any`, { to: 9 })
    x = g.if(some, `${id}/if`, (b) => [swinBlock(b, place, before, selected.indices)], () => [before])[0]!
    logits.push(selected.logits)
    masks.push(selected.mask)
  }
  // One output per stage: each output costs a copy and a call into the binding.
  const stacked = (parts: string[], shape: number[], what: string) => g.op('Reshape', [parts.length === 1 ? parts[0]! : g.op('Concat', parts, `s${s}/tctrl/${what}`, { axis: 0 }), g.init.int64(shape)], `s${s}/tctrl/${what}_stacked`)
  if (selector) {
    g.output(stacked(logits, [stage.depth, -1, L], 'logits'), io.tokenLogits(s), 'float', [stage.depth, policy.lanesDim, L])
    g.output(stacked(masks, [stage.depth, L], 'masks'), io.tokenMask(s), 'bool', [stage.depth, L])
  }
  return x
}

/** Which tokens pass the FFN of a block; computed only where its gate is on. An empty selection later skips the block whole. */
function selectTokens(g: GraphBuilder, selector: TokenSelector, policy: Policy, stage: Stage, block: number, x: string, gate: string, index: number) {
  const id = blockId(stage.index, block), L = stage.tokens
  const [indices, mask, logits] = g.if(gate, `${id}/tctrl/if`, (b) => {
    const logits = tokenLogits(b, selector, x, stage, block)
    const asked = any(b, b.op('Greater', [logits, policy.tokenThresholds[index]!], `${id}/tctrl/asked`), [0, 1], `${id}/tctrl/union`)
    const mask = b.op('Or', [asked, policy.tokensOn[index]!], `${id}/tctrl/mask`)
    const indices = b.op('Reshape', [b.op('NonZero', [mask], `${id}/tctrl/nonzero`), b.init.int64([-1, 1])], `${id}/tctrl/indices`)
    return [indices, mask, logits]
  }, (b) => [
    b.init.int64([], [0, 1]),
    b.init.falses([L]),
    // A gate that is off still reports full-size logits, so that both branches have one shape.
    b.op('Expand', [b.init.float([0], [1, 1, 1]), b.op('Concat', [b.op('Shape', [selector.fc[1]], `${id}/tctrl/lanes`, { end: 2 }), b.init.int64([L])], `${id}/tctrl/shape`, { axis: 0 })], `${id}/tctrl/none`)
  ])
  return { indices: indices!, mask: mask!, logits: logits! }
}

/** Patch merging: one constant gather from this stage's window order to the next one's, then norm and projection. */
function merging(g: GraphBuilder, state: StateDict, stage: Stage, next: Stage, x: string): string {
  const C = stage.width, name = `s${stage.index}.down`, weights = `backbone.layers.${stage.index}.downsample`
  const here = invert(windowOrder(stage.resolution, stage.window)), sources = mergeOrder(stage.resolution), order = windowOrder(next.resolution, next.window)
  const map = new Int32Array(stage.tokens)
  for (let p = 0; p < next.tokens; p++) for (let k = 0; k < 4; k++) map[p * 4 + k] = here[sources[order[p]! * 4 + k]!]!
  let y = reorder(g, x, map, `${name}/gather`)
  y = g.op('Reshape', [y, g.init.int64([next.tokens, 4 * C])], `${name}/concat`)
  y = layerNorm(g, state, y, `${weights}.norm`, 4 * C, `${name}/norm`)
  return linear(g, state, y, `${weights}.reduction`, 2 * C, 4 * C, `${name}/reduction`)
}
