/** Finds the state dict in what a checkpoint holds, and the tensors in it. */
import { limits } from '../limits'
import { Finding } from '../finding'
import { Call, Dict, Global, Sequence, Persistent, type Value } from '../pickle/nodes'
import { wrapperLength } from '../prefix'
import { beyondLimits, plural, saveSnippet, saveWeights, shown } from '../words'
import { where } from './load-pickle'
import { isTensor } from './rebuild'
import { moduleClass } from './storage-ref'

/** Where trainers put the state dict, most usual first. */
const wrappers = ['model', 'state_dict', 'model_state_dict'] as const
const mostLevels = 3

export interface StateDict {
  /** Tensor calls by full name, in the file's order. */
  tensors: Map<string, Call>
  /** Keys that lead to it, e.g. `model`. */
  path: string[]
}

/** @param root what the pickle describes; `file` only words the advice. @throws Finding when there is no state dict of tensors. */
export function findStateDict(root: Value, file: string): StateDict {
  return new Finder(file).find(root)
}

class Finder {
  /** Each dict is looked at once, however often a hostile file refers to it. */
  private readonly seen = new Map<Value, { entries: Map<string, Value>; hasTensor: boolean } | undefined>()

  constructor(private readonly file: string) {}

  find(root: Value): StateDict {
    const path: string[] = []
    let value = root
    for (let level = 0; level <= mostLevels; level++) {
      const entries = this.entries(value)
      if (!entries) throw notADict(value, this.file)
      const next = this.inner(value, entries, mostLevels - level)
      if (next === undefined) return { tensors: this.tensors(entries), path }
      path.push(next)
      value = entries.get(next) ?? null
    }
    throw noWeights('The state dict is nested too deep.', this.file)
  }

  /** The key under which the state dict lies, or undefined when these entries are it. */
  private inner(dict: Value, entries: Map<string, Value>, levels: number): string | undefined {
    const known = wrappers.find((key) => this.leadsToTensors(entries.get(key), levels))
    if (known || this.look(dict)?.hasTensor || this.object(entries)) return known
    const candidates = [...entries.keys()].filter((key) => this.look(entries.get(key))?.hasTensor)
    if (candidates.length > 1) throw severalDicts(candidates)
    return candidates[0]
  }

  private leadsToTensors(value: Value | undefined, levels: number): boolean {
    const found = this.look(value)
    if (!found) return false
    return found.hasTensor || (levels > 0 && wrappers.some((key) => this.leadsToTensors(found.entries.get(key), levels - 1)))
  }

  private tensors(entries: Map<string, Value>): Map<string, Call> {
    const tensors = new Map<string, Call>()
    for (const [name, value] of entries) if (value instanceof Call && isTensor(value)) tensors.set(name, value)
    if (tensors.size > limits.tensors) throw beyondLimits(`The state dict has ${plural(tensors.size, 'tensor')}.`)
    const long = [...tensors.keys()].find((name) => name.length > limits.nameLength)
    if (long) throw beyondLimits(`A tensor's name has ${plural(long.length, 'character')}: ${shown(long)}`)
    const object = tensors.size > 0 ? this.stranger(entries) : this.object(entries)
    if (object) throw needsCode(object, this.file)
    if (tensors.size === 0) throw noWeights(holding(entries), this.file)
    return withoutPrefix(tensors)
  }

  /** An object among the tensors; it might stand for weights. `_extra_state` is what a module adds that is none. */
  private stranger(entries: Map<string, Value>): Call | undefined {
    for (const [name, value] of entries) if (value instanceof Call && !isTensor(value) && !this.entries(value) && !name.endsWith('_extra_state')) return value
    return undefined
  }

  /** An object that holds weights: a torch.nn.Module has these attributes, a dict subclass has items. */
  private object(entries: Map<string, Value>): Call | undefined {
    for (const value of entries.values()) {
      if (!(value instanceof Call) || isTensor(value) || this.entries(value)) continue
      const state = this.entries(value.state)
      if (state?.has('_modules') || state?.has('_parameters') || value.items?.some(isTensor)) return value
    }
    return undefined
  }

  private entries(value: Value | undefined): Map<string, Value> | undefined {
    return this.look(value)?.entries
  }

  private look(value: Value | undefined) {
    if (!(value instanceof Dict || value instanceof Call)) return undefined
    if (this.seen.has(value)) return this.seen.get(value)
    const entries = mapping(value)
    const found = entries && { entries, hasTensor: [...entries.values()].some(isTensor) }
    this.seen.set(value, found)
    return found
  }
}

/** String keys and their values of a dict or one of its standard relatives; undefined for anything else. */
function mapping(value: Dict | Call): Map<string, Value> | undefined {
  const items = value instanceof Dict ? value.items ?? [] : dictItems(value)
  if (!items) return undefined
  const entries = new Map<string, Value>()
  for (let i = 0; i + 1 < items.length; i += 2) {
    const key = items[i]
    if (typeof key === 'string') entries.set(key, items[i + 1] ?? null)
  }
  return entries
}

const dictClasses = new Set(['collections.OrderedDict', 'collections.defaultdict', 'collections.Counter', 'builtins.dict', '__builtin__.dict'])

function dictItems(call: Call): Value[] | undefined {
  if (!(call.callee instanceof Global) || !dictClasses.has(call.callee.path)) return undefined
  return [...pairs(call.args.items[0]), ...(call.items ?? [])]
}

/** Python 2 pickled an OrderedDict as a call with a list of pairs. */
function pairs(list: Value | undefined): Value[] {
  if (!(list instanceof Sequence)) return []
  return list.items.flatMap((pair) => (pair instanceof Sequence && pair.items.length === 2 ? pair.items : []))
}

function withoutPrefix(tensors: Map<string, Call>): Map<string, Call> {
  const length = wrapperLength([...tensors.keys()])
  return length === 0 ? tensors : new Map([...tensors].map(([name, call]) => [name.slice(length), call]))
}

function holding(entries: Map<string, Value>): string {
  const names = [...entries.keys()]
  return names.length ? `It holds ${names.slice(0, 6).map(shown).join(', ')}${names.length > 6 ? ', …' : ''}, and no tensors by name.` : 'It holds an empty dict.'
}

function notADict(value: Value, file: string): Finding {
  if (isTensor(value)) return noWeights('It holds a single tensor.', file)
  if (value instanceof Call) return needsCode(value, file)
  if (value instanceof Sequence) return noWeights(`It holds a ${value.kind} of ${plural(value.items.length, 'value')}.`, file)
  return noWeights('It holds a plain value.', file)
}

function needsCode(call: Call, file: string): Finding {
  const type = classOf(call)
  const name = type ? shown(type.path) : 'an unnamed class'
  return new Finding('refused', 'This checkpoint needs code that the studio will not run', {
    why: `The file stores a Python object of type ${name}, not only tensors. Loading it would execute code from the file.`,
    fix: saveWeights, snippet: saveSnippet(file),
    step: 'Class that is not allowed' + (type ? ` ${where(type.at, type.opcode)}` : ''), detail: name
  })
}

/** `copyreg._reconstructor(class, …)` and the like name the class as their first argument. */
function classOf(call: Call): Global | undefined {
  let callee: Value = call.callee
  for (let depth = 0; depth < 4 && callee instanceof Call; depth++) callee = callee.callee
  if (callee instanceof Persistent) return moduleClass(callee)
  const first = call.args.items[0]
  if (callee instanceof Global && /^(copyreg|copy_reg)$/.test(callee.module)) return first instanceof Persistent ? moduleClass(first) : first instanceof Global ? first : callee
  return callee instanceof Global ? callee : undefined
}

function noWeights(why: string, file: string): Finding {
  return new Finding('unsupported', 'There is no state dict in this file', { why, fix: saveWeights, snippet: saveSnippet(file) })
}

function severalDicts(keys: string[]): Finding {
  const names = keys.slice(0, 6).map(shown)
  return new Finding('unsupported', 'It is not clear which state dict to open', {
    why: `Several entries hold tensors: ${names.join(', ')}; none is called model, state_dict or model_state_dict.`,
    fix: 'Save the one to inspect alone.',
    snippet: `c = torch.load("checkpoint.pth", map_location="cpu")\ntorch.save(c["${names[0]?.replace(/["\\]/g, '') ?? ''}"], "weights.pth")`
  })
}
