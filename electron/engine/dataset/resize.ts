/**
 * Resizing as OpenCV does it, to the last bit, because a model's input is truncated to grey levels and a policy decides on it.
 * Everything is float32 in OpenCV's own order of operations; `Math.fround` after each one rounds as the hardware would.
 */
import type { RgbImage } from './rgb-image'

const f = Math.fround

/** For one axis: the first of four source positions per target position (may lie outside), and four weights each. */
export interface CubicTable { first: Int32Array; weights: Float32Array }

const tables = new Map<string, CubicTable>()

/**
 * Cubic convolution weights for `from` → `to` samples: a = −0.75, half-pixel centres, no antialiasing.
 * R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with OpenCV's a; the fourth weight is what is left to 1.
 */
export function cubicTable(from: number, to: number): CubicTable {
  const key = `${from}/${to}`
  const known = tables.get(key)
  if (known) return known
  const scale = 1 / (to / from)
  const first = new Int32Array(to)
  const weights = new Float32Array(to * 4)
  const a = -0.75
  for (let i = 0; i < to; i++) {
    const centre = f((i + 0.5) * scale - 0.5)
    const left = Math.floor(centre)
    const t = f(centre - left)
    const t1 = f(t + 1)
    const u = f(1 - t)
    const w0 = f(f(f(f(f(f(a * t1) - 5 * a) * t1) + 8 * a) * t1) - 4 * a)
    const w1 = f(f(f(f(f((a + 2) * t) - (a + 3)) * t) * t) + 1)
    const w2 = f(f(f(f(f((a + 2) * u) - (a + 3)) * u) * u) + 1)
    first[i] = left - 1
    weights.set([w0, w1, w2, f(f(f(1 - w0) - w1) - w2)], i * 4)
  }
  const table = { first, weights }
  // A folder of differently sized photos must not grow this without end.
  if (tables.size > 256) tables.clear()
  tables.set(key, table)
  return table
}

export const clamp = (i: number, last: number): number => (i < 0 ? 0 : i > last ? last : i)

/** Byte offsets (pixel · 3) of the four sources per target pixel, with the border pixel replicated. */
function sourceOffsets(table: CubicTable, from: number): Int32Array {
  return Int32Array.from({ length: table.first.length * 4 }, (_, i) => clamp(table.first[i >> 2]! + (i & 3), from - 1) * 3)
}

/** One source row to `out` (float32, 3 per target pixel): weights summed left to right. */
function filterRow(data: Uint8Array, start: number, offsets: Int32Array, weights: Float32Array, out: Float32Array): void {
  for (let x = 0, o = 0; x < offsets.length; x += 4, o += 3) {
    const w0 = weights[x]!, w1 = weights[x + 1]!, w2 = weights[x + 2]!, w3 = weights[x + 3]!
    const p0 = start + offsets[x]!, p1 = start + offsets[x + 1]!, p2 = start + offsets[x + 2]!, p3 = start + offsets[x + 3]!
    for (let c = 0; c < 3; c++) {
      out[o + c] = f(f(f(f(data[p0 + c]! * w0) + f(data[p1 + c]! * w1)) + f(data[p2 + c]! * w2)) + f(data[p3 + c]! * w3))
    }
  }
}

/**
 * Squashes a picture to `size`×`size` (aspect ratio not kept) and truncates to grey levels: equals, byte for byte,
 * `numpy.clip(cv2.resize(image.astype(float32), (S, S), interpolation=cv2.INTER_CUBIC), 0, 255).astype(uint8)` of OpenCV 4.6 on x86-64.
 * A picture that already has the size is returned as it is.
 * @returns RGB, `size · size · 3` bytes
 */
export function squash(image: RgbImage, size: number): Uint8Array {
  const { width, height, data } = image
  if (width === size && height === size) return data
  const columns = cubicTable(width, size)
  const rows = cubicTable(height, size)
  const offsets = sourceOffsets(columns, width)
  const length = size * 3
  // Four consecutive source rows are needed at a time; row r is kept in slot r mod 4.
  const slots = [0, 1, 2, 3].map(() => new Float32Array(length))
  const held = [-1, -1, -1, -1]
  const filtered = (row: number): Float32Array => {
    const r = clamp(row, height - 1)
    const slot = r & 3
    if (held[slot] !== r) {
      filterRow(data, r * width * 3, offsets, columns.weights, slots[slot]!)
      held[slot] = r
    }
    return slots[slot]!
  }
  const out = new Uint8Array(size * length)
  // OpenCV sums groups of four values from the last row upwards (SIMD), and the rest of a row from the first row downwards.
  const grouped = length - (length % 4)
  for (let y = 0, o = 0; y < size; y++) {
    const top = rows.first[y]!
    const a = filtered(top), b = filtered(top + 1), c = filtered(top + 2), d = filtered(top + 3)
    const w0 = rows.weights[y * 4]!, w1 = rows.weights[y * 4 + 1]!, w2 = rows.weights[y * 4 + 2]!, w3 = rows.weights[y * 4 + 3]!
    for (let i = 0; i < length; i++) {
      const p = f(a[i]! * w0), q = f(b[i]! * w1), r = f(c[i]! * w2), s = f(d[i]! * w3)
      const v = i < grouped ? f(p + f(q + f(r + s))) : f(f(f(p + q) + r) + s)
      out[o++] = v <= 0 ? 0 : v >= 255 ? 255 : v
    }
  }
  return out
}

/**
 * Source index per target index for nearest-neighbour resizing, as cv2.INTER_NEAREST: floor(i · scale), not rounded to pixel centres.
 * Used for labels, so that a truth lies over the picture as in training.
 */
export function nearestIndices(from: number, to: number): Int32Array {
  const scale = 1 / (to / from)
  return Int32Array.from({ length: to }, (_, i) => Math.min(Math.floor(i * scale), from - 1))
}
