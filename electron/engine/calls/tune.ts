/** Budgets, what each block is worth, and predicted latency. */
import { StudioError } from '@shared/errors'
import { counterfactuals, type Chosen } from '@shared/sweep/counterfactual'
import { tuneResult } from '@shared/sweep/tune/result'
import { tunedId } from '@shared/sweep/tune/variants'
import type { SweepColumns } from '@shared/sweep/columns'
import { findDataset } from '../dataset/layout'
import type { Handlers } from '../host/serve'
import type { OpenModels } from '../model/open-models'
import type { StudyFile } from '../store/study-file'
import { predictSweep } from '../sweep/predict'
import type { RunningSweeps } from '../sweep/running'
import { tune } from '../sweep/tune/tune'
import { reopened, swept } from './sweeps'

export function tuneCalls(study: StudyFile, models: OpenModels, running: RunningSweeps): Pick<Handlers, 'tune.run' | 'tune.result' | 'tune.saved' | 'sweeps.counterfactuals' | 'sweeps.predict'> {
  const sweeps = async () => (await study.open()).sweeps
  return {
    'tune.run': async ({ model, dataset: ref, budget, limit, workers, name }, { signal, progress, event }) => {
      const found = await findDataset(ref, signal, progress), all = await sweeps()
      return running.run((onEvent) => tune({ ...found, ref, model: swept(models, model), budget, limit, workers, name, sweeps: all, signal, onEvent, onStep: (step) => event({ k: 'search', ...step }) }), event)
    },
    'tune.result': async ({ sweep }) => {
      const all = await sweeps(), stored = await all.get(sweep)
      if (!stored.plan.tuned) throw new StudioError('usage', `Sweep ${sweep} tuned nothing`, { fix: 'Name one that was made for a budget.' })
      return tuneResult(stored, await all.sums(sweep))
    },
    'tune.saved': async () => (await (await sweeps()).list()).flatMap(({ id, plan, models: [model] }) => plan.variants.flatMap((v) =>
      (plan.tuned && model && v.id === tunedId ? [{ sweep: id, label: v.label, model, budget: plan.tuned.budget, settings: v.settings }] : []))),
    'sweeps.counterfactuals': async ({ sweep }) => {
      const all = await sweeps(), stored = await all.get(sweep)
      if (stored.plan.purpose !== 'counterfactual') throw new StudioError('usage', `Sweep ${sweep} forced no blocks`, { fix: 'Name one that forces each block in turn.' })
      const [base] = stored.plan.variants, columns = await all.columns(sweep, base!.id), rows = await all.sums(sweep)
      return counterfactuals(stored, rows, chosenIn(columns), await all.changed(sweep))
    },
    'sweeps.predict': async ({ sweep, times, run }) => {
      const store = await study.open(), stored = await store.sweeps.get(sweep)
      return predictSweep({ store, sweep: stored, times, run, reopen: (model) => reopened(models, model) })
    }
  }
}

function chosenIn({ blocks, lanes, rows, route, routes, asked }: SweepColumns): Chosen {
  const ran = blocks.map(() => 0), who: Record<string, number[]> = Object.fromEntries(lanes.map((l) => [l, blocks.map(() => 0)]))
  for (let r = 0; r < rows; r++) {
    const text = routes[route[r]!]!
    for (let b = 0; b < blocks.length; b++) {
      if (text[b] === '1') ran[b]!++
      for (const [i, lane] of lanes.entries()) if (asked[(r * lanes.length + i) * blocks.length + b] === 1) who[lane]![b]!++
    }
  }
  return { blocks, ran, asked: who, images: Math.max(1, rows) }
}
