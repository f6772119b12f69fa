/** How two decisions differ: which blocks ran in one only, and what that costs. */
import type { Decision } from '@shared/policy/decision'
import { macsScale, type MacsScale } from '../../../components/format'
import type { Shown } from '../store'

export interface Difference {
  /** Blocks that ran in one of the two only. */
  differing: Set<string>
  onlyFirst: number
  onlySecond: number
  /** Executed MACs, first minus second; by block where both have it. */
  macs: number
  byBlock: Map<string, number>
  /** The two models have the same blocks. */
  comparable: boolean
}

/** first − second. */
export function difference(first: Decision, second: Decision): Difference {
  const others = new Map(second.blocks.map((b) => [b.id, b]))
  const differing = new Set<string>()
  const byBlock = new Map<string, number>()
  let onlyFirst = 0
  let onlySecond = 0
  for (const a of first.blocks) {
    const b = others.get(a.id)
    if (!b) continue
    byBlock.set(a.id, a.macs - b.macs)
    if (a.ran === b.ran) continue
    differing.add(a.id)
    if (a.ran) onlyFirst++
    else onlySecond++
  }
  return {
    differing, onlyFirst, onlySecond, byBlock, macs: first.macs.executed - second.macs.executed,
    comparable: first.blocks.length === second.blocks.length && byBlock.size === first.blocks.length
  }
}

/** One unit for two results side by side: that of the larger model. */
export const comparisonScale = (a: Shown, b: Shown | null | undefined): MacsScale =>
  macsScale(Math.max(a.inspection.decision.macs.static, b?.inspection.decision.macs.static ?? 0))
