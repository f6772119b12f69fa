/** From a picture to what a model reads. */
import type { RgbImage } from './rgb-image'
import { squash } from './resize'

const f = Math.fround

/**
 * The model's input: squashed to `size`×`size`, scaled to 0…1, normalised per channel as `(v − mean) / std`, all in float32 as PyTorch computes it.
 * @param mean,std per channel R, G, B
 * @returns `[3, size, size]`, channel by channel
 */
export function prepareImage(image: RgbImage, size: number, mean: readonly number[], std: readonly number[]): Float32Array {
  return normalise(squash(image, size), mean, std)
}

/** Interleaved RGB bytes → normalised planes. A byte has 256 values, so each channel is a table. */
export function normalise(rgb: Uint8Array, mean: readonly number[], std: readonly number[]): Float32Array {
  const pixels = rgb.length / 3
  const out = new Float32Array(rgb.length)
  for (let c = 0; c < 3; c++) {
    const table = Float32Array.from({ length: 256 }, (_, v) => f(f(f(v / 255) - f(mean[c]!)) / f(std[c]!)))
    for (let i = 0, o = c * pixels; i < pixels; i++) out[o + i] = table[rgb[i * 3 + c]!]!
  }
  return out
}
