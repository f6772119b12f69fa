/** Ground truth from its file to the model's input size. Values are never interpolated: labels, vectors and depths are picked as cv2.INTER_NEAREST picks them. */
import { stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { StudioError } from '@shared/errors'
import type { Task } from '@shared/model/tasks'
import { ignored, type Truth } from '@shared/model/truth'
import { readFileBounded } from '../file'
import { nearestIndices } from './resize'
import { foldersBeside, foldersFor, stemOf, truthEndings } from './truth-folders'
import { readPlane, type Plane } from './truth-file'

const largestFile = 256 * 2 ** 20

/**
 * The truth of one task for one image, or null where there is none (or the task's kind has none).
 * Segmentation and parts: class numbers, 255 = not counted. Saliency and edges: a mask. Normals: RGB = round((n + 1) · 127.5), 128 grey = not counted,
 * or vectors in `.npy`. Depth: `.npy` only, since a picture does not say its unit; values that are not finite and positive are not counted.
 * @param size side of the model's input
 * @throws StudioError for a file that is there but cannot be used
 */
export async function readTruth(imagePath: string, task: Task, size: number): Promise<Truth | null> {
  if (task.kind === 'other') return null
  const image = resolve(imagePath)
  const file = await truthFile(image, task)
  if (file === null) return null
  const plane = await readPlane(await readFileBounded(file, largestFile), file)
  return interpret(plane, task, size, file)
}

async function truthFile(image: string, task: Task): Promise<string | null> {
  const stem = stemOf(image)
  for (const { path } of foldersFor(task, await foldersBeside(dirname(image)))) {
    // Asked for by name: a data set's folder may hold ten thousand files, and this is asked for every image and task.
    for (const ending of truthEndings) {
      const file = join(path, stem + ending)
      if (await stat(file).then((s) => s.isFile(), () => false)) return file
    }
  }
  return null
}

function interpret(plane: Plane, task: Task, size: number, file: string): Truth {
  const wrong = (what: string, fix: string) => new StudioError('mismatch', `This file is no ${task.kind} truth`, { why: what, fix, file })
  const columns = nearestIndices(plane.width, size)
  const rows = nearestIndices(plane.height, size)
  const n = size * size
  const at = (i: number) => (rows[Math.floor(i / size)]! * plane.width + columns[i % size]!) * plane.channels

  switch (task.kind) {
    case 'segmentation':
    case 'parts': {
      if (plane.channels !== 1) throw wrong('It has several channels; class numbers need one', 'Save class numbers as a palette or grey PNG, or as .npy.')
      const labels = new Uint8Array(n)
      for (let i = 0; i < n; i++) {
        const value = plane.values[at(i)]!
        if (value !== ignored && !(Number.isInteger(value) && value >= 0 && value < task.channels)) {
          throw wrong(`It holds ${value}; ${task.id} has classes 0 to ${task.channels - 1}, and 255 for pixels that are not counted`, 'Check that data set and model use the same classes.')
        }
        labels[i] = value
      }
      return { type: 'labels', size, labels }
    }
    case 'saliency':
    case 'edges': {
      // 0/1 and 0/255 are both in use.
      const half = plane.values.some((v) => v > 1) ? 127.5 : 0.5
      return { type: 'mask', size, mask: Uint8Array.from({ length: n }, (_, i) => {
        const value = plane.values[at(i)]!
        return Number.isNaN(value) ? ignored : value > half ? 1 : 0
      }) }
    }
    case 'normals': {
      if (plane.channels !== 3) throw wrong(`It has ${plane.channels} channel${plane.channels === 1 ? '' : 's'}; normals need three`, 'Save x, y, z as RGB = round((n + 1) · 127.5), or as .npy [height, width, 3].')
      const normals = new Float32Array(3 * n)
      const valid = new Uint8Array(n)
      for (let i = 0; i < n; i++) {
        const o = at(i)
        const [x, y, z] = [0, 1, 2].map((c) => (plane.encoded ? (plane.values[o + c] === 128 ? 0 : plane.values[o + c]! / 127.5 - 1) : plane.values[o + c]!))
        const length = Math.hypot(x!, y!, z!)
        if (!(length > 0) || !Number.isFinite(length)) continue
        normals[i] = x! / length
        normals[n + i] = y! / length
        normals[2 * n + i] = z! / length
        valid[i] = 1
      }
      return { type: 'normals', size, normals, valid }
    }
    case 'depth': {
      if (plane.encoded) throw new StudioError('unsupported', 'Depth cannot be read from a picture', { why: 'A picture does not say the unit of its grey levels', fix: 'Save depth as a float32 .npy array [height, width].', file })
      if (plane.channels !== 1) throw wrong(`It has ${plane.channels} channels; depth needs one`, 'Save it as .npy [height, width].')
      const depth = Float32Array.from({ length: n }, (_, i) => plane.values[at(i)]!)
      return { type: 'depth', size, depth, valid: Uint8Array.from(depth, (d) => (Number.isFinite(d) && d > 0 ? 1 : 0)) }
    }
    case 'other':
      throw new RangeError(`tasks of kind other have no truth (${basename(file)})`)
  }
}
