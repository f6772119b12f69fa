/**
 * Swin's token orders as index maps, and the attention biases that follow from them. Tokens of a stage are kept in window order inside the graph,
 * so that window partition is a free reshape; raster order is what pictures and decoders want. `map[p]` is the raster index of the token at position p.
 */

/** Window order of an R×R grid, windows w×w, after a cyclic shift by −shift in both directions. */
export function windowOrder(resolution: number, window: number, shift = 0): Int32Array {
  const windows = resolution / window
  const map = new Int32Array(resolution * resolution)
  let p = 0
  for (let wy = 0; wy < windows; wy++)
    for (let wx = 0; wx < windows; wx++)
      for (let y = 0; y < window; y++)
        for (let x = 0; x < window; x++)
          map[p++] = ((wy * window + y + shift) % resolution) * resolution + ((wx * window + x + shift) % resolution)
  return map
}

/** `invert(map)[map[p]] = p`. */
export function invert(map: Int32Array): Int32Array {
  const inverse = new Int32Array(map.length)
  for (let i = 0; i < map.length; i++) inverse[map[i]!] = i
  return inverse
}

/** `compose(a, b)[p] = b[a[p]]`. */
export const compose = (a: Int32Array, b: Int32Array): Int32Array => a.map((i) => b[i]!)

export const isIdentity = (map: Int32Array): boolean => map.every((v, i) => v === i)

/** Patch merging as a gather: for each token of the merged R/2 grid (raster), its four sources in the order (even row, even column), (odd, even), (even, odd), (odd, odd). */
export function mergeOrder(resolution: number): Int32Array {
  const half = resolution / 2
  const map = new Int32Array(resolution * resolution)
  let p = 0
  for (let y = 0; y < half; y++)
    for (let x = 0; x < half; x++)
      for (const [dy, dx] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) map[p++] = (2 * y + dy) * resolution + 2 * x + dx
  return map
}

/** Relative position bias `[heads, N, N]` from the table `[(2w−1)², heads]`, N = w². */
function relativeBias(table: Float32Array, window: number, heads: number): Float32Array {
  const n = window * window
  const bias = new Float32Array(heads * n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const dy = Math.floor(i / window) - Math.floor(j / window) + window - 1
      const dx = (i % window) - (j % window) + window - 1
      const row = (dy * (2 * window - 1) + dx) * heads
      for (let h = 0; h < heads; h++) bias[(h * n + i) * n + j] = table[row + h]!
    }
  return bias
}

/**
 * Which side of the seams each token of a shifted stage lies on, `[windows, N]` in window order: two tokens of a window may attend to each other
 * where these are equal. Along one axis: 0 untouched, 1 the rest of the last window, 2 what the shift brought from the other side.
 */
export function shiftRegions(resolution: number, window: number, shift: number): Int32Array {
  const along = (v: number) => (v < resolution - window ? 0 : v < resolution - shift ? 1 : 2)
  return windowOrder(resolution, window).map((at) => along(Math.floor(at / resolution)) * 3 + along(at % resolution))
}

/** What Swin adds to the score of two tokens that the shift only brought together. */
export const maskedScore = -100

/** What is added to the attention scores: `[1, heads, N, N]` unshifted, `[windows, heads, N, N]` with `maskedScore` across seams when shifted. */
export function attentionBias(table: Float32Array, resolution: number, window: number, heads: number, shift: number): { dims: number[]; data: Float32Array } {
  const n = window * window
  const relative = relativeBias(table, window, heads)
  if (shift === 0) return { dims: [1, heads, n, n], data: relative }
  const windows = (resolution / window) ** 2
  const regions = shiftRegions(resolution, window, shift)
  const data = new Float32Array(windows * heads * n * n)
  for (let w = 0, o = 0; w < windows; w++)
    for (let h = 0; h < heads; h++)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) data[o++] = relative[(h * n + i) * n + j]! + (regions[w * n + i] === regions[w * n + j] ? 0 : maskedScore)
  return { dims: [windows, heads, n, n], data }
}

/** Row-major `[rows, cols]` → `[cols, rows]`. */
export function transpose(data: Float32Array, rows: number, cols: number): Float32Array {
  const out = new Float32Array(rows * cols)
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) out[j * rows + i] = data[i * cols + j]!
  return out
}
