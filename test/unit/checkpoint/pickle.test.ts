import { describe, expect, it } from 'vitest'
import { interpret, PickleError, type Pickled } from '../../../electron/engine/checkpoint/pickle/interpret'
import { Call, Dict, Global, Persistent, Sequence, type Value } from '../../../electron/engine/checkpoint/pickle/nodes'
import { op } from '../../../electron/engine/checkpoint/pickle/opcodes'
import { code, global, int, text, u32, u64 } from '../../fixtures/checkpoint/build'

const value = (...pieces: (number | string | Uint8Array)[]): Value => interpret(code(...pieces, '.')).value

function fault(run: () => Pickled | Value): PickleError {
  try {
    run()
  } catch (error) {
    if (error instanceof PickleError) return error
    throw error
  }
  throw new Error('it was followed')
}

describe('values', () => {
  it.each<[string, Value, ...(number | string | Uint8Array)[]]>([
    ['None', null, 'N'], ['true', true, 0x88], ['false', false, 0x89], ['text true', true, 'I01\n'], ['text integer', -12, 'I-12\n'], ['Python 2 long', 7, 'L7L\n'],
    ['signed', -1, 'J', u32(0xffffffff)], ['byte', 200, 'K', 200], ['short', 513, 'M', 1, 2], ['float', 1.5, 'G', Buffer.from('3ff8000000000000', 'hex')],
    ['long', -256, 0x8a, 2, 0, 0xff], ['empty long', 0, 0x8a, 0], ['big', 2n ** 80n, 0x8b, u32(11), Buffer.from('0000000000000000000001', 'hex')],
    ['text', 'é', text('é')], ['short text', 'ab', 0x8c, 2, 'ab'], ['text of 8 byte length', 'ab', 0x8d, u64(2n), 'ab'], ['Python 2 text', 'ab', 'U', 2, 'ab']
  ])('%s', (_, expected, ...pieces) => expect(value(...pieces)).toEqual(expected))

  it('keeps containers, shared by memo', () => {
    const list = value(']q', 1, '(', int(1), 'h', 1, 'e')
    if (!(list instanceof Sequence)) throw new Error('no list')
    expect(list.items[1]).toBe(list)
    expect(value('(', int(1), int(2), 't')).toEqual(new Sequence('tuple', [1, 2]))
    expect(value(0x8f, '(', int(1), 0x90)).toEqual(new Sequence('set', [1]))
    const dict = value('}', text('a'), int(1), 's(', text('b'), int(2), 'u')
    expect(dict instanceof Dict && dict.items).toEqual(['a', 1, 'b', 2])
  })

  it('records calls and never makes them', () => {
    const node = value(global('os', 'system'), '(', text('id'), 'tR}b')
    if (!(node instanceof Call) || !(node.callee instanceof Global)) throw new Error('no call')
    expect([node.callee.path, node.callee.at, node.callee.opcode, node.args.items]).toEqual(['os.system', 0, 'GLOBAL', ['id']])
    expect(value(text('m'), text('C'), 0x93, ')', 0x81)).toMatchObject({ callee: { module: 'm', name: 'C', opcode: 'STACK_GLOBAL' } })
    expect(value(global('m', 'C'), ')}', 0x92)).toBeInstanceOf(Call)
    expect(value('(', global('m', 'C'), int(1), 'o')).toMatchObject({ args: { items: [1] } })
  })

  it('lists every global and reference, used or not', () => {
    const pickled = interpret(code(global('a', 'b'), '0', text('key'), 'Q.'), 100)
    expect(pickled.globals.map((g) => [g.path, g.at])).toEqual([['a.b', 100]])
    expect(pickled.persistents).toEqual([new Persistent('key')])
    expect(pickled).toMatchObject({ opcodes: 5, end: 100 + 16 })
  })

  it('treats special names of JavaScript as any other', () => {
    const dict = value('}(', text('__proto__'), int(1), text('constructor'), int(2), 'u')
    expect(dict instanceof Dict && dict.items).toEqual(['__proto__', 1, 'constructor', 2])
  })
})

describe('faults', () => {
  it.each<[string, 'malformed' | 'limit' | 'truncated', ...(number | string | Uint8Array)[]]>([
    ['an unknown opcode', 'malformed', 0xff], ['the extension registry', 'malformed', 0x82, 1], ['text persistent ids', 'malformed', 'Pid\n'], ['INST', 'malformed', '(ios\nsystem\n'],
    ['a buffer outside', 'malformed', 0x97], ['protocol 6', 'malformed', 0x80, 6], ['an empty stack', 'malformed', '0'], ['popping below a mark', 'malformed', ']', int(1), '(a'],
    ['no mark', 'malformed', 't'], ['an unset memo', 'malformed', 'h', 9], ['calling a number', 'malformed', int(1), ')R'], ['arguments that are no tuple', 'malformed', global('a', 'b'), ']R'],
    ['appending to a tuple', 'malformed', ')', int(1), 'a'], ['setting on a list', 'malformed', ']', int(1), int(1), 's'], ['a key without value', 'malformed', '}(', int(1), 'u'],
    ['state on a number', 'malformed', int(1), '}b'], ['left-over values', 'malformed', 'NN.'], ['a word as integer', 'malformed', 'Ix\n'], ['no end', 'truncated', 'N'], ['a cut string', 'truncated', 'X', u32(10), 'abc'],
    ['a cut line', 'truncated', 'cos\nsys'], ['a string of 4 GB', 'limit', 'X', u32(0xffffffff)], ['a string of 2^63', 'limit', 0x8d, u64(2n ** 63n)], ['an integer of 4 GB', 'limit', 0x8b, u32(0xffffffff)],
    ['a name of 1 kB', 'limit', 'c' + 'a'.repeat(1024)], ['a memo index of 2^32', 'limit', 'Nr', u32(0xffffffff)], ['open marks', 'limit', '('.repeat(2000)]
  ])('%s', (_, kind, ...pieces) => expect(fault(() => interpret(code(...pieces))).kind).toBe(kind))

  it('says where and in which opcode', () => {
    const error = fault(() => interpret(code('NN', 'h', 9), 1000))
    expect([error.at, error.opcode, error.message]).toEqual([1002, 'BINGET', 'memo 9 is not set'])
  })

  it('bounds opcodes and stack', () => {
    expect(fault(() => interpret(Buffer.alloc(1_000_002, 'N'))).message).toMatch(/1000000 values on the stack/)
    expect(fault(() => interpret(Buffer.from('N0'.repeat(2_000_001)))).message).toMatch(/4000000 opcodes/)
  })

  it('follows a million nested lists without recursion', () => {
    const deep = Buffer.concat([Buffer.alloc(900_000, ']'), Buffer.alloc(899_999, 'a'), code('.')])
    expect(interpret(deep).value).toBeInstanceOf(Sequence)
  })

  it('follows or refuses every opcode that has a name', () => {
    for (const byte of Object.values(op)) expect(() => interpret(code(byte, 0, 0, 0, 0, 0, 0, 0, 0, '\n'))).toThrow()
  })
})
