/** Every fault of the simulated glasses, as the real adb shows it, and its end. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freeBytes } from '../../electron/engine/device/deploy-files'
import { auxiliary, clockTicks } from '../../electron/engine/simulator/processes'
import type { Simulation } from '../../electron/engine/simulator/simulation'
import { runAdb, type AdbResult } from '../support/adb-program'
import { containing, openLab, places, until, type Lab } from './lab'
import { processesOf } from './marked-processes'

let lab: Lab, simulation: Simulation
beforeAll(async () => {
  lab = await openLab()
  simulation = (await lab.glasses()).simulation
})
afterAll(() => lab.close())
beforeEach(async () => {
  await simulation.setFault('none')
  await state('device')
})

const adb = (...args: string[]): Promise<AdbResult> => runAdb(lab.port, ['-s', simulation.serial, ...args])
const shell = async (command: string): Promise<string> => (await adb('shell', command)).stdout.trim()
const listed = async (): Promise<string> => new RegExp(`^${simulation.serial}\\t(.*)$`, 'm').exec((await adb('devices')).stdout)?.[1] ?? 'gone'
const state = (name: string): Promise<void> => until(async () => (await listed()) === name, `state ${name}`)
const battery = '/sys/class/power_supply/battery'

async function file(megabytes: number): Promise<string> {
  const name = path.join(lab.folder, `${megabytes} MB`)
  await fs.writeFile(name, randomBytes(megabytes << 20))
  return name
}

describe('the link', () => {
  it('unplugged in the middle of a command: it ends, and so does the process', async () => {
    const running = adb('shell', 'echo started; exec sleep 4713')
    await until(async () => (await processesOf(simulation, 'sleep\u00004713')).length === 1, 'it runs')
    await simulation.setFault('unplug')
    await running
    await until(async () => (await processesOf(simulation, 'sleep\u00004713')).length === 0, 'it ended')
    await state('offline')
    expect((await adb('shell', 'true')).code).not.toBe(0)
    await simulation.setFault('none')
    await state('device')
    expect(await shell('echo back')).toBe('back')
  })

  it('unplugged in the middle of a push: it fails, and half a file is none', async () => {
    await simulation.setFault('slow-link')
    const pushing = adb('push', await file(64), '/data/local/tmp/half')
    await until(async () => Number(await shell('stat -c %s /data/local/tmp/half 2>/dev/null || echo 0')) > 0, 'it is under way')
    await simulation.setFault('unplug')
    expect((await pushing).code).not.toBe(0)
    await simulation.setFault('none')
    await state('device')
    expect(await shell('ls /data/local/tmp')).toBe('')
  })

  it('slow: as slow as it says, and output is held back too', async () => {
    await simulation.setFault('slow-link')
    const start = performance.now()
    expect((await adb('push', await file(4), '/data/local/tmp/slow')).code).toBe(0)
    expect((performance.now() - start) / 1000).toBeGreaterThan(2)
    const before = performance.now()
    await adb('shell', 'head -c 4000000 /dev/zero')
    expect((performance.now() - before) / 1000).toBeGreaterThan(1.9)
    await simulation.setFault('none')
    const again = performance.now()
    await adb('shell', 'head -c 64000000 /dev/zero')
    // 32 s at the slow pace: a busy computer is still far from that.
    expect((performance.now() - again) / 1000).toBeLessThan(16)
    await adb('shell', 'rm /data/local/tmp/slow')
  })
})

describe('the state', () => {
  it('offline', async () => {
    await simulation.setFault('offline')
    await state('offline')
    const refused = await adb('shell', 'true')
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).toContain('offline')
  })

  it('unauthorized until the person accepts, then the key is known', async () => {
    await simulation.setFault('unauthorized')
    await state('unauthorized')
    expect((await adb('shell', 'true')).stderr).toContain('unauthorized')
    // The computer offers its key once its signature was refused.
    await until(() => simulation.accept(), 'a key to accept')
    await state('device')
    expect(simulation.accept()).toBe(false)
    expect(await shell('echo in')).toBe('in')
    await lab.host.disconnect(simulation.serial)
    await lab.host.connect(simulation.serial)
    await state('device')
  })

  it('no shell_v2: no exit code, both outputs mixed', async () => {
    expect((await adb('features')).stdout).toContain('shell_v2')
    await simulation.setFault('no-shell-v2')
    await until(async () => !(await adb('features')).stdout.includes('shell_v2') && (await listed()) === 'device', 'the feature is gone')
    expect(await adb('shell', 'echo out; echo err >&2; exit 7')).toMatchObject({ code: 0, stderr: '' })
    expect((await shell('echo out; echo err >&2')).split(/\s+/).sort()).toEqual(['err', 'out'])
    expect((await adb('exec-out', 'printf raw')).stdout).toBe('raw')
  })
})

describe('the battery', () => {
  it('charging: status, sign and supply', async () => {
    expect(Number(await shell(`cat ${battery}/current_now`))).toBeGreaterThan(0)
    await simulation.setFault('charging')
    await until(async () => (await shell(`cat ${battery}/status`)) === 'Charging', 'charging')
    expect(Number(await shell(`cat ${battery}/current_now`))).toBeLessThan(-100_000)
    expect(await shell('dumpsys battery')).toMatch(/USB powered: true[\s\S]*status: 2/)
    await simulation.setFault('none')
    await until(async () => Number(await shell(`cat ${battery}/current_now`)) > 0, 'discharging')
  })

  it('frozen gauge: it never changes again while the clocks and temperatures do', async () => {
    await simulation.setFault('frozen-gauge')
    const watch = 'i=0; while [ $i -lt 60 ]; do cat FILE; sleep 0.02; i=$((i+1)); done | sort -u | wc -l'
    const changes = async (): Promise<number> => Number(await shell(watch.replace('FILE', `${battery}/current_now`)))
    expect(await changes()).toBe(1)
    await simulation.setFault('none')
    expect(await changes()).toBeGreaterThan(1)
  })
})

it('throttling: clocks fall, and processes are really held back', async () => {
  const clock = 'cat /sys/devices/system/cpu/cpu6/cpufreq/scaling_max_freq'
  const stop = new AbortController()
  const load = lab.host.open(simulation.serial).shell('while :; do :; done; : 4714', { signal: stop.signal })
  await until(async () => (await processesOf(simulation, '4714')).length > 0, 'it runs')
  // The shell is the youngest; nsenter outside waits for it.
  const pid = Math.max(...await processesOf(simulation, '4714'))
  const ticks = async (): Promise<number> => {
    const fields = (await fs.readFile(`/proc/${pid}/stat`, 'latin1')).split(') ')[1]!.split(' ')
    return Number(fields[11]) + Number(fields[12])
  }
  // A loop never gives up its core by itself: each time that it did, it was stopped.
  const stops = async (): Promise<number> => Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(await fs.readFile(`/proc/${pid}/status`, 'latin1'))![1])
  /** How long it is stopped, in parts of the time and of the processor time that it gets, and how often in a second of the latter: other work on this computer changes the first alone. */
  const stopped = async (): Promise<{ share: number; perWork: number; rate: number }> => {
    let seen = 0
    const start = performance.now(), before = await ticks(), switches = await stops()
    for (let i = 0; i < 300; i++) {
      if (/\) T /.test(await fs.readFile(`/proc/${pid}/stat`, 'latin1'))) seen++
      // Uneven, for the pace of the stops not to be met by chance.
      await wait(1 + Math.random() * 7)
    }
    const work = (await ticks() - before) / auxiliary(clockTicks)!
    return { share: seen / 300, perWork: (seen / 300) * (performance.now() - start) / 1000 / work, rate: (await stops() - switches) / work }
  }
  expect(Number(await shell(clock))).toBe(2_515_200)
  expect(await stopped()).toMatchObject({ share: 0, rate: 0 })
  await simulation.setFault('throttling')
  await until(async () => Number(await shell(clock)) < 2_000_000, 'the clock fell')
  expect(Number(await shell('cat /sys/class/thermal/thermal_zone0/temp'))).toBeGreaterThan(62_000)
  const { share, perWork, rate } = await stopped()
  await simulation.setFault('none')
  await until(async () => Number(await shell(clock)) === 2_515_200, 'the clock is back')
  expect((await stopped()).share).toBe(0)
  console.info(`throttling: stopped ${(share * 100).toFixed(0)} % of the time, ${perWork.toFixed(2)} s for each second of work, ${rate.toFixed(0)} times in one`)
  // About 80 °C leave two thirds of the highest clock, which is half a second for each; a computer that is busy gives the stops a part of that.
  expect(perWork).toBeGreaterThan(0.08)
  expect(share).toBeLessThan(0.7)
  // Several times in an inference of 10 ms: each is slowed, not one in a few.
  expect(rate).toBeGreaterThan(60)
  stop.abort()
  await load
})

it.each(places)('full disk with %s: nothing can be pushed or written, then it can again', async (kind) => {
  const { simulation: own } = kind === 'rewriting' ? await lab.glasses({ namespaces: 'off' }) : { simulation }
  const on = (...args: string[]): Promise<AdbResult> => runAdb(lab.port, ['-s', own.serial, ...args])
  const source = await file(8)
  await on('shell', 'echo kept > /data/local/tmp/kept')
  await own.setFault('full-disk')
  const refused = await on('push', source, '/data/local/tmp/much')
  expect(refused.code).toBe(1)
  expect(`${refused.stdout}${refused.stderr}`).toContain('No space left on device')
  expect((await on('shell', 'ls /data/local/tmp')).stdout.trim()).toBe('kept')
  // A limit of the process stands in for the disk's end where there is none: it has another name.
  const words = kind === 'namespaces' ? 'No space left on device' : 'File too large'
  expect(await on('shell', 'head -c 1000000 /dev/zero > /data/local/tmp/x')).toMatchObject({ code: 1, stderr: containing(words) })
  expect(await on('shell', 'rm /data/local/tmp/x; echo still here')).toMatchObject({ code: 0, stdout: 'still here\n' })
  expect(await freeBytes(lab.host.open(own.serial), '/data/local/tmp')).toBeLessThan(16 << 10)
  await own.setFault('none')
  expect(await freeBytes(lab.host.open(own.serial), '/data/local/tmp')).toBeGreaterThan(16 << 20)
  expect((await on('push', source, '/data/local/tmp/much')).code).toBe(0)
  expect((await on('shell', 'cat /data/local/tmp/kept; rm /data/local/tmp/*')).stdout.trim()).toBe('kept')
})
