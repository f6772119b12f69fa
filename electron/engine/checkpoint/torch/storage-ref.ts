/** References from a pickle to storages: `('storage', class, key, location, numel[, view])`. */
import type { DType } from '../types'
import { Global, isTuple, type Persistent, type Value } from '../pickle/nodes'

/** Storage and dtype names of PyTorch that the studio reads. Others exist (complex, quantised, float8) and are refused by name. */
const storageTypes = new Map<string, DType>([
  ['DoubleStorage', 'f64'], ['FloatStorage', 'f32'], ['HalfStorage', 'f16'], ['BFloat16Storage', 'bf16'], ['LongStorage', 'i64'],
  ['IntStorage', 'i32'], ['ShortStorage', 'i16'], ['CharStorage', 'i8'], ['ByteStorage', 'u8'], ['BoolStorage', 'bool']
])
const torchTypes = new Map<string, DType>([
  ['float64', 'f64'], ['double', 'f64'], ['float32', 'f32'], ['float', 'f32'], ['float16', 'f16'], ['half', 'f16'], ['bfloat16', 'bf16'], ['int64', 'i64'], ['long', 'i64'],
  ['int32', 'i32'], ['int', 'i32'], ['int16', 'i16'], ['short', 'i16'], ['int8', 'i8'], ['uint8', 'u8'], ['bool', 'bool']
])

export interface StorageRef {
  key: string
  /** `untyped` counts bytes; another string names a type that is not read. */
  type: DType | 'untyped' | { unread: string }
  /** Number of elements of the whole storage. */
  length: number
  /** Elements of the root storage before the view that tensors are made on; legacy files only. */
  viewOffset: number
  viewLength: number
}

export function isTorch(module: string): boolean {
  return module === 'torch' || module.startsWith('torch.')
}

export function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Undefined where the reference is not to a storage or does not have its form. */
export function storageRef(reference: Persistent): StorageRef | undefined {
  if (!isTuple(reference.id)) return undefined
  const [tag, type, key, , length, view] = reference.id.items
  if (tag !== 'storage' || !(type instanceof Global) || !isTorch(type.module) || !isCount(length)) return undefined
  if (typeof key !== 'string' && !isCount(key)) return undefined
  const ref: StorageRef = { key: String(key), type: typeOf(type.name), length, viewOffset: 0, viewLength: length }
  if (!isTuple(view)) return ref
  const [, offset, viewLength] = view.items
  return isCount(offset) && isCount(viewLength) ? { ...ref, viewOffset: offset, viewLength } : undefined
}

/** The class of a pickled module: legacy files store `('module', class, source file, source)`. */
export function moduleClass(reference: Persistent): Global | undefined {
  return isTuple(reference.id) && reference.id.items[0] === 'module' && reference.id.items[1] instanceof Global ? reference.id.items[1] : undefined
}

/** `torch.float32` and the like, as newer tensors name their type. */
export function torchType(value: Value | undefined): DType | { unread: string } | undefined {
  if (!(value instanceof Global) || value.module !== 'torch') return undefined
  return torchTypes.get(value.name) ?? { unread: `torch.${value.name}` }
}

function typeOf(name: string): StorageRef['type'] {
  if (name === 'UntypedStorage' || name === '_UntypedStorage') return 'untyped'
  return storageTypes.get(name) ?? { unread: name }
}
