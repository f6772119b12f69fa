/** Where points lie, and which of them is near. */
import { niceTicks } from '../../components/ticks'

export interface Axis { low: number; high: number; ticks: number[] }

/** Round limits around the values; NaN is left out. `include` is always in. */
export function axisOf(values: ArrayLike<number>, count: number, include: readonly number[] = []): Axis {
  let low = Infinity, high = -Infinity
  for (let i = 0; i < values.length; i++) { const v = values[i]!; if (v < low) low = v; if (v > high) high = v }
  for (const v of include) { low = Math.min(low, v); high = Math.max(high, v) }
  if (!(low <= high)) return { low: 0, high: 1, ticks: [0, 1] }
  if (low === high) { low -= Math.abs(low) * 0.1 || 0.5; high += Math.abs(high) * 0.1 || 0.5 }
  const [, step = high - low] = niceTicks(high - low, count)
  const first = Math.floor(low / step + 1e-9) * step, n = Math.ceil((high - first) / step - 1e-9)
  const ticks = Array.from({ length: n + 1 }, (_, i) => Number((first + i * step).toPrecision(12)))
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks }
}

export interface Frame { left: number; top: number; width: number; height: number; x: Axis; y: Axis }

export const toX = (f: Frame, v: number): number => f.left + (f.width * (v - f.x.low)) / (f.x.high - f.x.low)
export const toY = (f: Frame, v: number): number => f.top + f.height * (1 - (v - f.y.low) / (f.y.high - f.y.low))
export const fromX = (f: Frame, px: number): number => f.x.low + ((px - f.left) / f.width) * (f.x.high - f.x.low)
export const fromY = (f: Frame, py: number): number => f.y.low + (1 - (py - f.top) / f.height) * (f.y.high - f.y.low)

/** The point that is nearest on screen, no farther than `within` pixels; -1 for none. */
export function nearestPoint(f: Frame, xs: ArrayLike<number>, ys: ArrayLike<number>, px: number, py: number, within: number): number {
  let best = -1, least = within * within
  for (let i = 0; i < xs.length; i++) {
    const dx = toX(f, xs[i]!) - px, dy = toY(f, ys[i]!) - py, d = dx * dx + dy * dy
    if (d < least) { least = d; best = i }
  }
  return best
}
