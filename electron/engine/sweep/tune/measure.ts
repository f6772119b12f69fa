/** What settings cost and gain on the calibration images. */
import type { Manifest } from '@shared/model/manifest'
import { defaultSettings, type Settings } from '@shared/policy/settings'
import { gainOver, mainValues } from '@shared/sweep/gain'
import { layoutOf, sumsOf, type SweepLayout } from '@shared/sweep/layout'
import { jackknifeError, total } from '@shared/sweep/resample'
import type { SeenLogits } from '@shared/sweep/tune/knobs'
import type { Trial, Wanted } from './messages'
import type { TrialPool } from './pool'
import type { TuneProgress } from './progress'

/** Mean share of the static MACs, and Δm against the static form in %. */
export interface Measured { share: number; gain: number; /** Accumulators, `[images, width]`. */ sums: Float64Array }

export class Calibration {
  private readonly layout: SweepLayout
  private fixed: Float64Array | null = null
  constructor(private readonly pool: TrialPool, private readonly images: readonly number[], manifest: Manifest, private readonly progress: TuneProgress) {
    this.layout = layoutOf(manifest, defaultSettings)
  }

  /** Mean executed share of the static MACs; the encoder alone runs. */
  async share(settings: Settings): Promise<number> {
    return meanShare((await this.trials([settings], 'macs')).map((t) => t[0]!))
  }

  async logits(settings: Settings): Promise<SeenLogits[]> {
    return (await this.trials([settings], 'logits')).map((t) => t[0]!.logits ?? [])
  }

  /** @param fixed the static form, or what stands for it */
  async begin(fixed: Settings): Promise<void> {
    this.fixed = this.sums((await this.trials([fixed], 'figures')).map((t) => t[0]!))
  }

  /** Some task has a figure. */
  get judged(): boolean {
    return mainValues(this.layout, this.added(this.fixed!)).some(Number.isFinite)
  }

  async figures(settings: Settings[]): Promise<Measured[]> {
    const trials = await this.trials(settings, 'figures')
    return settings.map((_, s) => {
      const own = trials.map((t) => t[s]!), sums = this.sums(own)
      return { share: meanShare(own), sums, gain: gainOver(this.layout, this.added(this.fixed!), this.added(sums)) }
    })
  }

  /** Change of the gain from one to the other, and its standard error. */
  change(from: Measured, to: Measured): { value: number; error: number } {
    const data = { images: this.images.length, width: sumsOf(this.layout).size, variants: [from.sums, to.sums, this.fixed!] }
    return { value: to.gain - from.gain, error: jackknifeError(data, ([a, b, fixed]) => gainOver(this.layout, fixed!, b!) - gainOver(this.layout, fixed!, a!)) }
  }

  private async trials(settings: Settings[], wanted: Wanted): Promise<Trial[][]> {
    const each = this.progress.cost(wanted) * settings.length
    return (await this.pool.run(this.images, settings, wanted, () => this.progress.did(each))).filter((t) => t !== null)
  }

  private added(sums: Float64Array): Float64Array {
    return total({ images: this.images.length, width: sumsOf(this.layout).size, variants: [] }, sums)
  }

  private sums(trials: readonly Trial[]): Float64Array {
    const width = sumsOf(this.layout).size, all = new Float64Array(trials.length * width)
    trials.forEach((t, i) => all.set(t.sums!, i * width))
    return all
  }
}

export const meanShare = (trials: readonly Trial[]): number => trials.reduce((n, t) => n + t.executed / t.static, 0) / trials.length
