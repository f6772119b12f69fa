/** Runs a plan on a device, from the probe to the stored run. Whatever happens to the device meanwhile, what was captured is kept. */
import fs from 'node:fs/promises'
import type { Capabilities } from '@shared/device/capabilities'
import type { Device } from '@shared/device/device'
import type { Plan } from '@shared/device/plan'
import { schedule } from '@shared/device/schedule'
import { StudioError } from '@shared/errors'
import { limitsOf } from '@shared/policy/thresholds'
import type { LiveEvent } from '@shared/rpc/device-calls'
import { baselineOf } from '@shared/runs/analyse'
import type { RunDetail } from '@shared/runs/run'
import type { Order, RunnerPlan } from '@shared/trace/stream'
import type { ModelRunner } from '../../inference/runner'
import { scratchFolder } from '../../scratch'
import type { RunWriter, Store } from '../../store/store'
import { probe } from '../capabilities'
import { DeviceClaim } from '../claim'
import { deploy, imageFile, modelFiles } from '../deploy'
import { findBundle, type Bundle } from '../deploy-bundle'
import { keepAwake, restoreAwake } from '../deploy-clean'
import { startRun, type RunnerEnd, type StartedRun } from '../deploy-run'
import type { RemoteFile } from '../deploy-files'
import type { DeviceHost, DeviceTransport } from '../transport'
import { imageName, modelName, remaining, runnerPlan } from './assemble'
import { PowerRecorder } from './power-recorder'
import { prepareImages, routeImages, type PreparedImage } from './prepare'
import { Recorder } from './recorder'
import { untilReady } from './reconnect'

/** A model as it is compared: its folder goes to the device, its runner finds routes on the host. */
export interface ProfiledModel { name: string; file: string; hash: string; folder: string; runner: ModelRunner }

export interface ProfileRequest {
  host: DeviceHost
  device: Device
  plan: Plan
  models: ProfiledModel[]
  images: readonly string[]
  store: Store
  /** What a probe of a moment ago found; without it the device is probed first. */
  capabilities?: Capabilities
  /** Where the runner may have been built. */
  bundlePlaces: string[]
  name?: string
  study?: string
  /** Aborting ends the run at once; what was captured is kept. */
  signal: AbortSignal
  onEvent: (event: LiveEvent) => void
  /** How long a device that went away may take to come back, seconds. */
  reconnectSeconds?: number
}

/** Whoever looked at the device while it was back without us, such as a probe, is soon done. */
const renewMs = 30_000

type Ending = { state: 'finished' | 'partial'; ending: string | null }
interface Ready { transport: DeviceTransport; capabilities: Capabilities; bundle: Bundle; assets: RemoteFile[]; images: PreparedImage[]; skipped: RunDetail['skipped']; plan: RunnerPlan }

/** @throws StudioError `usage` for a variant that is there twice, or of a model, task, block or stage that is not there */
export function checkVariants({ variants }: Pick<Plan, 'variants'>, models: readonly Pick<ProfiledModel, 'runner'>[]): void {
  for (const [i, { id, model, settings }] of variants.entries()) {
    if (variants.findIndex((v) => v.id === id) < i) throw new StudioError('usage', `Two variants are called ${id}`, { fix: 'Give each variant an id of its own.' })
    const of = models[model]
    if (!of) throw new StudioError('usage', `Variant ${id} is of model ${model}, which is not there`, { why: `Models are counted from 0, and there ${models.length === 1 ? 'is one' : `are ${models.length}`}.`, fix: 'Correct the number, or name the model.' })
    limitsOf(of.runner.manifest.architecture, settings)
  }
}

export class ProfileSession {
  private running: StartedRun | null = null
  private claim: DeviceClaim | null = null
  private readonly stopping = new AbortController()
  constructor(private readonly request: ProfileRequest) {}

  /** `pause` and `resume` throw `unsupported` where the device's shell has no standard input. */
  order(what: Order['do']): void {
    if (what === 'stop') this.stopping.abort()
    this.running?.order({ do: what })
  }

  /** @returns the stored run's id. Throws before the first line only; later problems end the run as partial and are its `ending`. */
  async run(): Promise<string> {
    const scratch = await scratchFolder('profile')
    try {
      this.claim = await DeviceClaim.take(this.request.host.open(this.request.device.serial), this.request.signal)
      const ready = await this.prepare(scratch)
      const { plan, models, store, name, study, onEvent } = this.request
      const images = ready.images.map(({ id, path }) => ({ id, path })), { skipped } = ready
      const writer = await store.begin({ name, study, plan, capabilities: ready.capabilities, images, skipped, models: models.map(({ name, file, hash }) => ({ name, file, hash })) })
      onEvent({ k: 'started', run: writer.id, sources: ready.capabilities.sources, images, skipped, slots: ready.plan.slots.map(({ slot, round, variant }) => ({ slot, round, variant })) })
      await this.record(ready, writer)
      return writer.id
    } finally {
      await this.claim?.release()
      await fs.rm(scratch, { recursive: true, force: true })
    }
  }

  private async prepare(scratch: string): Promise<Ready> {
    const { host, device, plan, models, images, bundlePlaces, signal, onEvent } = this.request
    const tell = (stage: string, unit: string) => (done: number, total: number) => onEvent({ k: 'preparing', stage, done, total, unit })
    const transport = host.open(device.serial), runners = models.map((m) => m.runner)
    // What is wrong with the plan or the images is told before the device is put to work.
    checkVariants(plan, models)
    const baseline = baselineOf(plan), deciding = plan.variants.find((v) => v.id !== baseline) ?? plan.variants[0]!
    const { routed, skipped } = await routeImages(images, runners[deciding.model]!, deciding.settings, { signal, onImage: tell('Reading images', 'images') })
    const order = schedule(plan, routed.map((r) => r.route)), drawn = await prepareImages(order.drawn.map((i) => routed[i]!.path), runners, scratch, { signal, onImage: tell('Preparing images', 'images') })
    const probing = tell('Probing the device', 's')
    const capabilities = this.request.capabilities ?? await probe(transport, device, { signal, onProgress: ({ done, total }) => probing(done, total) })
    const bundle = await findBundle(capabilities.identity.abi, bundlePlaces)
    const assets = [
      ...(await Promise.all(models.map((m, i) => modelFiles(modelName(i), m.folder, m.runner.manifest)))).flat(),
      ...(await Promise.all(drawn.flatMap((image, i) => Object.entries(image.files).map(([size, file]) => imageFile(imageName(i, size), file)))))
    ]
    await deploy(transport, bundle, assets, { signal, progress: tell('Copying the runner, models and images', 'bytes') })
    return { transport, capabilities, bundle, assets, images: drawn, skipped, plan: runnerPlan(plan, models.length, drawn, order.slots, capabilities) }
  }

  private async record(ready: Ready, writer: RunWriter): Promise<void> {
    const recorder = new Recorder(writer, this.request.plan, ready.plan.slots.length, this.request.onEvent)
    const power = new PowerRecorder(ready.transport, ready.capabilities, this.request.plan, writer)
    let ending: Ending = { state: 'partial', ending: 'The studio stopped' }
    try {
      await keepAwake(ready.transport, this.request.signal)
      ending = await this.attempts(ready, recorder, power)
    } catch (error) {
      ending = { state: 'partial', ending: error instanceof StudioError ? error.message : String(error) }
      if (!(error instanceof StudioError) && !this.request.signal.aborted) throw error
    } finally {
      await recorder.flush().finally(() => power.end()).finally(() => writer.finish(ending.state, ending.ending))
      // A device that is gone is cleaned at the next connect.
      await restoreAwake(ready.transport).catch((error: unknown) => { if (!(error instanceof StudioError)) throw error })
    }
  }

  /** As often as the device goes away and comes back. */
  private async attempts(ready: Ready, recorder: Recorder, power: PowerRecorder): Promise<Ending> {
    const { request } = this, total = ready.plan.slots.length
    for (let attempt = 0, plan = ready.plan; ; plan = remaining(ready.plan, recorder.done, ++attempt)) {
      const end = await this.attempt(ready, plan, recorder, power, attempt > 0)
      const kept = `Kept ${recorder.done.size} of ${total} slots`
      if (this.stopping.signal.aborted) return { state: 'partial', ending: `Stopped. ${kept}.` }
      if (end.reason === 'aborted') return { state: 'partial', ending: `Cancelled. ${kept}.` }
      if (end.reason === 'done') return { state: 'finished', ending: null }
      if (end.reason !== 'unplugged') return { state: 'partial', ending: `${end.message}. ${kept}.` }
      request.onEvent({ k: 'lost', message: `The device went away. ${kept}.`, waiting: true })
      const back = await untilReady(request.host, request.device.serial, request.reconnectSeconds ?? 60, AbortSignal.any([request.signal, this.stopping.signal]))
      if (!back) {
        request.onEvent({ k: 'lost', message: `The device went away. ${kept}.`, waiting: false })
        return { state: 'partial', ending: `The device went away. ${kept}.` }
      }
    }
  }

  /** @param again the device was away: it is made ready anew first, and may go away once more meanwhile, which is no other loss than one in a slot */
  private async attempt(ready: Ready, plan: RunnerPlan, recorder: Recorder, power: PowerRecorder, again: boolean): Promise<RunnerEnd> {
    const { signal } = this.request
    try {
      if (again) await this.claim?.renew(renewMs, signal)
      // Before anything is cleaned away: it has gone on recording, and its times are by the clock of the attempt before.
      if (again) await power.end()
      if (again) await deploy(ready.transport, ready.bundle, ready.assets, { signal, force: true })
      await power.begin(signal)
      return await this.once(ready, plan, recorder)
    } catch (error) {
      if (again && error instanceof StudioError && await this.away(error)) return { reason: 'unplugged', code: null, message: error.message }
      throw error
    }
  }

  /** adb says of a device that is going away that it is offline, or that a request was refused, before it lists it so. */
  private async away({ value }: StudioError): Promise<boolean> {
    if (value.code !== 'device') return value.code === 'unplugged'
    const { host, device } = this.request
    return (await host.list()).find((d) => d.serial === device.serial)?.state !== 'ready'
  }

  private async once({ transport, bundle }: Ready, plan: RunnerPlan, recorder: Recorder): Promise<RunnerEnd> {
    const started = await startRun(transport, bundle.manifest, plan, this.request.signal)
    this.running = started
    try {
      if (this.stopping.signal.aborted) started.order({ do: 'stop' })
      for await (const line of started.lines) await recorder.take(line)
      await recorder.flush()
      return await started.end
    } finally {
      this.running = null
      // What cannot be removed now, since the device is gone, is removed at the next connect.
      await started.remove().catch((error: unknown) => { if (!(error instanceof StudioError)) throw error })
    }
  }
}
