/** Hostile pickles, in each kind of file that holds one. */
import { op } from '../../../electron/engine/checkpoint/pickle/opcodes'
import { code, dictPickle, floats, global, int, legacyFile, tensor, text, torchZip, tuple, u32, u64 } from '../../fixtures/checkpoint/build'
import type { Random } from './random'

const opcodes = Object.values(op)

/** Puts a pickle into a PyTorch zip, a legacy file, or leaves it bare. */
export function housed(pickle: Uint8Array, random: Random): Buffer {
  const data = floats(1, 2, 3, 4)
  if (random.chance(0.6)) return torchZip(pickle, { 0: data, 1: data })
  return random.chance(0.8) ? legacyFile(pickle, ['0'], [u64(4n), data]) : Buffer.from(pickle)
}

/** Any opcodes, known or not, with any operands. */
export function soup(random: Random): Buffer {
  const pieces: Buffer[] = [code(0x80, random.below(7))]
  for (let n = random.below(200); n > 0; n--) {
    pieces.push(code(random.chance(0.9) ? random.pick(opcodes) : random.below(256)))
    if (random.chance(0.7)) pieces.push(operand(random))
  }
  return housed(code(...pieces, '.'), random)
}

function operand(random: Random): Buffer {
  switch (random.below(7)) {
    case 0: return u32(random.size())
    case 1: return u64(BigInt(random.size()))
    case 2: return code(random.below(256))
    case 3: return code(random.pick(['os', 'torch._utils', 'collections', '', '\u00ff']), '\n', random.pick(['system', 'OrderedDict', '_rebuild_tensor_v2', '']), '\n')
    case 4: return text(random.pick(['model', 'state_dict', '__proto__', 'w', '']))
    case 5: return random.bytes(random.below(12))
    default: return code('9'.repeat(random.below(300)), '\n')
  }
}

/** Well-formed code with values where they do not belong. */
export function misplaced(random: Random): Buffer {
  const value = (depth: number): Buffer => {
    if (depth > 6 || random.chance(0.3)) return random.pick([code('N'), int(random.size()), text(random.pick(['a', 'constructor', 'model'])), code(0x8a, 9, random.bytes(9)), wild(random)])
    const items = Array.from({ length: random.below(4) }, () => value(depth + 1))
    switch (random.below(5)) {
      case 0: return tuple(...items)
      case 1: return code('](', ...items, 'e')
      case 2: return code('}(', ...items.flatMap((item) => [text(random.pick(['model', 'state_dict', 'w', 'module.w'])), item]), 'u')
      case 3: return code(global(random.pick(['torch._utils', 'torch', 'collections', 'builtins', 'models.net']), random.pick(['_rebuild_tensor_v2', '_rebuild_parameter', '_rebuild_tensor_v3', 'OrderedDict', 'Size', 'Net'])), tuple(...items), random.pick(['R', '\x81']))
      default: return code(items[0] ?? 'N', 'Q')
    }
  }
  return housed(code(0x80, 2, random.chance(0.5) ? code('}', text('model'), '}', text('w'), value(0), 'ss') : value(0), '.'), random)
}

/** A tensor whose numbers lie. */
function wild(random: Random): Buffer {
  const dimensions = random.below(4)
  const sizes = () => Array.from({ length: dimensions + (random.chance(0.1) ? 1 : 0) }, () => random.size())
  return tensor({
    key: random.pick(['0', '1', 'x', '../0', '__proto__']), storage: random.pick(['FloatStorage', 'HalfStorage', 'LongStorage', 'ByteStorage', 'BoolStorage', 'QInt8Storage', 'UntypedStorage', 'constructor']),
    length: random.size(), offset: random.chance(0.5) ? 0 : random.size(), shape: sizes(), strides: random.chance(0.5) ? sizes() : undefined
  })
}

export function lyingTensors(random: Random): Buffer {
  const entries = Object.fromEntries(Array.from({ length: 1 + random.below(4) }, (_, i) => [random.pick(['module.', '', 'model.']) + `w${i}`, wild(random)]))
  return housed(dictPickle(entries), random)
}

/** Growth by memo and DUP, nesting, and lengths without bytes. */
export function bomb(random: Random): Buffer {
  const n = 1 + random.below(3000)
  const doubling = code(']q', 0, ...Array.from({ length: Math.min(n, 200) }, (_, i) => code('](', 'h', i, 'h', i, 'eq', i + 1)).slice(0, 200))
  const bombs: (() => Buffer)[] = [
    () => code(doubling, '.'),
    () => code('}', '2s'.repeat(n), '.'),
    () => code(Buffer.alloc(n * 20, ']'), Buffer.alloc(n * 20 - 1, 'a'), '.'),
    () => code('('.repeat(n), '.'),
    () => code(Buffer.alloc(n, ')'), Buffer.alloc(n, 0x85), '.'),
    () => code(0x8b, u32(random.size()), random.bytes(8), '.'),
    () => code(random.pick(['X', 'T', 'B']), u32(random.size()), random.bytes(8), '.'),
    () => code(random.pick([0x8d, 0x8e, 0x96, 0x95]), u64(BigInt(random.size())), random.bytes(8), '.'),
    () => code('Nr', u32(random.size()), 'j', u32(random.size()), '.'),
    () => code('I', '9'.repeat(n), '\n.'),
    () => code('N', '2'.repeat(n), 't'.repeat(n), '.'),
    () => code('}q', 0, '(', ...['model', 'state_dict', 'a', 'b'].flatMap((key) => [text(key), code('h', 0)]), 'u.')
  ]
  return housed(code(0x80, 2, random.pick(bombs)()), random)
}

/** Code that would create `marker` in Python, by every opcode that can call. */
export function attack(random: Random, marker: string): Buffer {
  const [module, name, ...texts] = random.pick<[string, string, ...string[]]>([
    ['os', 'system', `touch '${marker}'`], ['posix', 'system', `touch '${marker}'`], ['builtins', 'exec', `open(${JSON.stringify(marker)}, 'w')`], ['builtins', 'eval', `open(${JSON.stringify(marker)}, 'w')`],
    ['subprocess', 'getoutput', `touch '${marker}'`], ['torch.serialization', 'os.system', `touch '${marker}'`], ['__builtin__', 'eval', `require("fs").writeFileSync(${JSON.stringify(marker)}, "")`],
    ['builtins', 'open', marker, 'w'], ['_io', 'FileIO', marker, 'w'], ['runpy', '_run_code', `touch '${marker}'`], ['models.net', 'Net', marker], ['torch.storage', '_load_from_bytes', marker]
  ])
  const named = random.chance(0.5) ? global(module, name) : code(text(module), text(name), 0x93)
  const args = tuple(...texts.map(text))
  const call = random.pick([
    code(named, args, 'R'), code(named, args, 0x81), code('(', named, ...texts.map(text), 'o'), code(named, args, '}', 0x92), code('(', ...texts.map(text), `i${module}\n${name}\n`),
    code(named, ')R', args, 'b'), code(named, args, 'RQ'), code(named, args, 'R0N')
  ])
  const tensors = dictPickle({ w: tensor({ length: 4, shape: [4] }) }).subarray(2, -1)
  return housed(random.chance(0.5) ? dictPickle({ model: tensors, other: call }) : code(0x80, 4, call, '.'), random)
}
