/** Reads the calls by which PyTorch pickles tensors as descriptions: which storage, where in it, what shape. */
import type { DType } from '../types'
import { limits } from '../limits'
import { Call, Global, isTuple, Persistent, Sequence, type Value } from '../pickle/nodes'
import { isCount, isTorch, storageRef, torchType, type StorageRef } from './storage-ref'

export interface TensorSpec {
  storage: StorageRef
  dtype: DType
  /** In elements, from the start of the root storage. */
  offset: number
  shape: number[]
  /** In elements. */
  strides: number[]
}

/** A tensor that cannot be used, and why: "it is quantised". */
export interface Unusable {
  unusable: string
}

const plain = new Set(['_rebuild_tensor', '_rebuild_tensor_v2', '_rebuild_tensor_v3'])
/** Calls around another tensor, which is their first argument. */
const wrapping = new Set(['_rebuild_parameter', '_rebuild_parameter_with_state', '_rebuild_device_tensor_from_cpu_tensor'])
const typed = new Set(['_rebuild_from_type', '_rebuild_from_type_v2'])
const unusable = new Map([
  ['_rebuild_qtensor', 'it is quantised'],
  ['_rebuild_sparse_tensor', 'it is sparse'], ['_rebuild_sparse_csr_tensor', 'it is sparse'], ['_rebuild_nested_tensor', 'it is a nested tensor'],
  ['_rebuild_meta_tensor_no_storage', 'it is a meta tensor, a shape without values'],
  ['_rebuild_wrapper_subclass', 'it is a tensor subclass without a storage'],
  ['_rebuild_device_tensor_from_numpy', 'it is kept as a NumPy array of another device'], ['_rebuild_xla_tensor', 'it is kept as a NumPy array of an XLA device']
])

/** The name of the rebuild function that `value` calls, if it calls one. */
function rebuildName(value: Value | undefined): string | undefined {
  if (!(value instanceof Call) || !(value.callee instanceof Global) || !isTorch(value.callee.module)) return undefined
  const { name } = value.callee
  return plain.has(name) || wrapping.has(name) || typed.has(name) || unusable.has(name) ? name : undefined
}

export function isTensor(value: Value | undefined): boolean {
  return rebuildName(value) !== undefined
}

/** The tensor that a call describes. Anything unexpected in it is `unusable`, never an exception. */
export function rebuild(call: Call): TensorSpec | Unusable {
  let current = call
  for (let depth = 0; depth < 4; depth++) {
    const name = rebuildName(current)
    if (name === undefined) break
    const reason = unusable.get(name)
    if (reason) return { unusable: reason }
    if (plain.has(name)) return described(name, current.args.items)
    const inner = typed.has(name) ? retyped(current.args.items) : current.args.items[0]
    if (!(inner instanceof Call)) break
    current = inner
  }
  return { unusable: 'its description is not one that PyTorch writes' }
}

/** `(function, class, arguments, state)`: the call that PyTorch would make before it sets the class. */
function retyped([callee, type, args]: Value[]): Value | undefined {
  if (!(callee instanceof Global) || !isTuple(args) || !(type instanceof Global) || !isTorch(type.module)) return undefined
  return new Call(callee, args)
}

function described(name: string, [storage, offset, size, stride, , , type]: Value[]): TensorSpec | Unusable {
  if (!(storage instanceof Persistent)) return { unusable: 'it does not name its storage' }
  const ref = storageRef(storage)
  if (!ref) return { unusable: 'its storage reference is malformed' }
  const shape = counts(size), strides = counts(stride)
  if (!shape || !strides || shape.length !== strides.length || !isCount(offset)) return { unusable: 'its shape or strides are malformed' }
  const dtype = name === '_rebuild_tensor_v3' ? torchType(type) : ref.type
  if (dtype === undefined || dtype === 'untyped') return { unusable: 'its storage has no element type' }
  if (typeof dtype !== 'string') return { unusable: `its type ${dtype.unread} is not one the studio reads` }
  return { storage: ref, dtype, offset: ref.viewOffset + offset, shape, strides }
}

/** A tuple, list or torch.Size of counts. */
function counts(value: Value | undefined): number[] | undefined {
  if (value instanceof Call && value.callee instanceof Global && value.callee.path === 'torch.Size') return counts(value.args.items[0])
  if (!(value instanceof Sequence) || value.items.length > limits.dimensions) return undefined
  return value.items.every(isCount) ? value.items : undefined
}
