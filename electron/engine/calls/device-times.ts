/** Block times on a device, for the page that shows the desktop's. */
import { StudioError } from '@shared/errors'
import { findBundle } from '../device/deploy-bundle'
import { timesOnDevice } from '../device/deploy-times'
import type { DeviceHost } from '../device/transport'
import type { Handlers } from '../host/serve'
import type { ImageCache } from '../inference/image-cache'
import type { OpenModels } from '../model/open-models'
import type { DevicesInUse } from './in-use'

export interface DeviceTimesParts { host: DeviceHost; models: OpenModels; images: ImageCache; bundlePlaces: string[]; inUse: DevicesInUse }

export function deviceTimesCalls({ host, models, images, bundlePlaces, inUse }: DeviceTimesParts): Pick<Handlers, 'devices.times'> {
  return {
    'devices.times': ({ serial, model, image, settings, threads, runs }, { signal, progress }) => inUse.during(serial, 'Block times are measured', async () => {
      const { folder, manifest } = models.get(model), t = host.open(serial)
      const { tensor } = await images.get(image, manifest)
      const abi = (await t.read('getprop ro.product.cpu.abi', signal)).stdout.trim()
      if (abi === '') throw new StudioError('device', `${serial} does not tell its processor`, { why: 'The property ro.product.cpu.abi is empty.', fix: 'Check that the device runs Android.' })
      const bundle = await findBundle(abi, bundlePlaces)
      return timesOnDevice(t, { bundle, folder, manifest, prepared: tensor, settings, threads, runs }, { signal, progress: (done, total) => progress(done < total ? { stage: 'Copying the runner and the model', done: Math.round(done / 1e6), total: Math.round(total / 1e6), unit: 'MB' } : { stage: `Running it ${runs} times`, done: 0, total: 0, unit: '' }) })
    })
  }
}
