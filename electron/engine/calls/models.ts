/** Opening and closing models. */
import type { Handlers } from '../host/serve'
import { clearImports, listImports } from '../model/imports'
import type { OpenModels } from '../model/open-models'

export function modelCalls(models: OpenModels): Pick<Handlers, 'model.open' | 'model.close' | 'imports.list' | 'imports.clear'> {
  return {
    'model.open': ({ path, config, answers }, { signal, progress }) => models.open(path, { config, answers, signal, onProgress: progress }),
    'model.close': ({ model }) => {
      models.close(model)
      return Promise.resolve({})
    },
    'imports.list': () => listImports(models.cache, models.folders()),
    'imports.clear': () => clearImports(models.cache, models.folders())
  }
}
