/** What a run's validity is judged by. */
import type { Capabilities } from '../device/capabilities'
import type { Plan } from '../device/plan'
import type { Trace } from '../trace/trace'
import type { RunEnergy } from './energy'
import type { Comparison, Run, RunDetail, Validity, VariantSummary } from './run'

export type Reason = Validity['reasons'][number]

export interface Judged {
  trace: Trace; plan: Plan; capabilities: Capabilities; state: Run['state']; ending: string | null; energy: RunEnergy; /** In common. */ images: number
  variants: readonly VariantSummary[]; comparisons: readonly Comparison[]; skipped: RunDetail['skipped']
}
