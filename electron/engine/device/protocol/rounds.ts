/** The latency ratio after each round, while a profile runs: the same paired estimate as the finished run's, on what there is so far. */
import type { Estimate } from '@shared/runs/run'
import { pairedRatio } from '@shared/stats/bootstrap'
import { median } from '@shared/stats/quantile'
import { endsSlot, type Inference, type Line } from '@shared/trace/stream'

export interface RoundRatio { round: number; variant: string; latency: Estimate; soFar: Estimate }

/** Latencies by variant and image. */
type Latencies = Map<string, Map<number, number[]>>

export class Rounds {
  private readonly all: Latencies = new Map()
  private round: Latencies = new Map()
  private ended = new Set<string>()
  /** Of the slot under way: it counts when it has ended, since one that is cut off is run again whole. */
  private slot: Inference[] = []
  constructor(private readonly variants: readonly string[], private readonly baseline: string, private readonly seed: number) {}

  /** @returns the ratios of a round when its last slot ends */
  take(line: Line): RoundRatio[] {
    if (line.t === 'environment') this.slot = []
    if (line.t === 'inference' && !line.warm) this.slot.push(line)
    if (!endsSlot(line) || line.variant === null || line.round === null) return []
    for (const { variant, image, start, end } of this.slot) for (const l of [this.all, this.round]) add(l, variant, image, end - start)
    this.slot = []
    this.ended.add(line.variant)
    if (!this.variants.every((v) => this.ended.has(v))) return []
    const ratios = this.variants.filter((v) => v !== this.baseline).flatMap((variant): RoundRatio[] => {
      const latency = this.ratio(this.round, variant), soFar = this.ratio(this.all, variant)
      return latency && soFar ? [{ round: line.round!, variant, latency, soFar }] : []
    })
    this.round = new Map()
    this.ended = new Set()
    return ratios
  }

  private ratio(latencies: Latencies, variant: string): Estimate | null {
    const a = latencies.get(variant), b = latencies.get(this.baseline)
    if (!a || !b) return null
    const images = [...a.keys()].filter((i) => b.has(i))
    if (images.length === 0) return null
    return pairedRatio(images.map((i) => median(a.get(i)!)), images.map((i) => median(b.get(i)!)), this.seed)
  }
}

function add(latencies: Latencies, variant: string, image: number, ns: number): void {
  let images = latencies.get(variant)
  if (!images) latencies.set(variant, (images = new Map<number, number[]>()))
  const list = images.get(image)
  if (list) list.push(ns)
  else images.set(image, [ns])
}
