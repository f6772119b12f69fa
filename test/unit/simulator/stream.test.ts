/** One packet under way in each direction, and writers held back. */
import { describe, expect, it } from 'vitest'
import { command, type Packet } from '../../../electron/engine/simulator/packet'
import { Stream, type Wire } from '../../../electron/engine/simulator/stream'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function streamOf(maxPayload = 4): { stream: Stream; sent: Packet[]; names: () => string[] } {
  const sent: Packet[] = []
  const wire: Wire = { maxPayload, send: (p) => void sent.push(p), carry: () => Promise.resolve() }
  const names = (): string[] => sent.map((p) => Object.entries(command).find(([, word]) => word === p.command)![0])
  return { stream: new Stream(wire, 1, 9, () => undefined), sent, names }
}

describe('a stream', () => {
  it('sends the next packet only after OKAY, and closes after the last', async () => {
    const { stream, sent, names } = streamOf()
    void stream.write(Buffer.from('abcdef'))
    stream.end()
    await turn()
    expect(sent.map((p) => p.payload.toString())).toEqual(['abcd'])
    stream.acknowledged()
    await turn()
    expect(sent.map((p) => p.payload.toString())).toEqual(['abcd', 'ef'])
    stream.acknowledged()
    expect(names()).toEqual(['WRTE', 'WRTE', 'CLSE'])
  })

  it('holds a writer back until there is room, or nobody reads any more', async () => {
    const { stream } = streamOf(1 << 19)
    let room = false
    void stream.write(Buffer.alloc(1 << 21)).then(() => { room = true })
    await turn()
    expect(room).toBe(false)
    stream.acknowledged()
    stream.acknowledged()
    await turn()
    expect(room).toBe(true)
    const held = stream.write(Buffer.alloc(1 << 21))
    stream.lost()
    await held
  })

  it('says OKAY only once its service took the data, and keeps the order', async () => {
    const { stream, names } = streamOf()
    const taken: string[] = [], release: (() => void)[] = []
    stream.serve({ data: (bytes) => new Promise((resolve) => { taken.push(bytes.toString()); release.push(resolve) }), closed: () => undefined })
    stream.receive(Buffer.from('1'))
    stream.receive(Buffer.from('2'))
    await turn()
    expect([taken, names()]).toEqual([['1'], []])
    release[0]!()
    await turn()
    expect([taken, names()]).toEqual([['1', '2'], ['OKAY']])
  })

  it('closes when its service fails, and tells it', async () => {
    const { stream, names } = streamOf()
    let closed = 0
    stream.serve({ data: () => Promise.reject(new Error('no')), closed: () => { closed++ } })
    stream.receive(Buffer.from('1'))
    await turn()
    stream.lost()
    expect([names(), closed]).toEqual([['CLSE'], 1])
  })
})
