/**
 * What a pickle describes, as inert nodes. A class or function is its name, a call is a record of callee and arguments:
 * nothing is imported, looked up or called, here or later.
 */
export type Value = null | boolean | number | bigint | string | Bytes | Sequence | Dict | Global | Call | Persistent

/** A byte string; only its length is kept, for no tensor is made of one. */
export class Bytes {
  constructor(readonly length: number) {}
}

export class Sequence {
  constructor(readonly kind: 'tuple' | 'list' | 'set', readonly items: Value[]) {}
}

/** Keys and values in turn, in the order they were set; null until the first. A later equal key replaces an earlier one. */
export class Dict {
  items: Value[] | null = null
}

/** A class or function by its dotted name. */
export class Global {
  constructor(readonly module: string, readonly name: string, /** Byte position of the opcode. */ readonly at: number, readonly opcode: string) {}
  get path(): string {
    return `${this.module}.${this.name}`
  }
}

/** An object that Python would get by calling `callee(*args)`, then setting items and state. */
export class Call {
  items: Value[] | null = null
  state: Value = null
  constructor(readonly callee: Global | Call | Persistent, readonly args: Sequence) {}
}

/** A reference out of the pickle; PyTorch's point to storages. */
export class Persistent {
  constructor(readonly id: Value) {}
}

export function isTuple(value: Value | undefined): value is Sequence {
  return value instanceof Sequence && value.kind === 'tuple'
}
