/** The engine's answers to every call of the contract. */
import path from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { versions } from './calls/versions'
import { imageCalls } from './calls/images'
import { inspectCalls } from './calls/inspect'
import { modelCalls } from './calls/models'
import { recentCalls } from './calls/recent'
import { readJson } from './calls/json-file'
import { ImageCache } from './inference/image-cache'
import { OpenModels } from './model/open-models'
import { importCache } from './user-data'
import type { Handlers } from './host/serve'

export interface EngineOptions { /** Where the studio remembers things. */ userData: string; /** Where its own resources lie. */ resources: string }

const studySchema = z.object({ title: z.string(), notice: z.string(), model: z.string(), images: z.string(), first: z.string().optional() })

export function createHandlers({ userData, resources }: EngineOptions): Handlers {
  const models = new OpenModels(importCache(userData)), images = new ImageCache()
  return {
    'app.info': () => Promise.resolve(versions()),
    'study.sample': async () => {
      const folder = path.join(resources, 'sample')
      const study = await readJson(path.join(folder, 'study.json'), studySchema)
      if (!study) throw new StudioError('incomplete', 'The sample study is missing', { file: folder, why: 'This installation has no study.json there.', fix: 'Install the studio again.' })
      return { title: study.title, notice: study.notice, model: path.join(folder, study.model), images: path.join(folder, study.images), first: study.first ?? null }
    },
    ...modelCalls(models),
    ...imageCalls(models, images),
    ...inspectCalls(models, images),
    ...recentCalls(path.join(userData, 'recent.json'))
  }
}
