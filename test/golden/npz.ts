/** Reads golden tensors: a `.npz` is a ZIP of `.npy` arrays. */
import { readFileSync } from 'node:fs'
import { unzipSync } from 'fflate'
import { readNpy, type NpyArray } from '../../electron/engine/dataset/npy'

export interface Npz {
  names: string[]
  has(name: string): boolean
  /** Throws for an unknown name, so a misspelt golden fails its test. */
  get(name: string): NpyArray
  f32(name: string): Float32Array
  u8(name: string): Uint8Array
}

export function readNpz(file: string): Npz {
  const entries = new Map(Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [name.replace(/\.npy$/, ''), bytes]))
  const get = (name: string): NpyArray => {
    const bytes = entries.get(name)
    if (!bytes) throw new Error(`${file} has no array ${name}`)
    return readNpy(bytes, `${file}/${name}.npy`)
  }
  const typed = <T extends NpyArray['data']>(name: string, type: new (n: number) => T): T => {
    const { data } = get(name)
    if (data instanceof type) return data
    throw new Error(`${name} in ${file} is ${data.constructor.name}, not ${type.name}`)
  }
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    get,
    f32: (name) => typed(name, Float32Array),
    u8: (name) => typed(name, Uint8Array)
  }
}
