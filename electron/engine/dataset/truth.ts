/** Ground truth from its file to the model's input size. Labels, masks and depths are picked as cv2.INTER_NEAREST picks them, never interpolated. */
import { resolve } from 'node:path'
import { StudioError } from '@shared/errors'
import type { Task } from '@shared/model/tasks'
import { ignored, type Truth } from '@shared/model/truth'
import { readFileBounded } from '../file'
import { sourceBeside } from './layout/beside'
import { edgesOf, readLabelMap, type LabelMap } from './pascal/edges'
import { readHumanParts } from './pascal/parts'
import { nearestIndices } from './resize'
import { readPlane, type Plane } from './truth-file'
import { normalsOf } from './truth-normals'
import type { TruthHow, TruthSource } from './truth-source'

const largestFile = 256 * 2 ** 20

/**
 * The truth of one task for one image by what lies beside the image, or null where there is none (or the task's kind has none).
 * @param size side of the model's input
 * @throws StudioError for a file that is there but cannot be used
 */
export async function readTruth(imagePath: string, task: Task, size: number): Promise<Truth | null> {
  const source = await sourceBeside(resolve(imagePath), task)
  return source && readTruthSource(source, task, size)
}

/**
 * One truth file at the model's size. Segmentation and parts: class numbers, 255 = not counted. Saliency and edges: a mask. Normals: colours or vectors.
 * Depth: numbers only, since a picture does not say its unit; values that are not finite and positive are not counted.
 * @throws StudioError for a file that cannot be used
 */
export async function readTruthSource({ file, how }: TruthSource, task: Task, size: number, read: ReadBounded = readFileBounded): Promise<Truth> {
  const plane = await planeOf(await read(file, largestFile), file, how)
  const map = how.labelMap === null ? null : readLabelMap(await read(how.labelMap, largestFile), how.labelMap)
  return interpret(plane, map, how, task, size, file)
}

/** `readFileBounded`, or `readFileBoundedSync` in a thread of its own. */
type ReadBounded = (file: string, limit: number) => Promise<Uint8Array> | Uint8Array

async function planeOf(bytes: Uint8Array, file: string, how: TruthHow): Promise<Plane> {
  switch (how.content) {
    case 'plane': return readPlane(bytes, file, how.variable)
    case 'label-map': {
      const map = readLabelMap(bytes, file)
      return { ...map, channels: 1, values: edgesOf(map), encoded: false }
    }
    case 'human-parts': {
      const { labels, ...size } = readHumanParts(bytes, file) ?? { width: 1, height: 1, labels: new Uint8Array(1) }
      return { ...size, channels: 1, values: labels, encoded: false }
    }
  }
}

function interpret(plane: Plane, map: LabelMap | null, how: TruthHow, task: Task, size: number, file: string): Truth {
  const wrong = (what: string, fix: string) => new StudioError('mismatch', `This file is no ${task.kind} truth`, { why: what, fix, file })
  switch (task.kind) {
    case 'segmentation':
    case 'parts': {
      if (plane.channels !== 1) throw wrong('It has several channels; class numbers need one', 'Save class numbers as a palette or grey PNG, or as .npy.')
      const values = picked(plane, size)
      const labels = new Uint8Array(values.length)
      const known = Int16Array.from({ length: 256 }, (_, value) => labelOf(value, how, task.channels))
      for (let i = 0; i < values.length; i++) {
        const value = values[i]!, label = known[value] ?? labelOf(value, how, task.channels)
        if (label < 0) throw wrong(`It holds ${value}; ${task.id} has classes 0 to ${task.channels - 1}, and 255 for pixels that are not counted`, 'Check that data set and model use the same classes.')
        labels[i] = label
      }
      if (how.emptyIsIgnored && labels.every((label) => label === 0)) labels.fill(ignored)
      return { type: 'labels', size, labels }
    }
    case 'saliency':
    case 'edges': {
      // 0/1 and 0/255 are both in use.
      const half = how.threshold ?? (plane.values.some((v) => v > 1) ? 127.5 : 0.5)
      const values = picked(plane, size)
      const mask = new Uint8Array(values.length)
      for (let i = 0; i < values.length; i++) mask[i] = Number.isNaN(values[i]!) ? ignored : values[i]! > half ? 1 : 0
      return { type: 'mask', size, mask }
    }
    case 'normals': {
      if (plane.channels !== 3) throw wrong(`It has ${plane.channels} channel${plane.channels === 1 ? '' : 's'}; normals need three`, 'Save x, y, z as RGB = round((n + 1) · 127.5), or as .npy [height, width, 3].')
      if (map && (map.width !== plane.width || map.height !== plane.height)) {
        throw wrong(`It is ${plane.width} × ${plane.height}, its label map ${map.width} × ${map.height}`, 'Use normals and label maps of the same data set.')
      }
      return normalsOf(plane, how, map, size)
    }
    case 'depth': {
      if (plane.encoded) throw new StudioError('unsupported', 'Depth cannot be read from a picture', { why: 'A picture does not say the unit of its grey levels', fix: 'Save depth as a float32 .npy array [height, width].', file })
      if (plane.channels !== 1) throw wrong(`It has ${plane.channels} channels; depth needs one`, 'Save it as .npy [height, width].')
      const depth = Float32Array.from(picked(plane, size))
      return { type: 'depth', size, depth, valid: Uint8Array.from(depth, (d) => (Number.isFinite(d) && d > 0 ? 1 : 0)) }
    }
    case 'other':
      throw new RangeError(`tasks of kind other have no truth (${file})`)
  }
}

/** Class of a stored value; −1 for what is none. */
function labelOf(value: number, { classOffset, ignore }: TruthHow, classes: number): number {
  if (value === ignored || ignore.includes(value)) return ignored
  const label = value + classOffset
  if (!Number.isInteger(label) || label >= classes) return -1
  return label < 0 ? ignored : label
}

/** The plane's nearest values, `[size, size]`. Bytes stay bytes. */
function picked({ width, height, values }: Plane, size: number): Uint8Array | Float64Array {
  const columns = nearestIndices(width, size), rows = nearestIndices(height, size)
  const out = values instanceof Uint8Array ? new Uint8Array(size * size) : new Float64Array(size * size)
  for (let y = 0, o = 0; y < size; y++) {
    const row = rows[y]! * width
    for (let x = 0; x < size; x++) out[o++] = values[row + columns[x]!]!
  }
  return out
}
