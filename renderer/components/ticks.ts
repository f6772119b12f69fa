/** Round numbers from 0 up to `top`, about `count` of them. */
export function niceTicks(top: number, count: number): number[] {
  const raw = top / Math.max(1, count)
  const magnitude = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 2.5, 5, 10].map((m) => m * magnitude).find((s) => s >= raw * 0.999) ?? raw
  return Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)))
}

/** Digits after the point that tell these ticks apart. */
export const decimals = (ticks: readonly number[]): number => Math.max(0, ...ticks.map((t) => (String(t).split('.')[1] ?? '').length))
