/** Ranks, and Spearman's correlation (1904): how nearly one value always grows with another, in whatever curve. */

/** As many rows as fit beside 32 bits of a value in the 53 of a number. */
const mostRows = 2 ** 21

/**
 * Positions in ascending order, ties in the order in which they come, NaN last. Values are compared as singles.
 * A value's bits and its position make one number, since a typed array sorts numbers ten times faster than a comparator does.
 */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  const n = values.length
  if (n > mostRows) throw new RangeError(`${n} values to sort`)
  const singles = new Float32Array(n), bits = new Uint32Array(singles.buffer), keys = new Float64Array(n), order = new Uint32Array(n)
  // Adding 0 makes one zero of the two.
  for (let i = 0; i < n; i++) singles[i] = values[i]! + 0
  for (let i = 0; i < n; i++) {
    const b = bits[i]!
    // Negative numbers count backwards; NaN lies beyond infinity whatever its sign is.
    const rising = (b & 0x7fffffff) > 0x7f800000 ? 0xffffffff : b >>> 31 === 1 ? ~b >>> 0 : (b | 0x80000000) >>> 0
    keys[i] = rising * mostRows + i
  }
  keys.sort()
  for (let i = 0; i < n; i++) order[i] = keys[i]! % mostRows
  return order
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const single = Float32Array.from(values), n = single.length, order = orderOf(single), out = new Float64Array(n)
  for (let i = 0; i < n;) {
    let end = i + 1
    while (end < n && single[order[end]!] === single[order[i]!]) end++
    for (let k = i; k < end; k++) out[order[k]!] = (i + 1 + end) / 2
    i = end
  }
  return out
}

/** Pairs in which both are numbers count. Null with fewer than three of them, or where one side is constant. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): { rho: number; n: number } | null {
  if (x.length !== y.length) throw new RangeError(`Pairs of ${x.length} and ${y.length} values`)
  const a = new Float32Array(x.length), b = new Float32Array(x.length)
  let n = 0
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) continue
    a[n] = x[i]!
    b[n++] = y[i]!
  }
  if (n < 3) return null
  const p = ranks(a.subarray(0, n)), q = ranks(b.subarray(0, n)), middle = (n + 1) / 2
  let pq = 0, pp = 0, qq = 0
  for (let i = 0; i < n; i++) {
    const u = p[i]! - middle, v = q[i]! - middle
    pq += u * v
    pp += u * u
    qq += v * v
  }
  return pp === 0 || qq === 0 ? null : { rho: pq / Math.sqrt(pp * qq), n }
}
