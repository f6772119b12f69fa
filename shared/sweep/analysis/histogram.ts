/** How values are spread: counts in bins of equal, round width. */
export interface Histogram { /** Lower edge of the first bin, and the width of all. */ from: number; width: number; counts: number[]; /** Values counted. */ n: number }

/** 1, 2 or 5 times a power of ten. */
function roundUp(x: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(x))
  return [1, 2, 5, 10].map((m) => m * magnitude).find((step) => step >= x * 0.999999)!
}

/** At most about `bins` bins that begin at a multiple of their width; NaN is left out. Null for no values. */
export function histogram(values: ArrayLike<number>, bins: number): Histogram | null {
  let low = Infinity, high = -Infinity, n = 0
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    if (Number.isNaN(v)) continue
    n++
    low = Math.min(low, v)
    high = Math.max(high, v)
  }
  if (n === 0) return null
  const width = high > low ? roundUp((high - low) / bins) : roundUp(Math.abs(low) / 100 || 1)
  return histogramOn(values, Math.floor(low / width + 1e-9) * width, width, high)
}

/** The same on given bins, so that several can be compared. The last bin holds `high`. */
export function histogramOn(values: ArrayLike<number>, from: number, width: number, high: number): Histogram {
  const counts = new Array<number>(Math.floor((high - from) / width + 1e-9) + 1).fill(0)
  let n = 0
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i]! - from) / width + 1e-9)
    if (bin >= 0 && bin < counts.length) { counts[bin]!++; n++ }
  }
  return { from, width, counts, n }
}
