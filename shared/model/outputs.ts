/** What a decoder's raw numbers mean: classes, probabilities, directions. Arrays are `[channels, n]`, n pixels each. */

/** Largest channel per pixel; the first of equals, as in PyTorch. At most 256 channels. */
export function argmax(output: Float32Array, channels: number, n: number): Uint8Array {
  const best = new Uint8Array(n)
  const value = output.slice(0, n)
  for (let c = 1; c < channels; c++) {
    for (let i = 0, o = c * n; i < n; i++, o++) {
      if (output[o]! > value[i]!) {
        value[i] = output[o]!
        best[i] = c
      }
    }
  }
  return best
}

/** The probability of a logit. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** The vector of pixel i at unit length; zero stays zero. */
export function unitNormal(vectors: Float32Array, i: number, n: number): [number, number, number] {
  const x = vectors[i]!, y = vectors[n + i]!, z = vectors[2 * n + i]!
  const length = Math.hypot(x, y, z)
  return length > 0 && Number.isFinite(length) ? [x / length, y / length, z / length] : [0, 0, 0]
}

/** Angle in degrees between the vectors of pixel i; 90 where one is zero. Lengths do not matter. */
export function angle(a: Float32Array, b: Float32Array, i: number, n: number): number {
  const [ax, ay, az] = unitNormal(a, i, n)
  const [bx, by, bz] = unitNormal(b, i, n)
  return (Math.acos(Math.min(1, Math.max(-1, ax * bx + ay * by + az * bz))) * 180) / Math.PI
}
