/** Human parts from PASCAL-Part's annotation files: `anno.objects(i)` with `class_ind`, `mask` and `parts(j)` with `part_name` and `mask`. */
import { asMatrix, asStruct, fieldAt, mismatch, variable } from '../mat/access'
import { readMat } from '../mat/read'
import type { MatValue } from '../mat/types'

/** PASCAL VOC's number of the class person. */
const person = 15

/** PASCAL-Part's 24 parts of a person, merged to six as the benchmarks do: 1 head, 2 torso, 3 upper arms, 4 lower arms, 5 upper legs, 6 lower legs. */
const merged = new Map(Object.entries({
  head: 1, hair: 1, lear: 1, rear: 1, lebrow: 1, rebrow: 1, leye: 1, reye: 1, nose: 1, mouth: 1, torso: 2, neck: 2,
  luarm: 3, ruarm: 3, llarm: 4, rlarm: 4, lhand: 4, rhand: 4, luleg: 5, ruleg: 5, llleg: 6, rlleg: 6, lfoot: 6, rfoot: 6
}))

const fix = 'Use the files of PASCAL-Part as they were published.'

export interface PartsMap { width: number; height: number; labels: Uint8Array }

/**
 * Part of each pixel, 0 for none, row by row; a later part lies over an earlier one. Null where no person has parts.
 * @throws StudioError `mismatch` for other structures, unknown parts and masks of different sizes
 */
export function readHumanParts(bytes: Uint8Array, file: string): PartsMap | null {
  const anno = record(variable(readMat(bytes, file), 'anno', file), 'anno', file)
  const objects = anno('objects', 1)
  // An empty struct array may be stored as an empty matrix.
  if (isEmpty(objects)) return null
  let map: PartsMap | null = null
  for (const object of records(objects, 'anno.objects', file)) {
    const parts = object('parts', 3)
    if (numberOf(object('class_ind', 1), 'class_ind', file) !== person || isEmpty(parts)) continue
    for (const part of records(parts, 'parts', file)) {
      const name = part('part_name', 0)
      const label = name.type === 'text' ? merged.get(name.text) : undefined
      if (label === undefined) throw mismatch(`It names the part ${name.type === 'text' ? name.text : name.type}, which a person of PASCAL-Part does not have`, fix, file)
      const mask = asMatrix(part('mask', 1), 'A mask', file)
      map ??= { width: mask.width, height: mask.height, labels: new Uint8Array(mask.width * mask.height) }
      if (mask.width !== map.width || mask.height !== map.height) throw mismatch(`One mask is ${map.width} × ${map.height}, another ${mask.width} × ${mask.height}`, fix, file)
      for (let i = 0; i < map.labels.length; i++) if (mask.data[i]) map.labels[i] = label
    }
  }
  return map
}

type Field = (name: string, position: number) => MatValue

function records(value: MatValue, what: string, file: string): Field[] {
  const struct = asStruct(value, what, file)
  return struct.records.map((values) => (name, position) => values[fieldAt(struct, name, position, file)]!)
}

function record(value: MatValue, what: string, file: string): Field {
  const [first] = records(value, what, file)
  if (!first) throw mismatch(`${what} is empty`, fix, file)
  return first
}

const isEmpty = (value: MatValue): boolean => value.type !== 'other' && value.dims.includes(0)

function numberOf(value: MatValue, what: string, file: string): number {
  const number = value.type === 'numbers' ? value.data[0] : undefined
  if (number === undefined) throw mismatch(`${what} is no number`, fix, file)
  return number
}
