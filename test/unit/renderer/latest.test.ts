import { describe, expect, it } from 'vitest'
import { latest } from '../../../renderer/state/latest'
import { Lru } from '../../../renderer/state/lru'
import { kindOf, sortPaths } from '../../../renderer/state/kinds'

/** Work that ends when told. */
function controlled() {
  const started: { input: number; signal: AbortSignal; end(): void; fail(e: Error): void }[] = []
  const run = (input: number, signal: AbortSignal) => new Promise<number>((end, fail) => started.push({ input, signal, end: () => end(input * 10), fail }))
  return { started, run }
}
const settle = () => new Promise((r) => setTimeout(r))

describe('latest', () => {
  it('runs one at a time and skips what was overtaken', async () => {
    const { started, run } = controlled()
    const seen: number[] = []
    const l = latest(run, (_, r) => seen.push(r), () => {})
    for (const i of [1, 2, 3, 4]) l.push(i)
    expect(started.map((s) => s.input)).toEqual([1])
    started[0]!.end()
    await settle()
    expect(started.map((s) => s.input)).toEqual([1, 4])
    started[1]!.end()
    await settle()
    expect(seen).toEqual([10, 40])
  })
  it('aborts and drops a running input that became pointless', async () => {
    const { started, run } = controlled()
    const seen: number[] = []
    const l = latest(run, (_, r) => seen.push(r), () => {}, (next, running) => next > running + 5)
    l.push(1)
    l.push(10)
    expect(started[0]!.signal.aborted).toBe(true)
    started[0]!.end()
    await settle()
    started[1]!.end()
    await settle()
    expect(seen).toEqual([100])
  })
  it('goes on after a failure and tells of it', async () => {
    const { started, run } = controlled()
    const errors: number[] = []
    const seen: number[] = []
    const l = latest(run, (_, r) => seen.push(r), (i) => errors.push(i))
    l.push(1)
    l.push(2)
    started[0]!.fail(new Error('no'))
    await settle()
    started[1]!.end()
    await settle()
    expect([errors, seen]).toEqual([[1], [20]])
  })
  it('stops', async () => {
    const { started, run } = controlled()
    const seen: number[] = []
    const l = latest(run, (_, r) => seen.push(r), () => {})
    l.push(1)
    l.push(2)
    l.stop()
    started[0]!.end()
    await settle()
    expect([started.length, seen]).toEqual([1, []])
  })
})

describe('Lru', () => {
  it('forgets the least recently used and says so', () => {
    const gone: string[] = []
    const m = new Lru<string, string>(2, (v) => gone.push(v))
    m.set('a', 'A')
    m.set('b', 'B')
    m.get('a')
    m.set('c', 'C')
    expect([gone, m.get('b'), m.get('a'), m.size]).toEqual([['B'], undefined, 'A', 2])
    m.set('a', 'A2')
    m.clear()
    expect(gone).toEqual(['B', 'A', 'C', 'A2'])
  })
})

describe('paths', () => {
  it('are sorted by what their names say', () => {
    expect(['x.PTH', 'a.safetensors', 'm.onnx', 'c.yml', 'c.json', 'i.JPEG', 'some.folder', 'dir'].map(kindOf)).toEqual(['model', 'model', 'model', 'config', 'config', 'image', 'folder', 'folder'])
    expect(sortPaths(['/a/x.png', '/a/m.pth', '/a/m.yaml', '/b', '/a/n.pth'])).toEqual({ model: '/a/m.pth', config: '/a/m.yaml', images: ['/a/x.png'], folders: ['/b'] })
  })
})
