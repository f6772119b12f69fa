/** Profiles as the window runs them: one call for a whole run, another to pause, resume or stop it. */
import { StudioError } from '@shared/errors'
import { ProfileSession, type ProfiledModel } from '../device/protocol/session'
import type { DeviceHost } from '../device/transport'
import type { Handlers } from '../host/serve'
import type { Probes } from './devices'
import type { DevicesInUse } from './in-use'
import type { OpenModels } from '../model/open-models'
import type { StudyFile } from '../store/study-file'

export interface ProfileParts { host: DeviceHost; models: OpenModels; study: StudyFile; bundlePlaces: string[]; probes: Probes; inUse: DevicesInUse }

export function profileCalls({ host, models, study, bundlePlaces, probes, inUse }: ProfileParts): Pick<Handlers, 'profile.run' | 'profile.order'> {
  /** By run, from its start to its end. */
  const running = new Map<string, ProfileSession>()
  return {
    'profile.run': async ({ serial, plan, models: ids, images, name }, { signal, event }) => {
      const device = (await host.list()).find((d) => d.serial === serial)
      if (!device) throw new StudioError('device', `${serial} is not connected`, { fix: 'Connect it again.' })
      const store = await study.open()
      const begun: string[] = []
      const session = new ProfileSession({
        host, device, plan, images, store, bundlePlaces, name, signal, capabilities: probes.recent(serial), models: ids.map((id) => profiled(models, id)),
        onEvent: (e) => {
          if (e.k === 'started') {
            begun.push(e.run)
            running.set(e.run, session)
          }
          event(e)
        }
      })
      try {
        return await store.detail(await inUse.during(serial, 'A profile runs', () => session.run()))
      } finally {
        for (const run of begun) running.delete(run)
      }
    },
    'profile.order': ({ run, do: what }) => {
      const session = running.get(run)
      if (!session) throw new StudioError('not-found', 'This run is not going on', { why: 'It has ended.', fix: 'Look at it in the list of runs.' })
      session.order(what)
      return Promise.resolve({})
    }
  }
}

function profiled(models: OpenModels, id: string): ProfiledModel {
  const { name, file, folder, manifest } = models.get(id)
  return { name, file, hash: manifest.provenance.sha256, folder, runner: models.runner(id) }
}
