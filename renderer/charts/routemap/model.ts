/** What the route map shows of one decision: every mark, without a coordinate. */
import type { Manifest } from '@shared/model/manifest'
import type { BlockDecision, Decision } from '@shared/policy/decision'
import type { Settings, Switch } from '@shared/policy/settings'
import { thresholdOf } from '@shared/policy/thresholds'
import { assignColors, taskColor, type TaskColor } from '../../components/taskColors'

/** A probability this near to the threshold is a close call. */
export const closeCall = 0.1

export interface LaneInfo { id: string; color: TaskColor; /** Not among the active tasks. */ off: boolean }

/** `none`: no gate decides here (static run, or tokens only). */
export type Dot = 'asked' | 'asked-close' | 'declined-close' | 'declined' | 'none'

export interface LaneMark {
  lane: string
  dot: Dot
  /** The lane wants the block; true for everything that runs without being asked. */
  asked: boolean
  /** Did not ask, but the block ran for others; its tokens are part of the union all the same. */
  carried: boolean
  logit: number | null
  probability: number | null
  /** Of this lane in this stage. */
  threshold: number
  forced: Switch | null
  /** Selected tokens, and their share of all. */
  tokens: number
  share: number
}

export interface BlockMark {
  id: string
  index: number
  stage: number
  block: number
  ran: boolean
  forced: Switch | null
  /** The gate was on, but nobody selected a token, so the whole block was skipped. */
  emptied: boolean
  lanes: LaneMark[]
  selected: number
  total: number
  side: number
  macs: number
  staticMacs: number
}

export interface TaskEnd { task: string; color: TaskColor; lane: number; off: boolean }

export interface RouteModel {
  lanes: LaneInfo[]
  blocks: BlockMark[]
  /** Number of blocks per stage. */
  depths: number[]
  /** Side of the token grid per stage. */
  sides: number[]
  /** Some block has a gate that decides. */
  gated: boolean
  /** Tokens are selected, not only blocks. */
  tokenwise: boolean
  /** Where the decoders are, and the lane that feeds each. */
  ends: TaskEnd[]
}

const singlePolicy = (m: Manifest): boolean => m.lanes.length === 1 && !m.tasks.some((t) => t.id === m.lanes[0])

/** Lanes of a model in drawing order: one per task, or one neutral lane where a single policy decides for all. */
export function lanesFor(m: Manifest, active?: readonly string[]): LaneInfo[] {
  if (singlePolicy(m)) return [{ id: m.lanes[0]!, color: taskColor(undefined), off: false }]
  const colors = assignColors(m.tasks)
  return m.tasks.map((t) => ({ id: t.id, color: taskColor(colors[t.id]), off: active !== undefined && !active.includes(t.id) }))
}

function laneMark(b: BlockDecision, lane: LaneInfo, threshold: number, fixed: boolean): LaneMark {
  const d = b.tasks[lane.id]
  const base = { lane: lane.id, threshold, logit: d?.logit ?? null, probability: d?.probability ?? null, forced: d?.forced ?? null }
  if (lane.off) return { ...base, dot: 'none', asked: false, carried: b.ran, tokens: 0, share: 0 }
  if (fixed || !d) return { ...base, dot: 'none', asked: fixed && b.ran, carried: !fixed && b.ran, tokens: fixed ? b.tokens.selected : 0, share: fixed && b.ran ? 1 : 0 }
  const p = d.probability
  const close = p !== null && d.forced === null && Math.abs(p - threshold) < closeCall
  const dot: Dot = p === null && d.forced === null ? 'none' : d.active ? (close ? 'asked-close' : 'asked') : close ? 'declined-close' : 'declined'
  const tokens = b.tokens.tasks[lane.id] ?? 0
  return { ...base, dot, asked: d.active, carried: b.ran && !d.active, tokens, share: b.tokens.total > 0 ? tokens / b.tokens.total : 0 }
}

/** @param settings the settings the decision was made with */
export function buildRoute(m: Manifest, decision: Decision, settings: Settings): RouteModel {
  const lanes = lanesFor(m, decision.tasks)
  const fixed = settings.static || decision.blocks.every((b) => Object.keys(b.tasks).length === 0)
  const blocks = decision.blocks.map((b, index): BlockMark => ({
    id: b.id, index, stage: b.stage, block: b.block, ran: b.ran,
    // With every block on by one switch, locks mark only what was forced block by block.
    forced: settings.allOn && settings.blocks[b.id] === undefined ? null : b.forced,
    emptied: b.gate && !b.ran,
    lanes: lanes.map((l) => laneMark(b, l, thresholdOf(settings, b.stage, l.id, 'block'), fixed)),
    selected: b.tokens.selected, total: b.tokens.total, side: b.tokens.side, macs: b.macs, staticMacs: b.staticMacs
  }))
  const depths: number[] = []
  const sides: number[] = []
  for (const b of blocks) {
    depths[b.stage] = (depths[b.stage] ?? 0) + 1
    sides[b.stage] = b.side
  }
  const colors = assignColors(m.tasks)
  const single = singlePolicy(m)
  return {
    lanes, blocks, depths, sides,
    gated: !fixed && m.architecture.adaptiveBlocks,
    tokenwise: !fixed && m.architecture.adaptiveTokens,
    ends: m.tasks.map((t, i) => ({ task: t.id, color: taskColor(colors[t.id]), lane: single ? 0 : i, off: !decision.tasks.includes(t.id) }))
  }
}

/** Lanes that asked for a block. */
export const askers = (b: BlockMark): string[] => b.lanes.filter((l) => l.asked && l.dot !== 'none').map((l) => l.lane)
