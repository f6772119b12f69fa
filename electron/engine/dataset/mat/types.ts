/** What a MATLAB file holds, once read. Arrays are column-major, as MATLAB stores them. */
export type Numbers = Float32Array | Float64Array | Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array

export type MatValue =
  /** Numbers and logicals, in the type in which the file stores them, which may be smaller than their class. 64-bit integers arrive as float64. */
  | { type: 'numbers'; dims: number[]; data: Numbers; /** Of MATLAB's class uint8 or logical. */ bytes: boolean }
  /** Characters, column by column. */
  | { type: 'text'; dims: number[]; text: string }
  | { type: 'cells'; dims: number[]; cells: MatValue[] }
  /** One record per element, each with a value for every field in the order of `fields`. */
  | { type: 'struct'; dims: number[]; fields: string[]; records: MatValue[][] }
  /** Something that is no data of ours: an object, a function, a sparse matrix. */
  | { type: 'other'; what: string }

/** A value in words, for errors: `a struct 1×3`. */
export function describe(value: MatValue): string {
  const names = { numbers: 'numbers', text: 'text', cells: 'cells', struct: 'a struct' }
  return value.type === 'other' ? value.what : `${names[value.type]} ${value.dims.join('×')}`
}
