/** Follows one pickle of a PyTorch file and words what is wrong with it. */
import { Finding, type CheckList } from '../finding'
import { interpret, PickleError, type Pickled } from '../pickle/interpret'
import { isDangerous } from '../pickle/dangerous'
import type { Global } from '../pickle/nodes'
import { beyondLimits, cutShort, damaged, grouped, plural, shown } from '../words'

/** As `interpret`, but refuses a pickle that names a dangerous function, even where it is damaged further on. `name` is used in messages, e.g. data.pkl. @throws Finding */
export function loadPickle(bytes: Uint8Array, base: number, name: string, checks: CheckList): Pickled {
  try {
    const pickled = interpret(bytes, base)
    const danger = pickled.globals.find((g) => isDangerous(g.module, g.name))
    if (danger) {
      checks.pass(plural(pickled.opcodes, 'opcode'))
      throw attack(danger)
    }
    return pickled
  } catch (error) {
    if (!(error instanceof PickleError)) throw error
    const danger = error.globals.find((g) => isDangerous(g.module, g.name))
    if (danger) throw attack(danger)
    throw faulty(error, name)
  }
}

export function where(at: number, opcode: string): string {
  return `at byte ${grouped(at)}, opcode ${opcode}`
}

function attack(danger: Global): Finding {
  const path = shown(danger.path)
  return new Finding('refused', 'This file would run a command when loaded in Python', {
    why: `It names ${path}, which no checkpoint needs. The studio reads such files as data and executed nothing.`,
    fix: 'Do not load it with torch.load. Get the weights again from a source you trust, best as .safetensors.',
    step: `Function that is never allowed ${where(danger.at, danger.opcode)}`, detail: path
  })
}

function faulty(error: PickleError, name: string): Finding {
  const place = where(error.at, error.opcode)
  if (error.kind === 'limit') return beyondLimits(`${name} holds ${error.message}, ${place}.`, place)
  if (error.kind === 'truncated') return cutShort(`${name} ends in the middle of a value, ${place}.`, place)
  return damaged(`${name} is not a valid pickle: ${error.message}, ${place}.`, place)
}
