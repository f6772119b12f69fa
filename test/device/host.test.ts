/** The list of devices against the real adb server: as they come, go, refuse and return. */
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '@shared/device/device'
import { toErrorValue } from '@shared/errors'
import { openDeviceHost } from '../../electron/engine/device/host'
import { waitForDevice } from '../../electron/engine/device/waiting'
import { freePort } from '../support/free-port'
import { containing, type Lab, matching, openLab, until } from './lab'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const valueOf = async (work: Promise<unknown>) => toErrorValue(await work.then(() => { throw new Error('a refusal was expected') }, (error: unknown) => error))

/** What a follower was told. */
function following(host = lab.host) {
  const told: Device[][] = [], problems: Error[] = []
  const stop = host.follow((devices) => void told.push(devices), (error) => void problems.push(error))
  const now = (serial: string) => told.at(-1)?.find((d) => d.serial === serial)
  return { told, problems, stop, now }
}

describe('following', () => {
  it('tells what is there at once, then each that comes and goes, with its simulation', async () => {
    const f = following()
    await until(() => f.told.length === 1, 'the first list')
    expect(f.told[0]).toEqual([])
    const a = await lab.simulate(), b = await lab.simulate({ seed: 2 })
    await lab.host.connect(a.serial)
    await lab.host.connect(b.serial)
    await until(() => f.now(a.serial)?.state === 'ready' && f.now(b.serial)?.state === 'ready', 'both are ready')
    expect(f.now(a.serial)).toEqual({ serial: a.serial, state: 'ready', link: 'tcp', model: 'M4000', simulated: true })
    await lab.host.disconnect(b.serial)
    await until(() => f.now(b.serial) === undefined, 'the second is gone')
    expect(f.now(a.serial)?.state).toBe('ready')
    f.stop()
    const count = f.told.length
    await lab.host.disconnect(a.serial)
    expect((await lab.host.list()).map((d) => d.serial)).not.toContain(a.serial)
    expect(f.told.length).toBe(count)
    expect(f.problems).toEqual([])
  })

  it('tells an unauthorized device, what to do, and that it was accepted', async () => {
    const f = following(), sim = await lab.simulate({ faults: ['unauthorized'] })
    await lab.host.connect(sim.serial)
    await until(() => f.now(sim.serial)?.state === 'unauthorized', 'unauthorized')
    const refusal = await valueOf(lab.host.open(sim.serial).read('echo no'))
    expect(refusal).toMatchObject({ code: 'device', fix: containing('accept the prompt on the glasses') })
    await until(() => sim.accept(), 'a key is waiting')
    await until(() => f.now(sim.serial)?.state === 'ready', 'accepted')
    expect((await lab.host.open(sim.serial).read('echo yes')).stdout).toBe('yes\n')
    f.stop()
  })

  it('tells a device that is unplugged, and its return', async () => {
    const f = following(), { simulation, transport } = await lab.glasses()
    await until(() => f.now(simulation.serial)?.state === 'ready', 'ready')
    await simulation.setFault('unplug')
    await until(() => f.now(simulation.serial)?.state !== 'ready', 'gone')
    expect((await valueOf(transport.read('echo no'))).code).toMatch(/unplugged|device/)
    await simulation.setFault('none')
    await until(() => f.now(simulation.serial)?.state === 'ready', 'back', 60_000)
    expect(f.now(simulation.serial)?.simulated).toBe(true)
    f.stop()
  })

  it('tells an offline device, which stays a simulation', async () => {
    const f = following(), { simulation, transport } = await lab.glasses()
    await simulation.setFault('offline')
    await until(() => f.now(simulation.serial)?.state === 'offline', 'offline')
    expect(f.now(simulation.serial)?.simulated).toBe(true)
    expect(await valueOf(transport.read('echo no'))).toMatchObject({ message: containing('offline') })
    f.stop()
  })

  it('starts the server again when it was killed, and connects again what it had forgotten', async () => {
    const f = following(), { simulation, transport } = await lab.glasses()
    await until(() => f.now(simulation.serial)?.state === 'ready', 'ready')
    const before = f.told.length
    const cut = transport.shell('exec sleep 60')
    await until(async () => (await transport.read('cat /proc/loadavg')).code === 0, 'the shell is open')
    await lab.adb('kill-server')
    expect(await cut).toEqual({ code: null, reason: 'disconnected' })
    await until(() => f.told.length > before && f.now(simulation.serial)?.state === 'ready', 'ready again')
    expect((await transport.read('echo again')).stdout).toBe('again\n')
    f.stop()
  })
})

describe('the server', () => {
  const serversOn = (port: number): number[] => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`tcp:${port}\0fork-server`)
    } catch {
      return false
    }
  })
  const runs = (port: number): Promise<boolean> => new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true) }).on('error', () => resolve(false))
  })

  it('is ended by the host that started it, and by no other', async () => {
    const port = await freePort(), first = openDeviceHost({ port }), second = openDeviceHost({ port })
    await first.list()
    await second.list()
    await second.close()
    expect(await runs(port)).toBe(true)
    await first.close()
    await until(async () => !(await runs(port)), 'the server ends')
  })

  it('is not started again by a follower of a host that was closed', async () => {
    const port = await freePort(), host = openDeviceHost({ port }), f = following(host)
    await until(() => f.told.length > 0, 'it follows')
    await host.close()
    await until(async () => !(await runs(port)), 'the server ends')
    // Longer than a follower waits before it tries again.
    await wait(1500)
    expect(await runs(port)).toBe(false)
    await expect(host.list()).rejects.toMatchObject({ value: { code: 'device' } })
  })

  it('is not ended by a host whose own was replaced', async () => {
    const host = lab.another()
    await lab.host.list()
    await lab.adb('kill-server')
    await lab.adb('start-server')
    await host.list()
    await host.close()
    expect(await lab.adb('devices')).not.toContain('daemon started')
  })

  it('that is started in the place of one that was killed is ended too', async () => {
    const port = await freePort(), host = openDeviceHost({ port }), { serial } = await lab.simulate()
    await host.connect(serial)
    await waitForDevice(host, serial, 10_000)
    const cut = host.open(serial).shell('echo open; exec sleep 60', { stdout: () => { for (const pid of serversOn(port)) process.kill(pid, 'SIGKILL') } })
    // As a run clears away at once what it had on a device that went.
    await cut.then(() => host.open(serial).read('true')).catch(() => undefined)
    await waitForDevice(host, serial, 10_000)
    await host.disconnect(serial)
    await host.close()
    await until(async () => !(await runs(port)), 'the server ends')
  })

  it('that was started here goes on for devices of others, and says so; one of its own never does', async () => {
    const { serial } = await lab.simulate()
    for (const own of [undefined, { env: { ADAMTL_TEST: 'own' } }]) {
      const port = await freePort(), host = openDeviceHost({ port, own }), other = openDeviceHost({ port })
      await host.list()
      await other.connect(serial)
      await waitForDevice(other, serial, 10_000)
      const left = await host.close()
      if (own) expect(left).toBeNull()
      else expect(left).toContain(serial)
      expect(await runs(port)).toBe(own === undefined)
      await other.close()
      if (!own) await promisify(execFile)('adb', ['-P', String(port), 'kill-server'])
    }
  })

  it('is started again by who uses a device that another connected, and connects it', async () => {
    const { simulation, transport } = await lab.glasses(), host = lab.another(), serial = simulation.serial
    host.open(serial)
    const f = following(host)
    await until(() => f.now(serial)?.state === 'ready', 'ready')
    await transport.read('true')
    await lab.host.disconnect(serial)
    await until(() => f.now(serial) === undefined, 'gone')
    await lab.adb('kill-server')
    await until(() => f.now(serial)?.state === 'ready', 'connected again')
    f.stop()
  })

  it('is told to be missing, with this platform\'s command, while following goes on', async () => {
    const port = await freePort(), host = openDeviceHost({ port, env: { PATH: '/nowhere', ADAMTL_ADB: '/nowhere/adb' } })
    const f = following(host)
    await until(() => f.problems.length > 0, 'a problem')
    expect(f.problems[0]).toMatchObject({ value: { code: 'device', fix: containing('ADAMTL_ADB') } })
    expect(await host.info()).toMatchObject({ path: null, version: null, port, problem: { fix: containing('ADAMTL_ADB') } })
    f.stop()
    await host.close()
  })

  it('tells its program and version', async () => {
    expect(await lab.host.info()).toMatchObject({ path: matching(/adb$/), version: matching(/^\d+\.\d+/), port: lab.port, problem: null })
  })
})

it('says why an address cannot be connected', async () => {
  const port = await freePort()
  expect(await valueOf(lab.host.connect(`127.0.0.1:${port}`))).toMatchObject({ code: 'device', why: containing('refused'), fix: containing('Pairing') })
  expect(await valueOf(lab.host.connect('not an address'))).toMatchObject({ code: 'usage' })
})

it('says that a device is not there', async () => {
  expect(await valueOf(lab.host.open('nothing').read('echo'))).toMatchObject({ code: 'unplugged', message: containing('not connected') })
})
