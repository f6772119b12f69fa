/** Ties the tensors of a state dict to storages. */
import { Finding } from '../finding'
import type { Call } from '../pickle/nodes'
import type { Placement, Storage } from '../placement'
import { elementBytes } from '../values'
import { damaged, grouped, plural, saveWeights, shown } from '../words'
import { rebuild, type TensorSpec } from './rebuild'

/** @param find the storage of a key, or undefined when the file has none. @throws Finding for a tensor that cannot be read. */
export function placeTensors(tensors: ReadonlyMap<string, Call>, find: (key: string) => Storage | undefined): Map<string, Placement> {
  const placements = new Map<string, Placement>()
  for (const [name, call] of tensors) {
    const spec = rebuild(call)
    if ('unusable' in spec) throw unusable(name, spec.unusable)
    const storage = find(spec.storage.key)
    if (!storage) throw damaged(`The storage ${shown(spec.storage.key)} of the tensor ${shown(name)} is not in the file.`, shown(name))
    checkLength(name, spec, storage)
    placements.set(name, { name, dtype: spec.dtype, shape: spec.shape, strides: spec.strides, offset: spec.offset, storage })
  }
  return placements
}

/** What the pickle says about a storage must agree with the bytes that are there. */
function checkLength(name: string, spec: TensorSpec, storage: Storage): void {
  const { type, length, viewOffset, viewLength } = spec.storage
  const unit = typeof type === 'string' && type !== 'untyped' ? elementBytes[type] : 1
  if (length * unit > storage.bytes) throw damaged(`The storage of the tensor ${shown(name)} has ${plural(storage.bytes, 'byte')} instead of ${grouped(length * unit)}.`, shown(name))
  if (viewOffset + viewLength > length) throw damaged(`The tensor ${shown(name)} views a part that its storage does not have.`, shown(name))
}

function unusable(name: string, reason: string): Finding {
  return new Finding('unsupported', 'A tensor is stored in a form the studio does not read', {
    why: `${shown(name)}: ${reason}. The studio reads dense tensors of 16, 32 and 64 bit floats, integers and booleans.`,
    fix: reason.includes('quantised') ? 'Save the model before quantisation.' : `Convert it to a dense float tensor. ${saveWeights}`, detail: shown(name)
  })
}
