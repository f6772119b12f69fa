/**
 * Runs that need not be made: a variant that forces one block to what the policy chose anyway gives the same result, to the last bit, as the variant
 * without the force. Of a set of counterfactuals about half are of this kind.
 */
import type { Decision } from '@shared/policy/decision'
import type { Variant } from '@shared/device/plan'

export interface Shortcut { /** Position of the variant without the force. */ base: number; block: string; gate: boolean }

/** One for each variant; null where it must run. Only a variant before it can be its base. */
export function shortcutsOf(variants: readonly Variant[]): (Shortcut | null)[] {
  return variants.map((v, i) => {
    const forced = Object.entries(v.settings.blocks)
    for (const [block, gate] of forced) {
      const without = JSON.stringify({ ...v.settings, blocks: Object.fromEntries(forced.filter(([b]) => b !== block)) })
      const base = variants.findIndex((u, j) => j < i && u.model === v.model && JSON.stringify(u.settings) === without)
      if (base >= 0) return { base, block, gate: gate === 'on' }
    }
    return null
  })
}

/** A static run asks nobody, so nothing can be concluded from it. */
export function isSame({ block, gate }: Shortcut, base: Decision): boolean {
  const decided = base.blocks.find((b) => b.id === block)
  return base.lanes.length > 0 && decided !== undefined && decided.gate === gate
}
