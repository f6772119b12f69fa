/** A plan from its first phase to its last. Everything that has an order is here; each part is in a file of its own. */
import os from 'node:os'
import type { PhaseName, RunnerPlan } from '@shared/trace/stream'
import type { ModelRunner } from '../engine/inference/runner'
import { burst } from './burst'
import { now } from './clock'
import type { LineWriter } from './lines'
import { Images, loadVariants } from './models'
import type { Orders } from './orders'
import { profile } from './profile'
import { Routes } from './routes'
import { cooled, SlotProgress, startsRound } from './schedule'
import { hottest } from './sources'
import { WarmUp } from './warm-up'

type Slot = RunnerPlan['slots'][number]
type Variant = RunnerPlan['variants'][number]
/** Why a phase ended: undefined where that is plain, null where an order cut it short. */
type Reason = string | undefined | null
interface Place { slot?: number; round?: number; variant?: string }

/** So many images are enough to warm up with. */
const warmImages = 8

export class Run {
  private readonly images: Images
  private readonly routes = new Routes()
  private runners = new Map<string, ModelRunner>()
  private inferences = 0
  private startC: number | null = null

  constructor(private readonly plan: RunnerPlan, private readonly folder: string, private readonly out: LineWriter, private readonly orders: Orders) {
    this.images = new Images(plan, folder)
  }

  /** @returns how many inferences ran */
  async all(): Promise<number> {
    const { plan } = this
    await this.phase('load', {}, () => this.load())
    await this.wait('idle', plan.idleSeconds)
    this.startC = hottest(plan.sources)
    await this.marker()
    for (const variant of plan.variants) await this.warmUp(variant)
    for (const [i, slot] of plan.slots.entries()) {
      if (startsRound(plan.slots, i)) await this.coolDown()
      await this.slot(slot)
    }
    await this.marker()
    await this.profile()
    return this.inferences
  }

  /** The first run of a session allocates: it happens here. */
  private async load(): Promise<undefined> {
    this.runners = await loadVariants(this.plan, this.folder)
    for (const variant of this.plan.variants) {
      const runner = this.runnerOf(variant)
      await runner.timed(await this.images.get(0, runner.manifest.input.size), variant.settings)
    }
  }

  /** Quiet before and after, so that both edges of the load stand alone. A pause waits for its end. */
  private async marker(): Promise<void> {
    const { markerSeconds } = this.plan, stopped = (): boolean => this.orders.stopped
    if (markerSeconds === 0) return
    await this.whilePaused()
    await this.sleep(markerSeconds / 2, stopped)
    if (stopped()) return
    await burst(os.availableParallelism(), () => this.phase('marker', {}, async () => {
      await this.sleep(markerSeconds, stopped)
      return stopped() ? null : undefined
    }))
    await this.sleep(markerSeconds / 2, stopped)
  }

  private async warmUp(variant: Variant): Promise<void> {
    const { images, round } = this.plan.slots.find((s) => s.variant === variant.id) ?? { images: [0], round: -1 }
    const some = images.slice(0, warmImages), { stableWithin, maxSeconds } = this.plan.warmUp
    if (maxSeconds === 0) return
    await this.inPieces('warm-up', { variant: variant.id }, async () => {
      const warm = new WarmUp(some.length, stableWithin), limit = now() + maxSeconds * 1e9
      for (let i = 0; !this.orders.interrupted; i++) {
        const ns = await this.infer(variant, some[i % some.length]!, { slot: -1, round, warm: true })
        if (warm.add(ns)) return 'stable'
        if (now() > limit) return 'time-out'
      }
      return null
    })
  }

  private async slot(slot: Slot): Promise<void> {
    const variant = this.plan.variants.find((v) => v.id === slot.variant)!
    const progress = new SlotProgress(slot, this.plan.slotSeconds, this.plan.slotInferences)
    const where = { slot: slot.slot, round: slot.round }
    await this.inPieces('slot', { ...where, variant: variant.id }, async () => {
      for (let last = now(); !progress.full;) {
        if (this.orders.interrupted) return null
        await this.infer(variant, progress.image, { ...where, warm: false })
        const time = now()
        progress.add(time - last)
        last = time
      }
      return undefined
    // The variant before has pushed this one out of the caches, and a cool-down the clocks down: one inference brings both back.
    }, () => this.infer(variant, progress.image, { slot: -1, round: slot.round, warm: true }))
  }

  private async coolDown(): Promise<void> {
    const limits = this.plan.coolDown
    if (!limits) return
    const begin = now()
    await this.inPieces('cool-down', {}, async () => {
      while (!this.orders.interrupted) {
        const reason = cooled(this.startC, hottest(this.plan.sources), limits.toleranceC, (now() - begin) / 1e9, limits.maxSeconds)
        if (reason) return reason
        await this.orders.sleep(500)
      }
      return null
    })
  }

  private async profile(): Promise<void> {
    const { plan, folder } = this
    for (const variant of plan.profileRuns > 0 ? plan.variants : []) {
      if (this.orders.stopped) return
      await this.phase('profile', { variant: variant.id }, async () => {
        const files = await profile(plan, folder, variant, this.images, () => this.orders.stopped)
        if (files) this.out.write({ t: 'profiled', variant: variant.id, files, runs: plan.profileRuns })
        return files ? undefined : 'stopped'
      })
    }
  }

  private async wait(name: PhaseName, seconds: number): Promise<void> {
    let left = seconds
    if (seconds > 0) await this.inPieces(name, {}, async () => {
      const begin = now()
      await this.sleep(left, () => this.orders.interrupted)
      left -= (now() - begin) / 1e9
      return left > 0 ? null : undefined
    })
  }

  /** Orders wake a sleep; it goes on unless they end it. */
  private async sleep(seconds: number, ended: () => boolean): Promise<void> {
    const until = now() + seconds * 1e9
    for (let left = seconds; left > 0 && !ended(); left = (until - now()) / 1e9) await this.orders.sleep(left * 1000)
  }

  /**
   * A phase that a pause cuts into pieces: it ends with the pause and begins again after it.
   * @param work resolves to null when an order cut it short, else to why it ended
   */
  private async inPieces(name: PhaseName, where: Place, work: () => Promise<Reason>, before?: () => Promise<unknown>): Promise<void> {
    for (let reason: Reason = null; reason === null;) {
      await this.whilePaused()
      if (this.orders.stopped) return
      await before?.()
      reason = await this.phase(name, where, work)
    }
  }

  private async whilePaused(): Promise<void> {
    if (!this.orders.paused || this.orders.stopped) return
    await this.phase('paused', {}, async () => {
      while (this.orders.paused && !this.orders.stopped) await this.orders.sleep(3_600_000)
      return this.orders.stopped ? 'stopped' : undefined
    })
  }

  private async phase(phase: PhaseName, { slot, round, variant }: Place, work: () => Promise<Reason>): Promise<Reason> {
    const tell = (edge: 'begin' | 'end', reason?: string): void => {
      this.out.write({ t: 'phase', phase, edge, at: now(), slot: slot ?? null, round: round ?? null, variant: variant ?? null, reason })
      this.out.flush()
    }
    tell('begin')
    const reason = await work()
    tell('end', reason ?? (reason === undefined ? undefined : this.orders.stopped ? 'stopped' : 'paused'))
    return reason
  }

  /** @returns latency, ns */
  private async infer(variant: Variant, image: number, at: { slot: number; round: number; warm: boolean }): Promise<number> {
    const runner = this.runnerOf(variant)
    const run = await runner.timed(await this.images.get(image, runner.manifest.input.size), variant.settings)
    const { route, macs } = this.routes.of(`${variant.id} ${image}`, run)
    this.out.write({ t: 'inference', variant: variant.id, image, ...at, start: run.start, end: run.end, route, macs })
    this.inferences++
    return run.end - run.start
  }

  private runnerOf(variant: Variant): ModelRunner {
    return this.runners.get(variant.id)!
  }
}
