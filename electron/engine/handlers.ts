/** The engine's answers to every call of the contract. */
import path from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { deviceCalls, Probes } from './calls/devices'
import { deviceTimesCalls } from './calls/device-times'
import { DevicesInUse } from './calls/in-use'
import { meterCalls } from './calls/meter'
import { profileCalls } from './calls/profiles'
import { runCalls } from './calls/runs'
import { Simulations, simulationCalls } from './calls/simulations'
import { sweepCalls } from './calls/sweeps'
import { tuneCalls } from './calls/tune'
import { versions } from './calls/versions'
import { imageCalls } from './calls/images'
import { inspectCalls } from './calls/inspect'
import { modelCalls } from './calls/models'
import { recentCalls } from './calls/recent'
import { readJson } from './calls/json-file'
import { bundlePlaces } from './device/deploy-bundle'
import { openDeviceHost } from './device/host'
import { ImageCache } from './inference/image-cache'
import { OpenModels } from './model/open-models'
import { StudyFile } from './store/study-file'
import { RunningSweeps } from './sweep/running'
import { importCache, studyFile } from './user-data'
import type { Handlers } from './host/serve'

export interface EngineOptions { /** Where the studio remembers things. */ userData: string; /** Where its own resources lie. */ resources: string }

const studySchema = z.object({ title: z.string(), notice: z.string(), model: z.string(), images: z.string(), validation: z.string(), first: z.string().optional() })

export interface Engine {
  handlers: Handlers
  /** Ends what outlives a call: simulations, the study file, an adb server that was started here. */
  close(): Promise<void>
}

export function createEngine({ userData, resources }: EngineOptions): Engine {
  const models = new OpenModels(importCache(userData)), images = new ImageCache()
  const host = openDeviceHost(), simulations = new Simulations(host), probes = new Probes(host), study = new StudyFile(studyFile(userData))
  const places = bundlePlaces(resources), inUse = new DevicesInUse(), running = new RunningSweeps()
  const handlers: Handlers = {
    'app.info': () => Promise.resolve(versions()),
    'study.sample': async () => {
      const folder = path.join(resources, 'sample')
      const study = await readJson(path.join(folder, 'study.json'), studySchema)
      if (!study) throw new StudioError('incomplete', 'The sample study is missing', { file: folder, why: 'This installation has no study.json there.', fix: 'Install the studio again.' })
      return { title: study.title, notice: study.notice, model: path.join(folder, study.model), images: path.join(folder, study.images), validation: path.join(folder, study.validation), first: study.first ?? null }
    },
    ...modelCalls(models),
    ...imageCalls(models, images),
    ...inspectCalls(models, images),
    ...recentCalls(path.join(userData, 'recent.json')),
    ...deviceCalls(host, probes),
    ...deviceTimesCalls({ host, models, images, bundlePlaces: places, inUse }),
    ...simulationCalls(simulations),
    ...profileCalls({ host, probes, models, study, bundlePlaces: places, inUse }),
    ...runCalls(study),
    ...sweepCalls(study, models, running),
    ...tuneCalls(study, models, running),
    ...meterCalls(study)
  }
  const close = async (): Promise<void> => {
    await simulations.close()
    await study.close()
    await host.close()
  }
  return { handlers, close }
}
