/** Edges of PASCAL-Context: where its 459 classes meet. */
import { StudioError } from '@shared/errors'
import { asMatrix, variable } from '../mat/access'
import { readMat } from '../mat/read'
import { thin } from './thin'

/** A small file may unfold into a very large map. */
const mostPixels = 2 ** 24

export interface LabelMap { width: number; height: number; labels: ArrayLike<number> }

/** `LabelMap` of a file in `pascal-context/trainval`: class numbers, 1 to 459, row by row. */
export function readLabelMap(bytes: Uint8Array, file: string): LabelMap {
  const { width, height, data, channels } = asMatrix(variable(readMat(bytes, file), 'LabelMap', file), 'LabelMap', file)
  if (width * height > mostPixels) throw new StudioError('refused', `This label map is too large (${width} × ${height})`, { why: 'PASCAL-Context’s are at most 500 × 500', fix: 'Use the files of the data set as they were published.', file })
  // Several channels would be another file; the first one then stands for all.
  return { width, height, labels: channels === 1 ? data : data.filter((_, i) => i % channels === 0) }
}

/**
 * 1 where the Laplacian of the class numbers is not 0 (kernel [0 1 0; 1 −4 1; 0 1 0], border mirrored without repeating its pixels, as OpenCV's default),
 * thinned. So the benchmarks make edges.
 */
export function edgesOf({ width, height, labels }: LabelMap): Uint8Array {
  const mirrored = (i: number, n: number): number => (n === 1 ? 0 : i < 0 ? 1 : i >= n ? n - 2 : i)
  const edges = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const up = mirrored(y - 1, height) * width, down = mirrored(y + 1, height) * width
    for (let x = 0; x < width; x++) {
      const here = y * width
      const sum = labels[up + x]! + labels[down + x]! + labels[here + mirrored(x - 1, width)]! + labels[here + mirrored(x + 1, width)]! - 4 * labels[here + x]!
      if (sum !== 0) edges[here + x] = 1
    }
  }
  thin(edges, width, height)
  return edges
}
