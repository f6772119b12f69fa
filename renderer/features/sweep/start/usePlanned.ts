/** What would run now, and how long it would take. */
import { useMemo } from 'react'
import type { Variant } from '@shared/device/plan'
import { sweepPlanSchema } from '@shared/sweep/plan'
import { useSession } from '../../../state/session'
import { isDefault } from '../../inspect/settings'
import { useInspect } from '../../inspect/store'
import { useSweeps } from '../list/store'
import { estimate, type Estimated } from './estimate'
import { modelsOf, useStart, type Model } from './store'
import { parseThresholds, variantsFor } from './variants'

export interface Planned { models: Model[]; variants: Variant[]; images: number; rows: number; /** Why it cannot start; null when it can. */ why: string | null; time: Estimated | null }

export function usePlanned(): Planned {
  const model = useSession((s) => s.model)
  const manual = useInspect((s) => s.manual)
  const latency = useInspect((s) => s.shown?.inspection.decision.latencyMs ?? null)
  const sweeps = useSweeps((s) => s.sweeps)
  const { dataset, others, wishes, withManual, limit, workers, ref } = useStart()
  return useMemo(() => {
    const models = modelsOf(model, others)
    const byHand = withManual && model?.kind === 'adaptive' && !isDefault(manual) ? manual : null
    const variants = models.length > 0 ? variantsFor(models, { ...wishes, manual: byHand }) : []
    const images = Math.min(limit ?? Infinity, dataset?.images ?? 0), rows = images * variants.length
    const { bad } = parseThresholds(wishes.thresholds)
    const why = models.length === 0 ? 'Open a model first' : !dataset || !ref ? 'Choose a data set first' : images === 0 ? 'There is no image to run' : bad.length > 0 ? `${bad[0]!} is no threshold between 0 and 1`
      : sweepPlanSchema.safeParse({ dataset: ref, limit, workers, variants }).success ? null : `At most 256 variants: these are ${variants.length}`
    return { models, variants, images, rows, why, time: estimate(rows, workers, model?.manifest?.provenance.sha256 ?? null, sweeps ?? [], latency) }
  }, [model, manual, latency, sweeps, dataset, others, wishes, withManual, limit, workers, ref])
}
