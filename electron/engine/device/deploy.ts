/** Brings the runner, models and images to a device. What starts it is in deploy-run.ts, what cleans up in deploy-clean.ts. */
import path from 'node:path'
import type { Manifest } from '@shared/model/manifest'
import type { Bundle } from './deploy-bundle'
import { busy } from './claim'
import { cleanUp, removeOthers, tidy } from './deploy-clean'
import { place, remoteFile, type Placed, type RemoteFile } from './deploy-files'
import { imagePath, modelPath, versionFolder } from './deploy-places'
import type { DeviceTransport } from './transport'

export interface DeployOptions {
  signal?: AbortSignal
  /** Bytes that have to be pushed. */
  progress?: (done: number, total: number) => void
  /** Ends a run that is under way on the device: only for who knows that it is their own, cut off a moment ago. */
  force?: boolean
}

/** A model folder's files that a device needs; `id` names it in the plan (`inPlan(modelPath(id))`). */
export async function modelFiles(id: string, folder: string, manifest: Manifest): Promise<RemoteFile[]> {
  const { encoder, staticEncoder, weights, whole } = manifest.files
  const graphs = encoder === null && staticEncoder === null ? [whole] : [encoder, staticEncoder]
  const names = ['manifest.json', ...graphs, weights, ...manifest.tasks.map((t) => t.file ?? null)].filter((f) => f !== null)
  return Promise.all([...new Set(names)].map((name) => remoteFile(path.join(folder, name), modelPath(id, name))))
}

/** A prepared image (float32 `[1, 3, S, S]`); `name` names it in the plan (`inPlan(imagePath(name))`). */
export const imageFile = (name: string, local: string): Promise<RemoteFile> => remoteFile(local, imagePath(name))

/**
 * Cleans up what earlier runs left, then makes the device hold this runner and exactly these models and images. What is there already is not sent again.
 * Throws `device` while another run is under way there.
 */
export async function deploy(t: DeviceTransport, bundle: Bundle, assets: RemoteFile[], { signal, progress, force }: DeployOptions = {}): Promise<Placed> {
  const { version, files } = bundle.manifest
  if ((await cleanUp(t, { force, signal })).busy) throw busy()
  await removeOthers(t, version, signal)
  const program = files.map((f): RemoteFile => ({ local: path.join(bundle.folder, f.path), remote: f.path, size: f.size, sha256: f.sha256, mode: 0o755 }))
  try {
    return await place(t, versionFolder(version), [...program, ...assets], { signal, progress })
  } catch (error) {
    // Of a device that is gone the next connect takes them.
    await tidy(t).catch(() => undefined)
    throw error
  }
}
