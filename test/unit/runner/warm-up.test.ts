import { expect, it } from 'vitest'
import { WarmUp } from '../../../electron/runner/warm-up'

/** How many inferences it takes, at most 1000. */
function takes(warm: WarmUp, latency: (i: number) => number): number {
  for (let i = 0; i < 1000; i++) if (warm.add(latency(i))) return i + 1
  return Infinity
}

it('needs three windows that agree', () => expect(takes(new WarmUp(4, 0.02), () => 0.1e9)).toBe(24))

it('waits while latency falls', () => {
  // 10 % per window of 8, steady from the 48th on.
  const falling = (i: number): number => 0.1e9 * (1 + 0.1 * Math.max(0, 6 - Math.floor(i / 8)))
  expect(takes(new WarmUp(8, 0.02), falling)).toBe(48 + 24)
})

it('compares whole cycles of images, whose latencies differ', () => {
  const byImage = [0.05e9, 0.3e9, 0.1e9]
  // Windows are multiples of three: 9 inferences each.
  expect(takes(new WarmUp(3, 0.001), (i) => byImage[i % 3]!)).toBe(27)
})

it('does not trust short windows', () => {
  // 1 ms each: a window spans half a second.
  expect(takes(new WarmUp(1, 0.02), () => 1e6)).toBe(Infinity)
  expect(takes(new WarmUp(1, 0.02), () => 5e6)).toBe(300)
})

it('is never stable where latency swings', () => expect(takes(new WarmUp(1, 0.05), (i) => (Math.floor(i / 8) % 2 === 0 ? 0.1e9 : 0.12e9))).toBe(Infinity))
