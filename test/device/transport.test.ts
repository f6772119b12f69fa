/** Commands and files against the real adb server, with and without the shell protocol, and over links that fail. */
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toErrorValue } from '@shared/errors'
import { containing, type Glasses, type Lab, matching, openLab, until } from './lab'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const valueOf = async (work: Promise<unknown>) => toErrorValue(await work.then(() => { throw new Error('a refusal was expected') }, (error: unknown) => error))
const remote = '/data/local/tmp/file'

describe.each(['shell v2', 'no shell v2'] as const)('commands with %s', (kind) => {
  const v2 = kind === 'shell v2'
  let g: Glasses
  beforeAll(async () => { g = await lab.glasses({ faults: v2 ? [] : ['no-shell-v2'] }) })
  const gone = async (pid: string): Promise<boolean> => (await g.transport.read(`[ -d /proc/${pid} ] && echo there; true`)).stdout === ''

  it('tells exit code, output and errors', async () => {
    expect((await g.transport.features()).includes('shell_v2')).toBe(v2)
    const r = await g.transport.read('printf "a\\nb"; echo wrong >&2; exit 7')
    expect(r.code).toBe(7)
    expect(r.stdout + r.stderr).toBe('a\nbwrong\n')
    expect(r.stderr).toBe(v2 ? 'wrong\n' : '')
  })

  it('passes quotes, dollars and any bytes through', async () => {
    expect((await g.transport.read(`x="it's"; echo "$x" '$y' "\\\\"`)).stdout).toBe('it\'s $y \\\n')
    const chunks: Buffer[] = []
    const end = await g.transport.shell('head -c 3000000 /dev/zero; printf "\\036\\001"; exit 3', { stdout: (d) => void chunks.push(d) })
    const all = Buffer.concat(chunks)
    expect(end).toEqual({ code: 3, reason: 'exit' })
    expect(all.length).toBe(3_000_002)
    expect(all.subarray(-3)).toEqual(Buffer.from([0, 0x1e, 1]))
  })

  it('does not let a command wait for input that will not come', async () => {
    expect(await g.transport.read('cat; echo end')).toMatchObject({ code: 0, stdout: 'end\n' })
  })

  it('writes to a command while it runs', async () => {
    const heard: string[] = []
    const end = await g.transport.shell('while read line; do echo "<$line>"; [ "$line" = stop ] && exit 4; done', {
      onStart: (write) => { write('one\n'); write('stop\n') }, stdout: (d) => void heard.push(d.toString())
    })
    expect(end).toEqual({ code: 4, reason: 'exit' })
    expect(heard.join('')).toBe('<one>\n<stop>\n')
  })

  it('ends the process when it is aborted', async () => {
    const stop = new AbortController()
    let pid = ''
    const end = await g.transport.shell('echo $$; exec sleep 600', { signal: stop.signal, stdout: (d) => { pid += d.toString(); if (pid.endsWith('\n')) stop.abort() } })
    expect(end).toEqual({ code: null, reason: 'aborted' })
    expect(Number(pid)).toBeGreaterThan(0)
    await until(() => gone(pid.trim()), 'the process is gone')
  })

  it('holds the device back while the reader is busy', async () => {
    let taken = 0, release = (): void => undefined
    const held = new Promise<void>((resolve) => { release = resolve })
    const counter = '/data/local/tmp/counter'
    const run = g.transport.shell(`n=0; while [ $n -lt 400 ]; do head -c 100000 /dev/zero; n=$((n+1)); echo $n > ${counter}; done`, { stdout: async (d) => { taken += d.length; await held } })
    const produced = async (): Promise<number> => Number((await g.transport.read(`cat ${counter} 2>/dev/null || echo 0`)).stdout)
    // What is under way fills up buffers; then the producer stands still.
    let last = -1
    await until(async () => { const n = await produced(), still = n === last && n > 0; last = n; if (!still) await new Promise((r) => setTimeout(r, 200)); return still }, 'it stands still')
    expect(last).toBeLessThan(400)
    release()
    expect((await run).code).toBe(0)
    expect(taken).toBe(40_000_000)
  })

  it('tells a command that was cut from one that ended', async () => {
    const own = await lab.glasses({ seed: 5, faults: v2 ? [] : ['no-shell-v2'] })
    let lines = 0
    const run = own.transport.shell('while :; do echo line; sleep 0.05; done', { stdout: () => { lines++ } })
    await until(() => lines > 2, 'it runs')
    await own.simulation.setFault('unplug')
    expect(await run).toEqual({ code: null, reason: 'disconnected' })
    expect(await valueOf(own.transport.read('echo'))).toMatchObject({ code: matching(/unplugged|device/) })
  })

  it('gives an error of the reader back, and ends the command', async () => {
    await expect(g.transport.shell('while :; do echo x; done', { stdout: () => { throw new Error('reader') } })).rejects.toThrow('reader')
  })
})

describe('files', () => {
  let g: Glasses, big: string, hash: string
  beforeAll(async () => {
    g = await lab.glasses()
    big = path.join(lab.folder, 'big')
    const data = randomBytes(40_000_000)
    hash = createHash('sha256').update(data).digest('hex')
    await fs.writeFile(big, data)
  })
  const there = async (file = remote): Promise<boolean> => (await g.transport.read(`[ -e ${file} ] && echo there; true`)).stdout !== ''

  it('arrive whole, with mode and progress, and come back', async () => {
    const steps: number[] = []
    await g.transport.push(big, remote, { mode: 0o755, progress: (sent, total) => { expect(total).toBe(40_000_000); steps.push(sent) } })
    expect(steps[0]).toBe(0)
    expect(steps.at(-1)).toBe(40_000_000)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    const { stdout } = await g.transport.read(`sha256sum ${remote}; [ -x ${remote} ] && echo executable`)
    expect(stdout).toContain(hash)
    expect(stdout).toContain('executable')
    const back = path.join(lab.folder, 'back')
    await g.transport.pull(remote, back)
    expect(createHash('sha256').update(await fs.readFile(back)).digest('hex')).toBe(hash)
  })

  it('may be empty', async () => {
    const empty = path.join(lab.folder, 'empty')
    await fs.writeFile(empty, '')
    await g.transport.push(empty, `${remote}.empty`)
    await g.transport.pull(`${remote}.empty`, `${empty}.back`)
    expect((await fs.stat(`${empty}.back`)).size).toBe(0)
  })

  it('are removed when the copy is cancelled', async () => {
    const stop = new AbortController(), target = `${remote}.cancelled`
    const run = g.transport.push(big, target, { signal: stop.signal, progress: (sent) => { if (sent > 4_000_000) stop.abort() } })
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(await there(target)).toBe(false)
  })

  it('that do not exist are told, on either side, and leave nothing', async () => {
    expect(await valueOf(g.transport.push(path.join(lab.folder, 'none'), remote))).toMatchObject({ code: 'not-found' })
    const target = path.join(lab.folder, 'none.back')
    expect(await valueOf(g.transport.pull('/data/local/tmp/none', target))).toMatchObject({ code: 'not-found', file: '/data/local/tmp/none' })
    expect((await fs.readdir(lab.folder)).filter((name) => name.startsWith('none'))).toEqual([])
  })

  it('cannot take the place of a folder', async () => {
    await g.transport.read(`mkdir -p ${remote}.folder`)
    expect(await valueOf(g.transport.push(big, `${remote}.folder`))).toMatchObject({ code: 'device', file: `${remote}.folder` })
  })

  it('that do not fit are refused, and removed', async () => {
    const own = await lab.glasses({ seed: 6, faults: ['full-disk'] })
    expect(await valueOf(own.transport.push(big, remote))).toMatchObject({ code: 'device', message: containing('full') })
    expect((await own.transport.read(`[ -e ${remote} ] && echo there; true`)).stdout).toBe('')
  })

  it('are sent no faster than a slow link takes them, and an unplug ends the copy', async () => {
    const own = await lab.glasses({ seed: 7, faults: ['slow-link'] })
    let sent = 0
    const start = Date.now()
    const run = valueOf(own.transport.push(big, remote, { progress: (n) => { sent = n } }))
    await until(() => Date.now() - start > 1500, 'some time passes')
    // 2 MB/s, and what the buffers on the way hold.
    expect(sent).toBeLessThan(20_000_000)
    await own.simulation.setFault('unplug')
    expect(await run).toMatchObject({ code: 'unplugged' })
  })
})
