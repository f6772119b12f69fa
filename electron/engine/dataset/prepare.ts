/** From bytes to what a model reads. */
const f = Math.fround

/**
 * Squashed RGB bytes → normalised planes: `v / 255`, then `(v − mean) / std` per channel, all in float32 as PyTorch computes it. A byte has 256 values,
 * so each channel is a table.
 * @param rgb `[S, S, 3]`
 * @param mean,std per channel R, G, B
 * @returns `[3, S, S]`
 */
export function normalise(rgb: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const pixels = rgb.length / 3
  const out = new Float32Array(rgb.length)
  for (let c = 0; c < 3; c++) {
    const table = Float32Array.from({ length: 256 }, (_, v) => f(f(f(v / 255) - f(mean[c]!)) / f(std[c]!)))
    for (let i = 0, o = c * pixels; i < pixels; i++) out[o + i] = table[rgb[i * 3 + c]!]!
  }
  return out
}
