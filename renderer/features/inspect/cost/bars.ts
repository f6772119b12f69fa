/** The bars of the cost panel, all on one scale. */
import type { MacsBreakdown } from '@shared/policy/decision'

export type Part = 'blocks' | 'controllers' | 'decoders' | 'other'
export const parts: readonly Part[] = ['blocks', 'controllers', 'decoders', 'other']
export const partNames: Record<Part, string> = { blocks: 'blocks', controllers: 'controllers', decoders: 'decoders', other: 'embed, merge' }
export const partColors: Record<Part, string> = { blocks: 'var(--run)', controllers: 'var(--adapt)', decoders: 'var(--static)', other: 'var(--line2)' }

export interface CostBar { id: string; label: string; total: number; values: Record<Part, number>; /** Against the policy left alone; null without that. */ delta: number | null; /** Drawn thin below the bar. */ before: MacsBreakdown | null }

/** The static model: all blocks, no controllers; decoders as in the static total. */
export function staticBar(m: MacsBreakdown, label = 'Static'): CostBar {
  return { id: 'static', label, total: m.static, values: { blocks: m.staticBlocks, controllers: 0, decoders: m.static - m.staticBlocks - m.other, other: m.other }, delta: null, before: null }
}

/** @param before what it is compared with @param drawn whether that is drawn below it */
export function executedBar(id: string, label: string, m: MacsBreakdown, before: MacsBreakdown | null, drawn = false): CostBar {
  return { id, label, total: m.executed, values: { blocks: m.blocks, controllers: m.controllers, decoders: m.decoders, other: m.other }, delta: before ? m.executed - before.executed : null, before: drawn ? before : null }
}

/** What each task alone is responsible for, and what remains: the rest is needed by several or by all. */
export function marginalRows(m: MacsBreakdown, tasks: readonly string[]): { rows: { task: string; macs: number }[]; shared: number } {
  const rows = tasks.map((task) => ({ task, macs: m.marginal[task] ?? 0 }))
  return { rows, shared: Math.max(0, m.executed - rows.reduce((n, r) => n + r.macs, 0)) }
}
