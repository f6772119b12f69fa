/** The graph's recorded scores → the decision for an image: who asked, what ran, which tokens, at what cost. */
import { blockId, lanesOf, stagesOf, type Architecture, type Stage } from '../model/architecture'
import { attentionMacs, ffnMacs, tokenSiteId } from '../model/cost'
import type { Manifest } from '../model/manifest'
import { sigmoid } from '../model/outputs'
import { windowOrder } from '../model/window-order'
import type { Milliseconds } from '../units'
import { macsBreakdown, type SiteState } from './cost'
import type { BlockDecision, Decision, TokenMasks } from './decision'
import type { Settings } from './settings'
import type { Limits } from './thresholds'

/** What the encoder reported for one stage; tokens in window order. Null where the model has no such controller. */
export interface StageRecord {
  /** `[A, depth]`. */
  blockLogits: Float32Array | null
  /** `[depth]`, 1 where the gate was on. */
  gates: Uint8Array
  /** Per block: logits `[A, L]` and union mask `[L]`. */
  tokens: { logits: Float32Array; mask: Uint8Array }[] | null
}

export interface Decided {
  decision: Decision
  /** By block id, raster order; blocks whose gate was on. Made when first read: most callers want numbers only. */
  readonly tokens: ReadonlyMap<string, TokenMasks>
}

/** The decision of a static run: everything ran, nobody was asked. */
export function staticDecision(manifest: Manifest, tasks: string[], latencyMs: Milliseconds): Decided {
  const a = manifest.architecture
  const blocks = stagesOf(a).flatMap((s) => Array.from({ length: s.depth }, (_, b): BlockDecision => {
    const macs = attentionMacs(s) + ffnMacs(s, a.mlpRatio)
    return { id: blockId(s.index, b), stage: s.index, block: b, tasks: {}, gate: true, forced: null, ran: true, tokens: { selected: s.tokens, total: s.tokens, tasks: {}, side: s.resolution }, macs, staticMacs: macs }
  }))
  const nothing = new Map<string, SiteState>()
  return { decision: { lanes: [], tasks, blocks, macs: macsBreakdown(manifest, tasks, nothing, () => nothing, false), latencyMs }, tokens: new Map() }
}

/** What the active lanes did in a block. */
interface BlockRecord {
  id: string; stage: Stage; block: number; index: number; gate: boolean
  asked: boolean[]
  /** Null where the gate was off or the model has no token controllers. */
  selecting: Selecting | null
  /** Union that ran, `[L]` in window order; null without token controllers. */
  union: Uint8Array | null
}

/** Who selected which tokens of a block. */
interface Selecting {
  /** Per token in window order, bit i set when lane i selects it (an architecture has at most 32 tasks). */
  words: Uint32Array
  /** Tokens that any lane selects; that lane i selects; that only lane i selects. */
  any: number; each: number[]; only: number[]
}

/** @param records what the encoder reported, one per stage, for the lanes and limits of `limits` */
export function decide(manifest: Manifest, settings: Settings, limits: Limits, records: StageRecord[], latencyMs: Milliseconds): Decided {
  const a = manifest.architecture, blocks = blockRecords(a, limits, records)
  const decisions = blocks.map((b) => blockDecision(a, settings, limits, records[b.stage.index]!, b))
  // A single policy decides for all tasks alike: turning one off saves its decoder only.
  const macs = macsBreakdown(manifest, limits.tasks, siteStates(blocks, limits, null), (task) => siteStates(blocks, limits, a.policy === 'single' ? null : limits.lanes.indexOf(task)), true)
  let tokens: Map<string, TokenMasks> | null = null
  return {
    decision: { lanes: lanesOf(a).filter((l) => limits.lanes.includes(l)), tasks: limits.tasks, blocks: decisions, macs, latencyMs },
    get tokens() {
      return (tokens ??= new Map(blocks.filter((b) => b.gate).map((b) => [b.id, rasterMasks(b, limits.lanes)])))
    }
  }
}

function blockDecision(a: Architecture, settings: Settings, limits: Limits, record: StageRecord, b: BlockRecord): BlockDecision {
  const L = b.stage.tokens, union = b.union && count(b.union)
  const ran = b.gate && union !== 0
  const selected = union ?? (ran ? L : 0)
  const attention = attentionMacs(b.stage), ffn = ffnMacs(b.stage, a.mlpRatio)
  return {
    id: b.id, stage: b.stage.index, block: b.block, gate: b.gate, ran,
    forced: settings.blocks[b.id] ?? (settings.allOn ? 'on' : null),
    tasks: Object.fromEntries(limits.lanes.map((lane, i) => {
      const logit = record.blockLogits ? record.blockLogits[i * b.stage.depth + b.block]! : null
      return [lane, { logit, probability: logit === null ? null : sigmoid(logit), active: b.asked[i]!, forced: settings.blockTasks[b.id]?.[lane] ?? null }]
    })),
    tokens: {
      selected, total: L, side: b.stage.resolution,
      tasks: Object.fromEntries(limits.lanes.map((lane, i) => [lane, b.selecting ? b.selecting.each[i]! : b.union === null && ran ? L : 0]))
    },
    macs: ran ? attention + ffn * (selected / L) : 0, staticMacs: attention + ffn
  }
}

function count(mask: Uint8Array): number {
  let n = 0
  for (let i = 0; i < mask.length; i++) n += mask[i]!
  return n
}

function blockRecords(a: Architecture, limits: Limits, records: StageRecord[]): BlockRecord[] {
  const blocks: BlockRecord[] = []
  const A = limits.lanes.length, NB = limits.blockOn.length
  let index = 0, firstToken = 0
  for (const stage of stagesOf(a)) {
    const record = records[stage.index]!
    for (let block = 0; block < stage.depth; block++, index++, firstToken += stage.tokens) {
      const gate = record.gates[block] === 1
      const asked = limits.lanes.map((_, i) => record.blockLogits === null || record.blockLogits[i * stage.depth + block]! > limits.block[i * NB + index]!)
      const recorded = record.tokens && record.tokens[block]!
      blocks.push({
        id: blockId(stage.index, block), stage, block, index, gate, asked,
        selecting: gate && recorded ? selecting(recorded.logits, limits.token, firstToken, A) : null,
        union: recorded && (gate ? recorded.mask : new Uint8Array(stage.tokens))
      })
    }
  }
  return blocks
}

/** The same comparison as in the graph, on the same fp32 values: bit i of a token is lane i's logit > its limit. */
function selecting(logits: Float32Array, limits: Float32Array, first: number, lanes: number): Selecting {
  const L = logits.length / lanes, stride = limits.length / lanes
  const words = new Uint32Array(L), each = new Array<number>(lanes).fill(0), only = new Array<number>(lanes).fill(0)
  for (let i = 0; i < lanes; i++) {
    const bit = 1 << i, from = i * L, limit = i * stride + first
    let n = 0
    for (let t = 0; t < L; t++) if (logits[from + t]! > limits[limit + t]!) {
      words[t]! |= bit
      n++
    }
    each[i] = n
  }
  let any = 0
  for (let t = 0; t < L; t++) {
    const word = words[t]!
    if (word === 0) continue
    any++
    if ((word & (word - 1)) === 0) only[31 - Math.clz32(word)]!++
  }
  return { words, any, each, only }
}

/** What every site did, or would have done had lane `without` been off. */
function siteStates(blocks: BlockRecord[], limits: Limits, without: number | null): Map<string, SiteState> {
  const states = new Map<string, SiteState>()
  for (const b of blocks) {
    const any = b.gate && (limits.blockOn[b.index] === 1 || b.asked.some((asked, i) => asked && i !== without))
    states.set(b.id, { any, on: Number(any) })
    if (!b.union) continue
    const selected = b.selecting ? b.selecting.any - (without === null ? 0 : b.selecting.only[without]!) : 0
    const on = !any ? 0 : limits.tokensOn[b.index] === 1 ? b.stage.tokens : selected
    states.set(tokenSiteId(b.id), { any: on > 0, on: on / b.stage.tokens })
  }
  return states
}

function rasterMasks(b: BlockRecord, lanes: string[]): TokenMasks {
  const order = windowOrder(b.stage.resolution, b.stage.window)
  const raster = (selected: (position: number) => number): Uint8Array => {
    const out = new Uint8Array(b.stage.tokens)
    for (let p = 0; p < out.length; p++) out[order[p]!] = selected(p)
    return out
  }
  const { union, selecting } = b
  return {
    union: raster((p) => (union ? union[p]! : 1)),
    lanes: Object.fromEntries(lanes.map((lane, i) => [lane, raster((p) => (selecting ? (selecting.words[p]! >>> i) & 1 : 1))]))
  }
}
