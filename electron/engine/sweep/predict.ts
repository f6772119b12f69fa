/** Predicted latency of a stored sweep, and of a stored run's own inferences to see how good such predictions are. */
import type { Run } from '@shared/runs/run'
import { defaultSettings } from '@shared/policy/settings'
import { activeTasks } from '@shared/policy/thresholds'
import type { BlockTimes } from '@shared/rpc/block-times'
import type { SweepColumns } from '@shared/sweep/columns'
import { latencyModel, predictLatency, type LatencyModel } from '@shared/sweep/latency/model'
import { predictionError, type Prediction } from '@shared/sweep/latency/predict'
import type { Sweep } from '@shared/sweep/plan'
import type { Trace } from '@shared/trace/trace'
import { median } from '@shared/stats/quantile'
import { loadInput } from '../inference/input'
import { ModelRunner } from '../inference/runner'
import { ModelSessions } from '../inference/sessions'
import type { Store } from '../store/store'
import type { SessionOptions } from './session'

type Model = SessionOptions['models'][number]
export interface PredictRequest {
  store: Store; sweep: Sweep; times: BlockTimes
  /** A stored run to hold predictions against. */
  run: string | null
  /** The model of a sweep or run, if it is still the same. */
  reopen: (model: Sweep['models'][number]) => Promise<Model>
}

/** @throws StudioError `mismatch` for times of another model */
export async function predictSweep({ store, sweep, times, run, reopen }: PredictRequest): Promise<Prediction> {
  const models = await Promise.all(sweep.models.map(reopen)), costs = models.map((m) => latencyModel(m.manifest, times))
  const held = run === null ? null : await against(store, run, times, reopen)
  const variants: Prediction['variants'] = []
  for (const v of sweep.plan.variants) {
    const columns = await store.sweeps.columns(sweep.id, v.id), { manifest } = models[v.model]!
    const latencyMs = ofRows(costs[v.model]!, activeTasks(manifest.architecture, v.settings), columns), n = latencyMs.length
    const meanMs = n === 0 ? null : latencyMs.reduce((a, b) => a + b, 0) / n
    variants.push({ variant: v.id, latencyMs, meanMs, energyJ: meanMs === null || !held || held.meanW === null ? null : (meanMs / 1000) * held.meanW })
  }
  return { sweep: sweep.id, variants, run: held }
}

function ofRows(cost: LatencyModel, tasks: readonly string[], { rows, blocks, lanes, tokens }: SweepColumns): Float32Array {
  return Float32Array.from({ length: rows }, (_, r) => predictLatency(cost, tasks, lanes.length === 0 ? null : { tokens: tokens.subarray(r * blocks.length, (r + 1) * blocks.length) }))
}

/** Every inference of the run that counts: predicted from what its image runs under its variant, and measured. */
async function against(store: Store, id: string, times: BlockTimes, reopen: PredictRequest['reopen']): Promise<NonNullable<Prediction['run']>> {
  const detail = await store.detail(id), trace = await store.trace(id), models = await Promise.all(detail.models.map(reopen))
  const predicted = new Map<string, number>()
  for (const [i, model] of models.entries()) {
    const cost = latencyModel(model.manifest, times), runner = new ModelRunner(new ModelSessions(model.folder, model.manifest))
    try {
      for (const [position, image] of detail.images.entries()) {
        const { tensor } = await loadInput(image.path, model.manifest)
        for (const v of detail.plan.variants) if (v.model === i) predicted.set(`${v.id} ${position}`, await predict(runner, cost, tensor, v.settings))
      }
    } finally {
      runner.release()
    }
  }
  const pairs = countedOf(trace).flatMap(({ variant, image, ms }) => {
    const forecast = predicted.get(`${variant} ${image}`)
    return forecast === undefined ? [] : [{ variant, predicted: forecast, measured: ms }]
  })
  const [baseline] = detail.plan.variants, own = pairs.filter((p) => p.variant === baseline!.id), others = pairs.filter((p) => p.variant !== baseline!.id)
  const factor = own.length > 0 ? median(own.map((p) => p.measured / p.predicted)) : null
  const watts = detail.variants.flatMap((v) => (v.energy.meanW === null ? [] : [v.energy.meanW]))
  return {
    ...named(detail), meanW: watts.length > 0 ? watts.reduce((a, b) => a + b, 0) / watts.length : null, factor, raw: predictionError(pairs),
    scaled: factor === null ? null : predictionError(others.map((p) => ({ ...p, predicted: p.predicted * factor }))),
    variants: detail.plan.variants.flatMap((v) => {
      const error = predictionError(pairs.filter((p) => p.variant === v.id))
      return error ? [{ variant: v.id, label: v.label, error }] : []
    })
  }
}

/** Inferences that are no warm-up. */
function countedOf({ inferences, variants }: Trace): { variant: string; image: number; ms: number }[] {
  const { start, end, variant, image, slot } = inferences
  return Array.from(slot.values, (s, i) => ({ s, variant: variants[variant.values[i]!]!, image: image.values[i]!, ms: (end.values[i]! - start.values[i]!) / 1e6 })).filter((x) => x.s >= 0)
}

const named = ({ id, name, simulated, device }: Run) => ({ id, name, simulated, device })

async function predict(runner: ModelRunner, cost: LatencyModel, tensor: Float32Array, settings = defaultSettings): Promise<number> {
  const tasks = activeTasks(runner.manifest.architecture, settings)
  if (runner.isStatic(settings)) return predictLatency(cost, tasks, null)
  const { decision } = await runner.decide(tensor, settings)
  return predictLatency(cost, tasks, { tokens: decision.blocks.map((b) => b.tokens.selected / b.tokens.total) })
}
