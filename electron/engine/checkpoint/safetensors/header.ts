/**
 * The safetensors header: a JSON object of name → dtype, shape and byte range. By the format's rules names are unique,
 * and the ranges cover the data without overlap or gap.
 */
import type { DType } from '../types'
import { limits } from '../limits'
import { Finding } from '../finding'
import { elementBytes } from '../values'
import { beyondLimits, cutShort, damaged, grouped, plural, shown, size } from '../words'
import { JsonError, parseJson, type Json } from './json'

export interface HeaderEntry {
  name: string
  dtype: DType
  shape: number[]
  /** Byte range after the header. */
  begin: number
  end: number
}

export const dtypeNames: ReadonlyMap<string, DType> = new Map<string, DType>([
  ['F64', 'f64'], ['F32', 'f32'], ['F16', 'f16'], ['BF16', 'bf16'], ['I64', 'i64'], ['I32', 'i32'], ['I16', 'i16'], ['I8', 'i8'], ['U8', 'u8'], ['BOOL', 'bool']
])

/** @param bytes the header, @param dataBytes what the file holds after it. @returns entries in the header's order. @throws Finding */
export function parseHeader(bytes: Uint8Array, dataBytes: number): HeaderEntry[] {
  const header = object(bytes)
  checkMetadata(header.get('__metadata__'))
  header.delete('__metadata__')
  if (header.size > limits.tensors) throw beyondLimits(`The header lists ${plural(header.size, 'tensor')}.`)
  const entries = [...header].map(([name, value]) => entry(name, value))
  checkRanges(entries, dataBytes)
  return entries
}

function object(bytes: Uint8Array): Map<string, Json> {
  if (bytes[0] !== 0x7b) throw damaged('The header does not begin with a brace.')
  try {
    const header = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (header instanceof Map) return header
  } catch (error) {
    if (error instanceof TypeError) throw damaged('The header is not UTF-8 text.')
    if (!(error instanceof JsonError)) throw error
    if (error.kind === 'limit') throw beyondLimits(`The header holds ${error.message}.`)
    if (error.kind === 'duplicate') throw damaged(`The header names ${shown(error.message)} twice.`)
    throw damaged(`The header is not valid JSON: ${error.message}, at character ${grouped(error.at)}.`)
  }
  throw damaged('The header is not an object.')
}

function checkMetadata(metadata: Json | undefined): void {
  if (metadata === undefined) return
  if (!(metadata instanceof Map) || ![...metadata.values()].every((value) => typeof value === 'string')) throw damaged('The header\'s __metadata__ is not a map of texts.')
}

function entry(name: string, value: Json): HeaderEntry {
  if (name.length > limits.nameLength) throw beyondLimits(`A tensor's name has ${plural(name.length, 'character')}: ${shown(name)}`)
  if (!(value instanceof Map)) throw malformed(name)
  const dtype = value.get('dtype'), shape = value.get('shape'), offsets = value.get('data_offsets')
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets)) throw malformed(name)
  const [begin, end] = offsets
  if (offsets.length !== 2 || begin === undefined || end === undefined || end < begin || shape.length > limits.dimensions) throw malformed(name)
  const type = dtypeNames.get(dtype)
  if (!type) throw new Finding('unsupported', 'A tensor is stored in a form the studio does not read', {
    why: `${shown(name)} has the type ${shown(dtype)}. The studio reads dense tensors of 16, 32 and 64 bit floats, integers and booleans.`, fix: 'Convert it to a float type and save again.', detail: shown(name)
  })
  const bytes = shape.reduce((a, b) => a * b, elementBytes[type])
  if (bytes !== end - begin) throw damaged(`The tensor ${shown(name)} has ${plural(end - begin, 'byte')} for a shape of ${shape.join(' × ') || 'one value'}.`, shown(name))
  return { name, dtype: type, shape, begin, end }
}

function isCounts(value: Json | undefined): value is number[] {
  return Array.isArray(value) && value.every((n) => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0)
}

function malformed(name: string): Finding {
  return damaged(`The header's entry for ${shown(name)} is not a dtype, a shape and two offsets.`, shown(name))
}

function checkRanges(entries: HeaderEntry[], dataBytes: number): void {
  let at = 0
  for (const e of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (e.begin < at) throw damaged(`The tensor ${shown(e.name)} overlaps another.`, shown(e.name))
    if (e.begin > at) throw damaged(`There is a gap of ${plural(e.begin - at, 'byte')} before the tensor ${shown(e.name)}.`, shown(e.name))
    at = e.end
  }
  if (at > dataBytes) throw cutShort(`${size(at - dataBytes)} of ${size(at)} are missing at its end.`)
  if (at < dataBytes) throw damaged(`${plural(dataBytes - at, 'byte')} at its end belong to no tensor.`)
}
