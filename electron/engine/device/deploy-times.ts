/** Time by block on the device: ONNX Runtime's profiles are pulled and attributed like the desktop's own. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { Manifest } from '@shared/model/manifest'
import type { Settings } from '@shared/policy/settings'
import type { BlockTimes } from '@shared/rpc/block-times'
import type { Line, RunnerPlan } from '@shared/trace/stream'
import { summarise } from '../inference/times'
import { claiming } from './claim'
import { deploy, imageFile, modelFiles, type DeployOptions } from './deploy'
import type { Bundle } from './deploy-bundle'
import { imagePath, inPlan, modelPath } from './deploy-places'
import { startRun, type StartedRun } from './deploy-run'
import type { DeviceTransport } from './transport'

export interface DeviceTimesRequest {
  bundle: Bundle
  /** The model's folder. */
  folder: string; manifest: Manifest
  /** Normalised image `[3, S, S]`. */
  prepared: Float32Array
  settings: Settings; threads: number; runs: number
}

const model = 'model', image = 'image.f32'

/** Runs one image `runs` times under ONNX Runtime's profiler. Throws StudioError where the device cannot run it, measures something else, or goes away. */
export const timesOnDevice = (t: DeviceTransport, request: DeviceTimesRequest, options: DeployOptions = {}): Promise<BlockTimes> => claiming(t, () => measured(t, request, options), options.signal)

async function measured(t: DeviceTransport, { bundle, folder, manifest, prepared, settings, threads, runs }: DeviceTimesRequest, options: DeployOptions): Promise<BlockTimes> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-device-times-'))
  try {
    await fs.writeFile(path.join(scratch, image), prepared)
    await deploy(t, bundle, [...(await modelFiles(model, folder, manifest)), await imageFile(image, path.join(scratch, image))], options)
    const plan: RunnerPlan = {
      version: 1, models: [{ id: model, folder: inPlan(modelPath(model)) }], variants: [{ id: 'only', model, settings }], images: [{ id: image, files: { [manifest.input.size]: inPlan(imagePath(image)) } }],
      slots: [{ slot: 0, round: 0, variant: 'only', images: [0] }], slotSeconds: 0, slotInferences: 1, idleSeconds: 0, warmUp: { maxSeconds: 0, stableWithin: 1 }, coolDown: null,
      markerSeconds: 0, threads, sampleHz: 1, sources: [], profileRuns: runs
    }
    const run = await startRun(t, bundle.manifest, plan, options.signal)
    try {
      return await profiledTimes(t, run, options.signal)
    } catch (error) {
      // Where the device is gone, the next connection cleans up.
      await run.remove().catch(() => undefined)
      throw error
    }
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}

async function profiledTimes(t: DeviceTransport, run: StartedRun, signal?: AbortSignal): Promise<BlockTimes> {
  let told: Extract<Line, { t: 'profiled' }> | null = null
  for await (const line of run.lines) if (line.t === 'profiled') told = line
  const end = await run.end
  signal?.throwIfAborted()
  if (end.reason === 'unplugged') throw new StudioError('unplugged', end.message, { fix: 'Connect it again, and measure anew.' })
  if (!told) throw new StudioError('device', 'The device measured no block times', { why: end.message, fix: 'Try again.' })
  const times = await deviceTimes(t, run.folder, told, signal)
  await run.remove()
  return times
}

/** @param folder the run's folder on the device. @param told the runner's line on a variant's profile */
export async function deviceTimes(t: DeviceTransport, folder: string, told: Extract<Line, { t: 'profiled' }>, signal?: AbortSignal): Promise<BlockTimes> {
  const scratch = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-device-profile-'))
  try {
    for (const file of told.files) await t.pull(`${folder}/${file}`, path.join(scratch, path.posix.basename(file)), { signal })
    return await summarise(scratch, told.runs)
  } finally {
    await fs.rm(scratch, { recursive: true, force: true })
  }
}
