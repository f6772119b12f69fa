/** Getting at what is wanted from a read file, with errors that name what is there instead. */
import { StudioError } from '@shared/errors'
import { describe, type MatValue, type Numbers } from './types'

type Struct = Extract<MatValue, { type: 'struct' }>

export const mismatch = (why: string, fix: string, file: string): StudioError => new StudioError('mismatch', 'This .mat file holds something else than expected', { why, fix, file })

/** The variable of this name; null takes the only one that holds numbers. */
export function variable(variables: ReadonlyMap<string, MatValue>, name: string | null, file: string): MatValue {
  const listed = [...variables].map(([n, v]) => `${n} (${describe(v)})`).join(', ') || 'nothing'
  if (name !== null) {
    const value = variables.get(name)
    if (!value) throw mismatch(`It has no variable ${name}; it holds ${listed}`, 'Name one of its variables.', file)
    return value
  }
  const numeric = [...variables.values()].filter((v) => v.type === 'numbers')
  const [only] = numeric
  if (!only || numeric.length > 1) throw mismatch(`It holds ${listed}`, only ? 'Say which variable to use.' : 'Save the array as a variable of numbers.', file)
  return only
}

/** A struct's field by its name; data sets that were saved by other tools may lack names, so that its position stands in. */
export function fieldAt(struct: Struct, name: string, position: number, file: string): number {
  const at = struct.fields.includes(name) ? struct.fields.indexOf(name) : position
  if (at >= struct.fields.length) throw mismatch(`A struct has no field ${name}; it has ${struct.fields.join(', ') || 'none'}`, 'Use the files of the data set as they were published.', file)
  return at
}

export function asStruct(value: MatValue, what: string, file: string): Struct {
  if (value.type !== 'struct') throw mismatch(`${what} is ${describe(value)}; a struct is expected`, 'Use the files of the data set as they were published.', file)
  return value
}

export interface Matrix { height: number; width: number; channels: number; data: Numbers; bytes: boolean }

/** Numbers `[height, width]` or `[height, width, channels]`, turned to row by row with channels interleaved. */
export function asMatrix(value: MatValue, what: string, file: string): Matrix {
  if (value.type !== 'numbers') throw mismatch(`${what} is ${describe(value)}; numbers are expected`, 'Save it as a plain matrix.', file)
  const [height, width, channels = 1, ...more] = value.dims
  if (!height || !width || !channels || more.length > 0) throw mismatch(`${what} has the size ${value.dims.join('×')}; height×width is expected`, 'Save it as a plain matrix.', file)
  const { data } = value
  const out = data.slice()
  for (let c = 0, from = 0; c < channels; c++) {
    for (let x = 0; x < width; x++) {
      for (let y = 0, to = x * channels + c; y < height; y++, to += width * channels) out[to] = data[from++]!
    }
  }
  return { height, width, channels, data: out, bytes: value.bytes }
}
