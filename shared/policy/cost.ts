/** Executed cost from the manifest's terms and what each gating site did. Knows no family: terms and factors say it all. */
import type { CostTerm, Manifest } from '../model/manifest'
import type { Macs } from '../units'
import type { MacsBreakdown } from './decision'

/** What one lane decided at one site: whether any unit is on, and which. */
export interface SiteState { any: boolean; /** Share of units on, 0…1. */ on: number }
export type SiteStates = ReadonlyMap<string, SiteState>

const full: SiteState = { any: true, on: 1 }

/** What one term costs where the sites did this: 0 while none of its tasks is active. */
export function termMacs(term: CostTerm, states: SiteStates, active: ReadonlySet<string>): Macs {
  if (term.tasks && !term.tasks.some((t) => active.has(t))) return 0
  let macs = term.macs
  for (const f of term.factors) {
    const s = states.get(f.site) ?? full
    macs *= f.stat === 'any' ? Number(s.any) : s.on
  }
  return macs
}

export interface GroupTotals { blocks: Macs; controllers: Macs; decoders: Macs; other: Macs }

function groupTotals(terms: readonly CostTerm[], states: SiteStates, active: ReadonlySet<string>): GroupTotals {
  const totals: GroupTotals = { blocks: 0, controllers: 0, decoders: 0, other: 0 }
  for (const t of terms) totals[t.group] += termMacs(t, states, active)
  return totals
}

/** The same model without controllers and with every site on. */
function staticTotals(manifest: Manifest, active: ReadonlySet<string>): GroupTotals {
  return groupTotals(manifest.cost.terms.filter((t) => t.part !== 'controller'), new Map(), active)
}

const sum = (g: GroupTotals): Macs => g.blocks + g.controllers + g.decoders + g.other

/**
 * The cost of one image. `states` are the unions over the active tasks; `without(task)` are the unions had that task been off, made from the
 * same recorded scores. A task's marginal cost is what would not have run without it: its decoder and controllers, and what only it asked for.
 */
export function macsBreakdown(manifest: Manifest, active: readonly string[], states: SiteStates, without: (task: string) => SiteStates, controllersRun: boolean): MacsBreakdown {
  const terms = controllersRun ? manifest.cost.terms : manifest.cost.terms.filter((t) => t.part !== 'controller')
  const activeSet = new Set(active)
  const executed = groupTotals(terms, states, activeSet)
  const fixed = staticTotals(manifest, activeSet)
  const marginal: Record<string, number> = {}
  for (const task of active) {
    const rest = new Set(active.filter((t) => t !== task))
    marginal[task] = sum(executed) - sum(groupTotals(terms, without(task), rest))
  }
  return {
    static: sum(fixed), executed: sum(executed), blocks: executed.blocks, controllers: executed.controllers, decoders: executed.decoders,
    other: executed.other, marginal, staticBlocks: fixed.blocks
  }
}
