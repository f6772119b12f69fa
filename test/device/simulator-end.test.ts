/** The command `simulate`, a killed simulation, and a repeated one. */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import readline from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { simulateDocumentSchema, type SimulateDocument } from '@shared/cli/simulate-document'
import { loadTraceSchema } from '../../electron/engine/simulator/load-trace'
import { startSimulation } from '../../electron/engine/simulator/simulation'
import { runAdb } from '../support/adb-program'
import { openLab, until, type Lab } from './lab'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const root = path.resolve(import.meta.dirname, '../..')

async function simulate(args: string[], folder: string): Promise<{ child: ChildProcess; document: SimulateDocument; notes: () => string }> {
  await fs.mkdir(folder, { recursive: true })
  const child = spawn(process.execPath, ['--import', 'tsx', 'electron/cli/main.ts', 'simulate', '--json', ...args], {
    cwd: root, stdio: 'pipe', env: { ...process.env, ANDROID_ADB_SERVER_PORT: String(lab.port), TMPDIR: folder, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') }
  })
  let notes = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => { notes += text })
  for await (const line of readline.createInterface({ input: child.stdout })) return { child, document: simulateDocumentSchema.parse(JSON.parse(line)), notes: () => notes }
  throw new Error(`simulate said nothing: ${notes}`)
}

const roots = async (folder: string): Promise<string[]> => (await fs.readdir(folder)).filter((name) => name.startsWith('adamtl-glasses-'))
const marked = async (folder: string): Promise<string[]> => {
  const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(pids.map((pid) => fs.readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')))
  return lines.filter((line) => line.includes(folder))
}

it('simulate is ready when it says so, takes faults as lines, and ends with Ctrl-C', async () => {
  const folder = path.join(lab.folder, 'polite'), recording = path.join(folder, 'load.json')
  const { child, document, notes } = await simulate(['--fault', 'charging', '--record-load', recording], folder)
  expect(document).toMatchObject({ simulated: true, serial: `127.0.0.1:${document.port}` })
  const status = async (): Promise<string> => (await runAdb(lab.port, ['-s', document.serial, 'shell', 'cat /sys/class/power_supply/battery/status'])).stdout.trim()
  await until(async () => (await status()) === 'Charging', 'the fault asked for')
  child.stdin?.write('none\n')
  await until(async () => (await status()) === 'Discharging', 'the fault ended')
  child.stdin?.write('bogus\naccept\n')
  await until(() => notes().includes('No computer is waiting'), 'answers')
  expect(notes()).toContain('There is no fault "bogus"')
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(await roots(folder)).toEqual([])
  expect((await runAdb(lab.port, ['devices'])).stdout).not.toContain(document.serial)
  expect(loadTraceSchema.parse(JSON.parse(await fs.readFile(recording, 'utf8'))).steps.length).toBeGreaterThan(0)
})

it.each([{ args: [] }, { args: ['--no-namespaces'] }])('a killed simulation leaves no process and no folder: $args', async ({ args }) => {
  const folder = path.join(lab.folder, `killed${args.length}`)
  const { child, document } = await simulate(args, folder)
  const running = runAdb(lab.port, ['-s', document.serial, 'shell', `setsid sh -c 'while :; do sleep 1; done # ${folder}' & wait`])
  await until(async () => (await marked(folder)).some((line) => line.includes('while')), 'it runs')
  expect(await roots(folder)).toHaveLength(1)
  child.kill('SIGKILL')
  await until(async () => (await roots(folder)).length === 0 && (await marked(folder)).length === 0, 'nothing is left')
  await running
  await lab.host.disconnect(document.serial)
})

it('simulate starts adb again when it was killed, connects anew, and ends with its terminal', async () => {
  const folder = path.join(lab.folder, 'terminal'), { child, document, notes } = await simulate([], folder)
  await lab.adb('kill-server')
  await until(async () => notes().includes(`adb lists ${document.serial} again`) && (await runAdb(lab.port, ['-s', document.serial, 'shell', 'echo back'])).stdout === 'back\n', 'it is back')
  const ended = new Promise((resolve) => child.on('exit', resolve))
  child.kill('SIGHUP')
  expect(await ended).toBe(0)
  expect(await roots(folder)).toEqual([])
})

it('glasses that live as long as a command: when it is killed, their adb server is gone too', async () => {
  const folder = path.join(lab.folder, 'lent')
  await fs.mkdir(folder)
  const script = 'import { onDevice } from "./electron/cli/on-device.ts"; await onDevice("simulated", 1, () => new Promise(() => setInterval(() => undefined, 1000)))'
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { cwd: root, stdio: 'ignore', env: { ...process.env, TMPDIR: folder, TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') } })
  const servers = async (): Promise<number> => {
    const pids = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name)), read = (pid: string, file: string) => fs.readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '')
    const found = await Promise.all(pids.map(async (pid) => (await read(pid, 'cmdline')).includes('fork-server') && (await read(pid, 'environ')).includes(`TMPDIR=${folder}`)))
    return found.filter(Boolean).length
  }
  await until(async () => (await servers()) === 1 && (await roots(folder)).length === 1, 'its server and glasses')
  child.kill('SIGKILL')
  await until(async () => (await servers()) === 0 && (await roots(folder)).length === 0, 'nothing is left')
})

it('a busy port is told, and nothing is left', async () => {
  const first = await lab.simulate()
  const folder = await fs.mkdtemp(path.join(lab.folder, 'busy-'))
  await expect(startSimulation({ seed: 1, port: first.port, root: folder })).rejects.toThrow(`cannot listen on port ${first.port}`)
  expect(await fs.readdir(folder)).toEqual([])
})

it('the same seed and load give the same readings, from the start or later; another seed gives others', async () => {
  const load = Array.from({ length: 14 }, (_, i) => ({ seconds: 0.2, coreSeconds: i % 4 < 2 ? 0.3 : 0.02 }))
  const trace = async (seed: number, later: boolean): Promise<string[]> => {
    const simulation = await lab.simulate({ seed, load: later ? undefined : load, namespaces: 'off' })
    const current = path.join(simulation.root, 'sys/class/power_supply/battery/current_now'), seen: string[] = []
    // What stands there first may be from before the repetition.
    const before = await fs.readFile(current, 'utf8')
    if (later) simulation.replayLoad(load)
    await until(async () => {
      const value = await fs.readFile(current, 'utf8')
      if (value !== (seen[seen.length - 1] ?? before)) seen.push(value)
      return seen.length > 8
    }, 'readings')
    await simulation.stop()
    return seen.slice(0, 8)
  }
  const [one, two, later, other] = await Promise.all([trace(3, false), trace(3, false), trace(3, true), trace(4, false)])
  expect(two).toEqual(one)
  expect(later).toEqual(one)
  expect(other).not.toEqual(one)
})
