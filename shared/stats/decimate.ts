/** A long series as few points that draw the same picture: the smallest and the largest value of each pixel column, in their order of time. */

/**
 * @param t ascending. @param v same length; NaN is a missing value and breaks nothing. @param columns at least 1
 * Returns the indices to keep, at most two per column; a series no longer than that is kept whole, missing values and all.
 */
export function minMaxIndices(t: ArrayLike<number>, v: ArrayLike<number>, from: number, to: number, columns: number): number[] {
  const first = lowerBound(t, from), end = upperBound(t, to), kept: number[] = []
  if (end - first <= 2 * columns) {
    for (let i = first; i < end; i++) kept.push(i)
    return kept
  }
  const width = (to - from) / columns
  let i = first
  for (let c = 1; c <= columns && i < end; c++) {
    // The last column ends with the series, whatever rounding says.
    const edge = c === columns ? Infinity : from + c * width
    let low = -1, high = -1
    for (; i < end && t[i]! < edge; i++) {
      const value = v[i]!
      if (Number.isNaN(value)) continue
      if (low < 0 || value < v[low]!) low = i
      if (high < 0 || value > v[high]!) high = i
    }
    if (low < 0) continue
    kept.push(Math.min(low, high))
    if (low !== high) kept.push(Math.max(low, high))
  }
  return kept
}

/** First index whose time is at or after `at`. */
export function lowerBound(t: ArrayLike<number>, at: number): number {
  let low = 0, high = t.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (t[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

/** First index whose time is after `at`. */
export function upperBound(t: ArrayLike<number>, at: number): number {
  let low = 0, high = t.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (t[middle]! <= at) low = middle + 1
    else high = middle
  }
  return low
}
