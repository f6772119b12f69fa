/** Runs a model on one prepared image and returns what its policy decided and what its tasks say. */
import { performance } from 'node:perf_hooks'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { StudioError } from '@shared/errors'
import { stagesOf } from '@shared/model/architecture'
import { decide, staticDecision, type Decided, type StageRecord } from '@shared/policy/decide'
import type { Settings } from '@shared/policy/settings'
import { activeTasks, limitsOf, type Limits } from '@shared/policy/thresholds'
import { io } from '../graph/names'
import { imageFeed, policyFeeds, type Feeds } from './feeds'
import { runGraph, type ModelSessions } from './sessions'

export interface RunResult extends Decided { /** By active task: raw map `[C, S, S]`. */ maps: Map<string, Float32Array> }
type Outputs = InferenceSession.OnnxValueMapType

/** One run between two readings of a clock; what it decided is worked out when asked for, and so costs nothing in between. */
export interface TimedRun {
  /** Nanoseconds of the clock. */
  start: number; end: number
  maps: Map<string, Float32Array>
  /** What the encoder reported; null for the static form. */
  records(): StageRecord[] | null
  decided(): Decided
}

/** How a run will go, worked out once for many images. */
interface Plan { key: string; form: 'adaptive' | 'static'; tasks: string[]; limits: Limits | null; feeds: Feeds }

export class ModelRunner {
  private plan: Plan | null = null
  /** Forms and tasks that have run once: the first run of a session allocates and is not timed. */
  private readonly warm = new Set<string>()
  constructor(readonly sessions: ModelSessions) {}

  get manifest() {
    return this.sessions.manifest
  }

  /** Loads what the first run will need. */
  async load(): Promise<void> {
    const { sessions } = this
    await (sessions.whole() ?? sessions.encoder(this.manifest.architecture.policy ? 'adaptive' : 'static'))
    if (!sessions.whole()) for (const t of this.manifest.tasks) await sessions.decoder(t.id)
  }

  release(): void {
    void this.sessions.release()
  }

  /** True where the settings mean the static graph. */
  isStatic(settings: Settings): boolean {
    return settings.static || this.manifest.architecture.policy === null
  }

  private planFor(settings: Settings): Plan {
    const key = JSON.stringify(settings)
    if (this.plan?.key === key) return this.plan
    const a = this.manifest.architecture
    // Limits are made also for the static form, so that unknown tasks and blocks are refused alike.
    const limits = limitsOf(a, settings)
    const adaptive = !this.isStatic(settings)
    this.plan = { key, form: adaptive ? 'adaptive' : 'static', tasks: activeTasks(a, settings), limits: adaptive ? limits : null, feeds: adaptive ? policyFeeds(a, limits) : {} }
    return this.plan
  }

  /**
   * @param prepared normalised image `[3, S, S]`, S the model's input size.
   */
  async run(prepared: Float32Array, settings: Settings): Promise<RunResult> {
    const { form, tasks } = this.planFor(settings), warmth = `${form} ${tasks.join(' ')}`
    if (!this.warm.has(warmth)) {
      await this.timed(prepared, settings)
      this.warm.add(warmth)
    }
    const timed = await this.timed(prepared, settings)
    return Object.assign(timed.decided(), { maps: timed.maps })
  }

  /** Runs once, warm or not. Between the two readings of the clock there is inference only. */
  async timed(prepared: Float32Array, settings: Settings): Promise<TimedRun> {
    const plan = this.planFor(settings), feeds = this.feedsFor(prepared, plan)
    const start = process.hrtime.bigint()
    const { encoded, maps } = await this.execute(plan, feeds, true)
    const end = process.hrtime.bigint()
    return {
      start: Number(start), end: Number(end), maps,
      records: () => (plan.limits ? this.records(encoded) : null),
      decided: () => this.decided(plan, settings, encoded, Number(end - start) / 1e6)
    }
  }

  /** The decision alone: no decoder runs, and `latencyMs` is the encoder's. */
  async decide(prepared: Float32Array, settings: Settings): Promise<Decided> {
    const plan = this.planFor(settings)
    const start = performance.now()
    const { encoded } = await this.execute(plan, this.feedsFor(prepared, plan), false)
    return this.decided(plan, settings, encoded, performance.now() - start)
  }

  private decided(plan: Plan, settings: Settings, encoded: Outputs, latencyMs: number): Decided {
    return plan.limits ? decide(this.manifest, settings, plan.limits, this.records(encoded), latencyMs) : staticDecision(this.manifest, plan.tasks, latencyMs)
  }

  private feedsFor(prepared: Float32Array, plan: Plan): Feeds {
    const size = this.manifest.architecture.inputSize
    if (prepared.length !== 3 * size * size) throw new StudioError('mismatch', `The prepared image has ${prepared.length} values`, { why: `The model reads [1, 3, ${size}, ${size}].`, fix: 'Prepare it for this model.' })
    return { ...imageFeed(prepared, size), ...plan.feeds }
  }

  private async execute(plan: Plan, feeds: Feeds, decoders: boolean): Promise<{ encoded: Outputs; maps: Map<string, Float32Array> }> {
    const maps = new Map<string, Float32Array>()
    const whole = this.sessions.whole()
    if (whole) {
      if (plan.form === 'static' && this.manifest.architecture.policy) throw new StudioError('unsupported', 'This file holds the adaptive form only', { fix: 'Import the checkpoint to get both forms, or run it with everything on.' })
      const encoded = await runGraph(await whole, feeds)
      for (const task of plan.tasks) maps.set(task, floats(encoded[task], task))
      return { encoded, maps }
    }
    const encoded = await runGraph(await this.sessions.encoder(plan.form), feeds)
    if (!decoders) return { encoded, maps }
    const features: Feeds = {}
    for (let i = 0; i < this.manifest.architecture.depths.length; i++) features[io.feature(i)] = tensor(encoded[io.feature(i)], io.feature(i))
    for (const task of plan.tasks) maps.set(task, floats((await runGraph(await this.sessions.decoder(task), features))[task], task))
    return { encoded, maps }
  }

  private records(encoded: Outputs): StageRecord[] {
    const a = this.manifest.architecture
    return stagesOf(a).map((s) => {
      const logits = a.adaptiveTokens ? floats(encoded[io.tokenLogits(s.index)], io.tokenLogits(s.index)) : null
      return {
        blockLogits: a.adaptiveBlocks ? floats(encoded[io.blockLogits(s.index)], io.blockLogits(s.index)) : null,
        gates: bytes(encoded[io.blockGate(s.index)], io.blockGate(s.index)),
        tokens: logits && stacked(logits, bytes(encoded[io.tokenMask(s.index)], io.tokenMask(s.index)), s.depth)
      }
    })
  }
}

/** `[depth, A, L]` and `[depth, L]` → views per block. */
export function stacked(logits: Float32Array, masks: Uint8Array, depth: number): { logits: Float32Array; mask: Uint8Array }[] {
  const per = logits.length / depth, L = masks.length / depth
  return Array.from({ length: depth }, (_, b) => ({ logits: logits.subarray(b * per, (b + 1) * per), mask: masks.subarray(b * L, (b + 1) * L) }))
}

function tensor(value: Tensor | undefined, name: string): Tensor {
  if (!value) throw new StudioError('incomplete', `The graph has no output ${name}`, { fix: 'Import the checkpoint again.' })
  return value
}

function floats(value: Tensor | undefined, name: string): Float32Array {
  const { data } = tensor(value, name)
  if (!(data instanceof Float32Array)) throw new StudioError('incomplete', `Output ${name} is not fp32`, { fix: 'Import the checkpoint again.' })
  return data
}

function bytes(value: Tensor | undefined, name: string): Uint8Array {
  const { data } = tensor(value, name)
  if (!(data instanceof Uint8Array)) throw new StudioError('incomplete', `Output ${name} is not a mask`, { fix: 'Import the checkpoint again.' })
  return data
}
