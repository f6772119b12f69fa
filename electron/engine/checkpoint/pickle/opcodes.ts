/**
 * Pickle opcodes by byte, protocols 0 to 5, as Python's `pickletools` names them.
 * `op` lists those that the interpreter follows: what `torch.save` writes with protocols 1 to 5. The rest have names for messages only.
 */
export const op = {
  MARK: 0x28, STOP: 0x2e, POP: 0x30, POP_MARK: 0x31, DUP: 0x32,
  BINFLOAT: 0x47, INT: 0x49, BININT: 0x4a, BININT1: 0x4b, LONG: 0x4c, BININT2: 0x4d, NONE: 0x4e,
  BINPERSID: 0x51, REDUCE: 0x52, BINSTRING: 0x54, SHORT_BINSTRING: 0x55, BINUNICODE: 0x58,
  APPEND: 0x61, BUILD: 0x62, GLOBAL: 0x63, EMPTY_DICT: 0x7d, APPENDS: 0x65, BINGET: 0x68, LONG_BINGET: 0x6a,
  EMPTY_LIST: 0x5d, OBJ: 0x6f, BINPUT: 0x71, LONG_BINPUT: 0x72, SETITEM: 0x73, TUPLE: 0x74, EMPTY_TUPLE: 0x29, SETITEMS: 0x75,
  BINBYTES: 0x42, SHORT_BINBYTES: 0x43,
  PROTO: 0x80, NEWOBJ: 0x81, TUPLE1: 0x85, TUPLE2: 0x86, TUPLE3: 0x87, NEWTRUE: 0x88, NEWFALSE: 0x89, LONG1: 0x8a, LONG4: 0x8b,
  SHORT_BINUNICODE: 0x8c, BINUNICODE8: 0x8d, BINBYTES8: 0x8e, EMPTY_SET: 0x8f, ADDITEMS: 0x90, FROZENSET: 0x91, NEWOBJ_EX: 0x92,
  STACK_GLOBAL: 0x93, MEMOIZE: 0x94, FRAME: 0x95, BYTEARRAY8: 0x96
} as const

const notFollowed = {
  FLOAT: 0x46, PERSID: 0x50, STRING: 0x53, UNICODE: 0x56, DICT: 0x64, GET: 0x67, INST: 0x69, LIST: 0x6c, PUT: 0x70,
  EXT1: 0x82, EXT2: 0x83, EXT4: 0x84, NEXT_BUFFER: 0x97, READONLY_BUFFER: 0x98
} as const

const names = new Map<number, string>([...Object.entries(op), ...Object.entries(notFollowed)].map(([name, code]) => [code, name]))

/** "GLOBAL", or "0xff" for a byte that is no opcode. */
export function opcodeName(code: number): string {
  return names.get(code) ?? `0x${code.toString(16).padStart(2, '0')}`
}
