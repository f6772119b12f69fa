/** The graph's recorded scores → the decision for an image: who asked, what ran, which tokens, at what cost. */
import { blockId, lanesOf, stagesOf, type Architecture, type Stage } from '../model/architecture'
import { attentionMacs, ffnMacs, tokenSiteId } from '../model/cost'
import type { Manifest } from '../model/manifest'
import { windowOrder } from '../model/window-order'
import { macsBreakdown, type SiteState } from './cost'
import type { BlockDecision, Decision, TokenMasks } from './decision'
import type { Settings } from './settings'
import { sigmoid, type Limits } from './thresholds'

/** What the encoder reported for one stage; tokens in window order. Null where the model has no such controller. */
export interface StageRecord {
  /** `[A, depth]`. */
  blockLogits: Float32Array | null
  /** `[depth]`, 1 where the gate was on. */
  gates: Uint8Array
  /** Per block: logits `[L, A]` and union mask `[L]`. */
  tokens: { logits: Float32Array; mask: Uint8Array }[] | null
}

export interface Decided { decision: Decision; /** By block id, raster order; blocks whose gate was on. */ tokens: Map<string, TokenMasks> }

export function staticDecision(manifest: Manifest, tasks: string[], latencyMs: number): Decided {
  const a = manifest.architecture
  const blocks = stagesOf(a).flatMap((s) => Array.from({ length: s.depth }, (_, b): BlockDecision => {
    const macs = attentionMacs(s) + ffnMacs(s, a.mlpRatio)
    return { id: blockId(s.index, b), stage: s.index, block: b, tasks: {}, gate: true, forced: null, ran: true, tokens: { selected: s.tokens, total: s.tokens, tasks: {}, side: s.resolution }, macs, staticMacs: macs }
  }))
  const nothing = new Map<string, SiteState>()
  return { decision: { lanes: [], tasks, blocks, macs: macsBreakdown(manifest, tasks, nothing, () => nothing, false), latencyMs }, tokens: new Map() }
}

/** What each active lane did in a block. */
interface BlockRecord { id: string; stage: Stage; block: number; index: number; gate: boolean; asked: boolean[]; /** Per lane `[L]` in window order; null where the gate was off. */ selected: Uint8Array[] | null; union: Uint8Array | null }

export function decide(manifest: Manifest, settings: Settings, limits: Limits, records: StageRecord[], latencyMs: number): Decided {
  const a = manifest.architecture, blocks = blockRecords(a, limits, records)
  const tokens = new Map<string, TokenMasks>()
  const decisions = blocks.map((b): BlockDecision => {
    const L = b.stage.tokens, ran = b.gate && (b.union === null || b.union.some((v) => v === 1))
    const selected = b.union ? count(b.union) : ran ? L : 0
    if (b.gate) tokens.set(b.id, rasterMasks(b, limits.lanes))
    const logits = records[b.stage.index]!.blockLogits
    return {
      id: b.id, stage: b.stage.index, block: b.block, gate: b.gate, ran,
      forced: settings.blocks[b.id] ?? (settings.allOn ? 'on' : null),
      tasks: Object.fromEntries(limits.lanes.map((lane, i) => {
        const logit = logits ? logits[i * b.stage.depth + b.block]! : null
        return [lane, { logit, probability: logit === null ? null : sigmoid(logit), active: b.asked[i]!, forced: settings.blockTasks[b.id]?.[lane] ?? null }]
      })),
      tokens: { selected, total: L, side: b.stage.resolution, tasks: Object.fromEntries(limits.lanes.map((lane, i) => [lane, b.selected ? count(b.selected[i]!) : ran ? L : 0])) },
      macs: ran ? attentionMacs(b.stage) + ffnMacs(b.stage, a.mlpRatio) * (selected / L) : 0,
      staticMacs: attentionMacs(b.stage) + ffnMacs(b.stage, a.mlpRatio)
    }
  })
  const everyone = limits.lanes.map((_, i) => i)
  const macs = macsBreakdown(manifest, limits.tasks, siteStates(blocks, limits, everyone), (task) => {
    // A single policy decides for all tasks alike: turning one off saves its decoder only.
    const rest = a.policy === 'single' ? everyone : everyone.filter((i) => limits.lanes[i] !== task)
    return siteStates(blocks, limits, rest)
  }, true)
  return { decision: { lanes: lanesOf(a).filter((l) => limits.lanes.includes(l)), tasks: limits.tasks, blocks: decisions, macs, latencyMs }, tokens }
}

const count = (mask: Uint8Array): number => mask.reduce((n, v) => n + v, 0)

function blockRecords(a: Architecture, limits: Limits, records: StageRecord[]): BlockRecord[] {
  const blocks: BlockRecord[] = []
  const A = limits.lanes.length, NB = limits.blockOn.length
  let index = 0, firstToken = 0
  for (const stage of stagesOf(a)) {
    const record = records[stage.index]!
    for (let block = 0; block < stage.depth; block++, index++, firstToken += stage.tokens) {
      const gate = record.gates[block] === 1
      const asked = limits.lanes.map((_, i) => record.blockLogits === null || record.blockLogits[i * stage.depth + block]! > limits.block[i * NB + index]!)
      const recorded = gate && record.tokens ? record.tokens[block]! : null
      const selected = recorded && limits.lanes.map((_, i) => {
        const mask = new Uint8Array(stage.tokens)
        for (let t = 0; t < stage.tokens; t++) mask[t] = Number(recorded.logits[t * A + i]! > limits.token[(firstToken + t) * A + i]!)
        return mask
      })
      blocks.push({ id: blockId(stage.index, block), stage, block, index, gate, asked, selected, union: recorded?.mask ?? (record.tokens ? new Uint8Array(stage.tokens) : null) })
    }
  }
  return blocks
}

/** What every site did, had only these lanes been active. */
function siteStates(blocks: BlockRecord[], limits: Limits, lanes: number[]): Map<string, SiteState> {
  const states = new Map<string, SiteState>()
  for (const b of blocks) {
    const any = b.gate && (limits.blockOn[b.index] === 1 || (limits.blockOff[b.index] === 0 && lanes.some((i) => b.asked[i])))
    states.set(b.id, { any, on: Number(any) })
    if (!b.union) continue
    let on = 0
    if (any && b.selected) for (let t = 0; t < b.stage.tokens; t++) if (limits.tokensOn[b.index] === 1 || lanes.some((i) => b.selected![i]![t] === 1)) on++
    states.set(tokenSiteId(b.id), { any: on > 0, on: on / b.stage.tokens })
  }
  return states
}

function rasterMasks(b: BlockRecord, lanes: string[]): TokenMasks {
  const order = windowOrder(b.stage.resolution, b.stage.window)
  const raster = (mask: Uint8Array): Uint8Array => {
    const out = new Uint8Array(mask.length)
    for (let p = 0; p < mask.length; p++) out[order[p]!] = mask[p]!
    return out
  }
  const all = new Uint8Array(b.stage.tokens).fill(1)
  return { union: b.union ? raster(b.union) : all, lanes: Object.fromEntries(lanes.map((lane, i) => [lane, b.selected ? raster(b.selected[i]!) : all])) }
}
