/** Cubic resizing of float vectors, as OpenCV does it to normals. Pictures, which a model sees, have `squash`. */
import { clamp, cubicTable } from './resize'

const f = Math.fround

/**
 * `cv2.resize(vectors, (S, S), interpolation=cv2.INTER_CUBIC)` for float32 `[height, width, 3]`, up to the order in which OpenCV sums.
 * @returns `[S, S, 3]`, not at unit length
 */
export function resizeVectors(vectors: Float32Array, width: number, height: number, size: number): Float32Array {
  if (width === size && height === size) return vectors
  const columns = cubicTable(width, size), rows = cubicTable(height, size)
  const narrow = new Float32Array(height * size * 3)
  for (let y = 0, o = 0; y < height; y++) {
    for (let x = 0; x < size; x++) {
      for (let c = 0; c < 3; c++, o++) {
        let sum = 0
        for (let k = 0; k < 4; k++) sum = f(sum + f(vectors[(y * width + clamp(columns.first[x]! + k, width - 1)) * 3 + c]! * columns.weights[x * 4 + k]!))
        narrow[o] = sum
      }
    }
  }
  const out = new Float32Array(size * size * 3)
  const stride = size * 3
  for (let y = 0, o = 0; y < size; y++) {
    for (let i = 0; i < stride; i++, o++) {
      let sum = 0
      for (let k = 3; k >= 0; k--) sum = f(f(narrow[clamp(rows.first[y]! + k, height - 1) * stride + i]! * rows.weights[y * 4 + k]!) + sum)
      out[o] = sum
    }
  }
  return out
}
