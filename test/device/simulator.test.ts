/** The simulated glasses as the real adb program and server see them, with and without namespaces. */
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { simulatedProduct } from '@shared/device/device'
import type { Simulation } from '../../electron/engine/simulator/simulation'
import { runAdb, type AdbResult } from '../support/adb-program'
import { openLab, places, until, type Lab } from './lab'
import { processesOf } from './marked-processes'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const sha = async (file: string): Promise<string> => createHash('sha256').update(await fs.readFile(file)).digest('hex')

describe.each(places)('with %s', (kind) => {
  let simulation: Simulation
  const adb = (...args: string[]): Promise<AdbResult> => runAdb(lab.port, ['-s', simulation.serial, ...args])
  const shell = async (command: string): Promise<string> => (await adb('shell', command)).stdout.trim()
  const read = async (file: string): Promise<number> => Number(await shell(`cat ${file}`))
  const current = (): Promise<number> => read('/sys/class/power_supply/battery/current_now')

  beforeAll(async () => { simulation = (await lab.glasses(kind === 'rewriting' ? { namespaces: 'off' } : {})).simulation })
  afterAll(async () => {
    await lab.host.disconnect(simulation.serial)
    await simulation.stop()
  })

  it('is known as a simulated M4000', async () => {
    expect(simulation.place, simulation.withoutNamespaces ?? '').toBe(kind)
    expect((await adb('devices', '-l')).stdout).toMatch(new RegExp(`${simulation.serial} +device product:${simulatedProduct} model:M4000`))
    expect(await shell('getprop ro.adamtl.simulated; getprop ro.product.manufacturer; getprop ro.build.version.release; getprop no.such; getprop no.such other')).toBe('1\nVuzix\n11\n\nother')
  })

  it('tells exit codes, keeps both outputs apart and reads standard input', async () => {
    expect(await adb('shell', 'echo out; echo err >&2; exit 7')).toEqual({ code: 7, stdout: 'out\n', stderr: 'err\n' })
    expect((await adb('shell', 'kill -9 $$')).code).toBe(137)
    expect((await adb('shell', 'no-such-command')).code).toBe(127)
    const text = 'line\n'.repeat(200_000)
    expect((await runAdb(lab.port, ['-s', simulation.serial, 'shell', 'wc -c; cat'], text)).stdout.trim()).toBe(String(text.length))
  })

  it('copies files there and back unchanged, faster than any cable of glasses', async () => {
    const file = path.join(lab.folder, 'there'), back = path.join(lab.folder, 'back')
    await fs.writeFile(file, randomBytes(96 << 20))
    const start = performance.now()
    await adb('push', file, '/data/local/tmp/big file')
    const pushed = performance.now()
    await adb('pull', '/data/local/tmp/big file', back)
    const rates = [pushed - start, performance.now() - pushed].map((ms) => 96 / (ms / 1000))
    console.info(`${kind}: push ${rates[0]!.toFixed(0)} MiB/s, pull ${rates[1]!.toFixed(0)} MiB/s`)
    expect(await sha(back)).toBe(await sha(file))
    // Without a root of its own its data lie on this computer's disk, which others use too.
    if (kind === 'namespaces') for (const rate of rates) expect(rate).toBeGreaterThan(20)
    expect(await shell('sha256sum < "/data/local/tmp/big file"')).toContain(await sha(file))
    expect((await adb('ls', '/data/local/tmp')).stdout).toMatch(/06000000 [0-9a-f]{8} big file/)
    await adb('shell', 'rm "/data/local/tmp/big file"')
  })

  it('refuses what a device refuses', async () => {
    const file = path.join(lab.folder, 'small')
    await fs.writeFile(file, 'x')
    const said = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await adb(...args)
      return `${code}: ${stdout}${stderr}`
    }
    expect(await said('pull', '/data/local/tmp/none', lab.folder)).toMatch(/^1: [\s\S]*does not exist/)
    expect(await said('push', file, '/system/x')).toMatch(/^1: [\s\S]*Permission denied/)
    expect(await said('push', file, '/data/local/tmp/../../../../../../../../tmp/x')).toMatch(/^1: [\s\S]*Permission denied/)
    expect((await adb('ls', '/../../../../../../')).stdout).toContain(' system')
    expect((await adb('jdwp')).code).not.toBe(0)
  })

  it('answers Android\'s commands from the same state', async () => {
    const battery = await shell('dumpsys battery')
    expect(battery).toMatch(/status: 3\n[\s\S]*level: \d+\n/)
    expect(Number(/voltage: (\d+)/.exec(battery)![1])).toBeCloseTo((await read('/sys/class/power_supply/battery/voltage_now')) / 1000, -2)
    expect(await shell('settings get global stay_on_while_plugged_in; svc power stayon usb; settings get global stay_on_while_plugged_in; settings delete global stay_on_while_plugged_in')).toBe('null\n2\nDeleted 1 rows')
    expect(await shell('dumpsys thermalservice')).toContain('mName=cpu-0-0-usr')
    expect((await adb('shell', 'cmd nothing')).code).toBe(20)
    expect(await shell('cmd battery unplug; dumpsys battery; cmd battery reset')).toContain('UPDATES STOPPED')
  })

  it('draws more, warms up and clocks up under a real load', async () => {
    const zone = '/sys/class/thermal/thermal_zone0/temp', clock = '/sys/devices/system/cpu/cpu6/cpufreq/scaling_cur_freq'
    await until(async () => (await read(clock)) < 1_000_000, 'idle')
    const idle = await current(), cool = await read(zone)
    const stop = new AbortController()
    const load = lab.host.open(simulation.serial).shell('while :; do :; done', { signal: stop.signal })
    // 1.2 W at 4 V are 0.3 A for a busy core; this one shares the computer with other work.
    await until(async () => (await current()) > idle + 80_000 && (await read(clock)) > 1_000_000 && (await read(zone)) > cool + 300, 'load seen')
    stop.abort()
    await load
    await until(async () => (await current()) < idle + 40_000, 'idle again')
  })

  it('has a gauge of Qualcomm\'s steps, a few readings a second', async () => {
    const lines = (await shell('i=0; while [ $i -lt 100 ]; do cat /sys/class/power_supply/battery/current_now; sleep 0.02; i=$((i+1)); done')).split('\n').filter((l) => l !== '').map(Number)
    for (const value of lines) expect(Math.abs(value / 488.281 - Math.round(value / 488.281))).toBeLessThan(0.002)
    const changes = lines.filter((v, i) => i > 0 && v !== lines[i - 1]).length
    expect(changes).toBeGreaterThan(3)
    expect(changes).toBeLessThan(30)
  })

  it('hangs up a shell whose host is gone, and only the shell', async () => {
    const stop = new AbortController()
    const ended = lab.host.open(simulation.serial).shell('exec sleep 4711', { signal: stop.signal })
    await until(async () => (await processesOf(simulation, 'sleep\u00004711')).length === 1, 'it runs')
    stop.abort()
    await ended
    await until(async () => (await processesOf(simulation, 'sleep\u00004711')).length === 0, 'it ended')
  })

  it('leaves nothing behind', async () => {
    const glasses = await lab.glasses(kind === 'rewriting' ? { namespaces: 'off' } : {})
    onTestFinished(() => lab.host.disconnect(glasses.simulation.serial))
    await glasses.transport.read('setsid sleep 4712 > /dev/null 2>&1 < /dev/null & (sleep 4712 > /dev/null 2>&1 &)')
    await until(async () => (await processesOf(glasses.simulation, 'sleep\u00004712')).length === 2, 'they run')
    expect(await fs.readdir(path.dirname(glasses.simulation.root))).toContain(path.basename(glasses.simulation.root))
    await glasses.simulation.stop()
    expect(await processesOf(glasses.simulation)).toEqual([])
    await expect(fs.stat(glasses.simulation.root)).rejects.toThrow('ENOENT')
    expect(await fs.readFile('/proc/mounts', 'utf8')).not.toContain(glasses.simulation.root)
  })
})
