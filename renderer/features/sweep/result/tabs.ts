/** The parts of a sweep's page. A further one is a line here. */
import type { ComponentType } from 'react'
import { AccuracyView } from './accuracy/AccuracyView'
import { AgainstView } from './against/AgainstView'
import { BudgetView } from '../budget/BudgetView'
import { WorthView } from '../counterfactual/WorthView'
import { CostView } from './cost/CostView'
import type { SweepData } from './data'
import { OverlapView } from './overlap/OverlapView'
import { Overview } from './overview/Overview'
import { StabilityView } from './stability/StabilityView'
import { TokensView } from './tokens/TokensView'

export interface Tab { id: string; label: string; View: ComponentType; /** Left out: always. */ shows?(d: SweepData): boolean }

const decides = (d: SweepData): boolean => d.c.lanes.length > 0

export const tabs: readonly Tab[] = [
  { id: 'overview', label: 'Overview', View: Overview },
  { id: 'accuracy', label: 'Accuracy', View: AccuracyView },
  { id: 'cost', label: 'Cost', View: CostView },
  { id: 'against', label: 'Differences', View: AgainstView, shows: (d) => d.variant.id !== d.base.id },
  { id: 'overlap', label: 'Overlap', View: OverlapView, shows: (d) => d.c.lanes.length > 1 },
  { id: 'tokens', label: 'Tokens', View: TokensView, shows: decides },
  { id: 'budget', label: 'Budget', View: BudgetView, shows: (d) => d.sweep.plan.variants.some((v) => !v.settings.static) },
  { id: 'worth', label: 'Blocks', View: WorthView, shows: decides },
  { id: 'stability', label: 'Stability', View: StabilityView, shows: decides }
]
