/** Surface normals at the model's size, at unit length. */
import type { Truth } from '@shared/model/truth'
import type { LabelMap } from './pascal/edges'
import { normalClasses } from './pascal/normal-classes'
import { nearestIndices } from './resize'
import { resizeVectors } from './resize-vectors'
import type { Plane } from './truth-file'
import type { TruthHow } from './truth-source'

/** @param plane with three channels; `map`, of the same size, says which pixels count */
export function normalsOf(plane: Plane, how: TruthHow, map: LabelMap | null, size: number): Extract<Truth, { type: 'normals' }> {
  const decode = decoder(plane, how)
  if (how.vectors === 'cubic') {
    const vectors = new Float32Array(plane.width * plane.height * 3)
    for (let pixel = 0; pixel < plane.width * plane.height; pixel++) {
      if (map && !normalClasses.has(map.labels[pixel]!)) continue
      for (let i = pixel * 3; i < pixel * 3 + 3; i++) vectors[i] = decode(plane.values[i]!)
    }
    return atUnitLength(size, resizeVectors(vectors, plane.width, plane.height, size))
  }
  const columns = nearestIndices(plane.width, size), rows = nearestIndices(plane.height, size)
  const vectors = new Float32Array(size * size * 3)
  for (let y = 0, o = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const pixel = rows[y]! * plane.width + columns[x]!
      const counts = !map || normalClasses.has(map.labels[pixel]!)
      for (let c = 0; c < 3; c++) vectors[o++] = counts ? decode(plane.values[pixel * 3 + c]!) : 0
    }
  }
  return atUnitLength(size, vectors)
}

function decoder({ encoded }: Plane, { colours }: TruthHow): (value: number) => number {
  if (!encoded) return (v) => v
  const known = Float32Array.from({ length: 256 }, (_, v) => (colours === 'linear' ? (2 * v) / 255 - 1 : v === 128 ? 0 : v / 127.5 - 1))
  return (v) => known[v]!
}

/** `[size, size, 3]` → planes; vectors without a length are not counted. */
function atUnitLength(size: number, vectors: Float32Array): Extract<Truth, { type: 'normals' }> {
  const n = size * size
  const normals = new Float32Array(3 * n)
  const valid = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const x = vectors[i * 3]!, y = vectors[i * 3 + 1]!, z = vectors[i * 3 + 2]!
    const length = Math.sqrt(x * x + y * y + z * z)
    if (!(length > 0) || !Number.isFinite(length)) continue
    normals[i] = x / length
    normals[n + i] = y / length
    normals[2 * n + i] = z / length
    valid[i] = 1
  }
  return { type: 'normals', size, normals, valid }
}
