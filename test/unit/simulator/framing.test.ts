/** Bytes of the protocols, however a socket cuts them. */
import { describe, expect, it } from 'vitest'
import { checksum, command, header, maxPayload, PacketReader, type Packet } from '../../../electron/engine/simulator/packet'
import { shellHeader, ShellFrames, shellId } from '../../../electron/engine/simulator/shell-frames'
import { largestBody, syncHeader, SyncMessages } from '../../../electron/engine/simulator/sync-frames'

/** The same bytes whole, byte by byte, and in pieces of 7. */
const cuts = (bytes: Buffer): Buffer[][] => [1, 7, bytes.length].map((n) => Array.from({ length: Math.ceil(bytes.length / n) }, (_, i) => bytes.subarray(i * n, (i + 1) * n)))

describe('packets', () => {
  const packets: Packet[] = [
    { command: command.CNXN, arg0: 0x01000001, arg1: maxPayload, payload: Buffer.from('host::features=shell_v2') },
    { command: command.OKAY, arg0: 1, arg1: 2, payload: Buffer.alloc(0) },
    { command: command.WRTE, arg0: 0xffffffff, arg1: 7, payload: Buffer.from([0, 255, 1]) }
  ]
  const bytes = Buffer.concat(packets.flatMap((p) => [header(p, false), p.payload]))

  it('come out as they went in', () => {
    for (const pieces of cuts(bytes)) {
      const seen: Packet[] = []
      const reader = new PacketReader((p) => seen.push({ ...p, payload: Buffer.from(p.payload) }))
      for (const piece of pieces) reader.push(piece)
      expect(seen).toEqual(packets)
    }
  })

  it('have the words of the protocol', () => {
    const head = header({ command: command.OPEN, arg0: 5, arg1: 0, payload: Buffer.from('sync:\0') }, true)
    expect(head.toString('hex')).toBe('4f50454e' + '05000000' + '00000000' + '06000000' + 'f7010000' + 'b0afbab1')
    expect(checksum(Buffer.from('sync:\0'))).toBe(0x1f7)
  })

  it('are refused when they are none, or too long', () => {
    expect(() => new PacketReader(() => undefined).push(Buffer.from('GET / HTTP/1.1\r\nHost: here\r\n'))).toThrow('no ADB packet')
    const long = header({ command: command.WRTE, arg0: 1, arg1: 1, payload: Buffer.alloc(0) }, false)
    long.writeUInt32LE(maxPayload + 1, 12)
    expect(() => new PacketReader(() => undefined).push(long)).toThrow('no ADB packet')
  })
})

it('takes shell frames apart', () => {
  const bytes = Buffer.concat([shellHeader(shellId.stdin, 3), Buffer.from('abc'), shellHeader(shellId.closeStdin, 0), shellHeader(shellId.exit, 1), Buffer.of(7)])
  for (const pieces of cuts(bytes)) {
    const frames = new ShellFrames()
    expect(pieces.flatMap((p) => frames.push(p)).map(({ id, payload }) => [id, payload.toString('latin1')])).toEqual([[0, 'abc'], [4, ''], [3, '\x07']])
  }
})

describe('sync messages', () => {
  it('are taken apart; the word of DONE is a time and no length', () => {
    const bytes = Buffer.concat([syncHeader('SEND', 8), Buffer.from('/a,33188'), syncHeader('DATA', 2), Buffer.from('xy'), syncHeader('DONE', 1_700_000_000), syncHeader('QUIT', 0)])
    for (const pieces of cuts(bytes)) {
      const messages = new SyncMessages()
      expect(pieces.flatMap((p) => messages.push(p)).map(({ name, word, body }) => [name, word, body.toString()])).toEqual([['SEND', 8, '/a,33188'], ['DATA', 2, 'xy'], ['DONE', 1_700_000_000, ''], ['QUIT', 0, '']])
    }
  })

  it('longer than any client sends are refused before they are waited for', () => {
    expect(() => new SyncMessages().push(syncHeader('DATA', largestBody + 1))).toThrow('length')
  })
})
