/** Data sets and sweeps: finding, running, keeping, reading. */
import { StudioError } from '@shared/errors'
import type { Sweep } from '@shared/sweep/plan'
import { findDataset } from '../dataset/layout'
import type { CallContext, Handlers } from '../host/serve'
import type { OpenModels } from '../model/open-models'
import { inOrder } from '../sweep/in-order'
import type { RunningSweeps } from '../sweep/running'
import { SweepSession, type SessionOptions } from '../sweep/session'
import type { StudyFile } from '../store/study-file'

type SweepCalls = 'dataset.inspect' | 'sweep.run' | 'sweep.resume' | 'sweep.order' | `sweeps.${'list' | 'get' | 'images' | 'failures' | 'columns' | 'pooled' | 'gains' | 'withClass' | 'densities' | 'update' | 'delete' | 'restore'}`
type Context = CallContext<'sweep.run' | 'sweep.resume'>
type Model = SessionOptions['models'][number]

export function sweepCalls(study: StudyFile, models: OpenModels, running: RunningSweeps): Pick<Handlers, SweepCalls> {
  const sweeps = async () => (await study.open()).sweeps

  const run = async (options: Omit<SessionOptions, 'signal' | 'onEvent' | 'sweeps'>, { signal, event }: Context): Promise<Sweep> => {
    const all = await sweeps()
    return running.run((onEvent) => new SweepSession({ ...options, signal, sweeps: all, onEvent }), event)
  }

  return {
    'dataset.inspect': async ({ dataset }, { signal, progress }) => (await findDataset(dataset, signal, progress)).dataset,
    'sweep.run': async ({ plan, models: ids, name }, context) => run({ plan, name, models: ids.map((id) => swept(models, id)), ...await findDataset(plan.dataset, context.signal, context.progress) }, context),
    'sweep.resume': async ({ sweep, workers }, context) => {
      if (running.has(sweep)) throw new StudioError('refused', 'This sweep is going on', { fix: 'Look at its progress.' })
      const stored = await (await sweeps()).get(sweep), { dataset, samples } = await findDataset(stored.plan.dataset, context.signal, context.progress)
      const again = await Promise.all(stored.models.map((m) => reopened(models, m)))
      const plan = { ...stored.plan, workers: workers ?? stored.plan.workers }
      return run({ plan, models: again, dataset, samples: inOrder(samples, await (await sweeps()).images(sweep)), resume: sweep }, context)
    },
    'sweep.order': ({ sweep, do: what }) => {
      running.get(sweep).order(what)
      return Promise.resolve({})
    },
    'sweeps.list': async () => (await sweeps()).list(),
    'sweeps.get': async ({ sweep }) => (await sweeps()).get(sweep),
    'sweeps.images': async ({ sweep }) => {
      const images = await (await sweeps()).images(sweep)
      return { names: images.map((i) => i.name), paths: images.map((i) => i.path) }
    },
    'sweeps.failures': async ({ sweep }) => (await sweeps()).failures(sweep),
    'sweeps.columns': async ({ sweep, variant }) => (await sweeps()).columns(sweep, variant),
    'sweeps.pooled': async ({ sweep, variants, images }) => (await sweeps()).pooled(sweep, variants, images),
    'sweeps.gains': async ({ sweep, baseline, variants, images }) => (await sweeps()).gains(sweep, baseline, variants, images),
    'sweeps.withClass': async ({ sweep, variant, task, class: index }) => (await sweeps()).withClass(sweep, variant, task, index),
    'sweeps.densities': async ({ sweep, variant }) => (await sweeps()).densities(sweep, variant),
    'sweeps.update': async ({ sweep, ...change }) => (await sweeps()).update(sweep, change),
    'sweeps.delete': async ({ sweep }) => {
      await (await sweeps()).delete(sweep)
      return {}
    },
    'sweeps.restore': async ({ sweep }) => {
      await (await sweeps()).restore(sweep)
      return {}
    }
  }
}

export function swept(models: OpenModels, id: string): Model {
  const { name, file, folder, manifest } = models.get(id)
  return { name, file, hash: manifest.provenance.sha256, folder, manifest }
}

/** The model of a stored sweep, if it is still the same. */
export async function reopened(models: OpenModels, { name, file, hash }: Sweep['models'][number]): Promise<Model> {
  const { id } = await models.open(file, {}), model = swept(models, id)
  if (model.hash !== hash) throw new StudioError('mismatch', `${name} is another model now`, { file, why: 'Its weights have changed since the sweep began.', fix: 'Start a new sweep, or put the old weights back.' })
  return model
}
