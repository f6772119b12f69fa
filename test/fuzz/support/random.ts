/** Seeded random numbers, so that a case is its seed. */
import { seedOf, uniform } from '../../../shared/policy/noise'

export class Random {
  /** In (0, 1). */
  private readonly unit: () => number

  constructor(seed: number) {
    this.unit = uniform(seedOf(seed))
  }

  /** In 0 … below − 1. */
  below(below: number): number {
    return Math.floor(this.unit() * below)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    for (let i = 0; i < length; i++) bytes[i] = this.below(256)
    return bytes
  }

  /** Mostly small, now and then at an edge where sizes overflow. */
  size(): number {
    return this.chance(0.5) ? this.below(20) : this.pick([0, 1, 4, 255, 256, 65535, 65536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, -1, -(2 ** 31)])
  }
}
