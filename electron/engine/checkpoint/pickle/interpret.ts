/**
 * Follows a pickle's opcodes and returns inert nodes. The stack machine is Python's (`pickletools` documents it), without the parts
 * that reach outside: no imports, no calls, no extension registry, no out-of-band buffers. It never recurses.
 */
import { limits } from '../limits'
import { Cursor, Fault, narrowed, type FaultKind } from './cursor'
import { Bytes, Call, Dict, Global, isTuple, Persistent, Sequence, type Value } from './nodes'
import { op, opcodeName } from './opcodes'

export interface Pickled {
  value: Value
  /** Position after STOP. */
  end: number
  opcodes: number
  /** Every class or function that is named anywhere, used or not, in order. */
  globals: Global[]
  persistents: Persistent[]
}

/** A pickle that cannot be followed; `globals` holds what was named up to there. */
export class PickleError extends Error {
  constructor(readonly kind: FaultKind, message: string, readonly at: number, readonly opcode: string, readonly globals: Global[]) {
    super(message)
    this.name = 'PickleError'
  }
}

/** Follows the pickle at the start of `bytes`; `base` is added to reported positions. @throws PickleError */
export function interpret(bytes: Uint8Array, base = 0): Pickled {
  return new Machine(bytes, base).run()
}

class Machine {
  private readonly in: Cursor
  private readonly stack: Value[] = []
  /** Stack heights at open marks; nothing below the last may be popped. */
  private readonly marks: number[] = []
  private readonly memo: Value[] = []
  private memoized = 0
  private opcodes = 0
  private code = -1
  private start = 0
  private readonly globals: Global[] = []
  private readonly persistents: Persistent[] = []

  constructor(bytes: Uint8Array, private readonly base: number) {
    this.in = new Cursor(bytes)
  }

  run(): Pickled {
    try {
      do {
        this.start = this.in.at
        this.code = this.in.u8()
        if (++this.opcodes > limits.opcodes) throw new Fault('limit', `more than ${limits.opcodes} opcodes`)
        this.step(this.code)
      } while (this.code !== op.STOP)
      const value = this.pop()
      if (this.stack.length > 0) throw new Fault('malformed', 'values are left over')
      return { value, end: this.base + this.in.at, opcodes: this.opcodes, globals: this.globals, persistents: this.persistents }
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      throw new PickleError(error.kind, error.message, this.base + this.start, this.code < 0 ? 'none' : opcodeName(this.code), this.globals)
    }
  }

  private step(code: number): void {
    switch (code) {
      case op.PROTO: return this.protocol(this.in.u8())
      case op.FRAME: { this.in.u64(); return }
      case op.STOP: return
      case op.MARK: return this.mark()
      case op.POP: return this.discard()
      case op.POP_MARK: { this.popMark(); return }
      case op.DUP: return this.push(this.top())

      case op.NONE: return this.push(null)
      case op.NEWTRUE: return this.push(true)
      case op.NEWFALSE: return this.push(false)
      case op.BININT: return this.push(this.in.i32())
      case op.BININT1: return this.push(this.in.u8())
      case op.BININT2: return this.push(this.in.u16())
      case op.LONG1: return this.push(this.in.integer(this.in.u8()))
      case op.LONG4: return this.push(this.in.integer(this.in.u32()))
      case op.INT: return this.push(decimal(this.in.line(limits.integerBytes)))
      case op.LONG: return this.push(decimal(this.in.line(limits.integerBytes)))
      case op.BINFLOAT: return this.push(this.in.f64())

      case op.BINUNICODE: case op.BINSTRING: return this.push(this.in.text(this.in.u32()))
      case op.SHORT_BINUNICODE: case op.SHORT_BINSTRING: return this.push(this.in.text(this.in.u8()))
      case op.BINUNICODE8: return this.push(this.in.text(this.in.u64()))
      case op.SHORT_BINBYTES: return this.bytes(this.in.u8())
      case op.BINBYTES: return this.bytes(this.in.u32())
      case op.BINBYTES8: case op.BYTEARRAY8: return this.bytes(this.in.u64())

      case op.EMPTY_TUPLE: return this.push(new Sequence('tuple', []))
      case op.TUPLE: return this.push(new Sequence('tuple', this.popMark()))
      case op.TUPLE1: return this.tuple(1)
      case op.TUPLE2: return this.tuple(2)
      case op.TUPLE3: return this.tuple(3)
      case op.EMPTY_LIST: return this.push(new Sequence('list', []))
      case op.EMPTY_SET: return this.push(new Sequence('set', []))
      case op.FROZENSET: return this.push(new Sequence('set', this.popMark()))
      case op.EMPTY_DICT: return this.push(new Dict())
      case op.APPEND: return this.append([this.pop()])
      case op.APPENDS: case op.ADDITEMS: return this.append(this.popMark())
      case op.SETITEM: return this.setItems(this.popMany(2))
      case op.SETITEMS: return this.setItems(this.popMark())

      case op.BINPUT: return this.remember(this.in.u8())
      case op.LONG_BINPUT: return this.remember(this.in.u32())
      case op.MEMOIZE: return this.remember(this.memoized)
      case op.BINGET: return this.recall(this.in.u8())
      case op.LONG_BINGET: return this.recall(this.in.u32())

      case op.GLOBAL: return this.global(this.in.line(limits.globalBytes), this.in.line(limits.globalBytes))
      case op.STACK_GLOBAL: return this.stackGlobal()
      case op.BINPERSID: return this.persistent()
      case op.REDUCE: case op.NEWOBJ: { const args = this.pop(); return this.call(this.pop(), args) }
      case op.NEWOBJ_EX: { this.pop(); const args = this.pop(); return this.call(this.pop(), args) }
      case op.OBJ: { const [callee, ...args] = this.popMark(); return this.call(callee, new Sequence('tuple', args)) }
      case op.BUILD: return this.build()
      default: throw new Fault('malformed', 'this opcode is not one that torch.save writes')
    }
  }

  private protocol(version: number): void {
    if (version > 5) throw new Fault('malformed', `pickle protocol ${version} does not exist`)
  }

  private push(value: Value): void {
    if (this.stack.length >= limits.stack) throw new Fault('limit', `more than ${limits.stack} values on the stack`)
    this.stack.push(value)
  }

  private get floor(): number {
    return this.marks.at(-1) ?? 0
  }

  private top(): Value {
    const value = this.stack.length > this.floor ? this.stack.at(-1) : undefined
    if (value === undefined) throw new Fault('malformed', 'the stack is empty')
    return value
  }

  private pop(): Value {
    const value = this.top()
    this.stack.pop()
    return value
  }

  private popMany(count: number): Value[] {
    if (this.stack.length - count < this.floor) throw new Fault('malformed', 'the stack is empty')
    return this.stack.splice(this.stack.length - count)
  }

  private mark(): void {
    if (this.marks.length >= limits.marks) throw new Fault('limit', `containers nested deeper than ${limits.marks}`)
    this.marks.push(this.stack.length)
  }

  private popMark(): Value[] {
    const height = this.marks.pop()
    if (height === undefined) throw new Fault('malformed', 'there is no mark')
    return this.stack.splice(height)
  }

  /** POP on an open mark removes the mark, as in Python. */
  private discard(): void {
    if (this.stack.length === this.floor && this.marks.length > 0) this.marks.pop()
    else this.pop()
  }

  private bytes(length: number): void {
    this.in.skip(length)
    this.push(new Bytes(length))
  }

  private tuple(count: number): void {
    this.push(new Sequence('tuple', this.popMany(count)))
  }

  private append(items: Value[]): void {
    const target = this.top()
    if (target instanceof Sequence && target.kind !== 'tuple') for (const item of items) target.items.push(item)
    // A list subclass or deque: what it holds is not needed.
    else if (!(target instanceof Call)) throw new Fault('malformed', 'items are added to something that is no list')
  }

  private setItems(items: Value[]): void {
    const target = this.top()
    if (!(target instanceof Dict || target instanceof Call)) throw new Fault('malformed', 'items are set on something that is no dict')
    if (items.length % 2 !== 0) throw new Fault('malformed', 'a key has no value')
    if (target.items === null) target.items = items
    else for (const item of items) target.items.push(item)
  }

  private remember(index: number): void {
    if (index >= limits.memo) throw new Fault('limit', `memo index ${index}`)
    if (this.memo[index] === undefined) this.memoized++
    this.memo[index] = this.top()
  }

  private recall(index: number): void {
    const value = this.memo[index]
    if (value === undefined) throw new Fault('malformed', `memo ${index} is not set`)
    this.push(value)
  }

  private global(module: string, name: string): void {
    const node = new Global(module, name, this.base + this.start, opcodeName(this.code))
    this.globals.push(node)
    this.push(node)
  }

  private stackGlobal(): void {
    const name = this.pop(), module = this.pop()
    if (typeof name !== 'string' || typeof module !== 'string') throw new Fault('malformed', 'a class name is not a string')
    if (name.length > limits.globalBytes || module.length > limits.globalBytes) throw new Fault('limit', 'a class name is too long')
    this.global(module, name)
  }

  private persistent(): void {
    const node = new Persistent(this.pop())
    this.persistents.push(node)
    this.push(node)
  }

  private call(callee: Value | undefined, args: Value): void {
    if (!(callee instanceof Global || callee instanceof Call || callee instanceof Persistent)) throw new Fault('malformed', 'something that is no class is called')
    if (!isTuple(args)) throw new Fault('malformed', 'the arguments of a call are no tuple')
    this.push(new Call(callee, args))
  }

  /** State of an OrderedDict is its `_metadata`; of any other object it only tells a module from plain data. */
  private build(): void {
    const state = this.pop()
    const target = this.top()
    if (target instanceof Call) target.state = state
    else if (!(target instanceof Dict || target instanceof Sequence || target instanceof Global || target instanceof Persistent)) throw new Fault('malformed', 'state is set on a plain value')
  }
}

/** The text forms of integers: `01` and `00` are booleans, a trailing L is Python 2's. */
function decimal(line: string): boolean | number | bigint {
  if (line === '01') return true
  if (line === '00') return false
  if (!/^[+-]?\d{1,256}L?$/.test(line)) throw new Fault('malformed', 'an integer is not decimal')
  return narrowed(BigInt(line.replace(/^\+|L$/g, '')))
}
