/** From the cable to Wi-Fi and back, over the real adb server: the simulated glasses' own port plays the cable. */
import { execFile } from 'node:child_process'
import net from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { devicesDocumentSchema } from '@shared/cli/device-documents'
import { toErrorValue } from '@shared/errors'
import { switchToWifi } from '../../electron/engine/device/wifi-switch'
import { runAdb } from '../support/adb-program'
import { freePort } from '../support/free-port'
import { containing, matching, openLab, places, until, type Lab } from './lab'

let lab: Lab
beforeAll(async () => { lab = await openLab() })
afterAll(() => lab.close())

const stateOf = async (serial: string): Promise<string | undefined> => (await lab.host.list()).find((d) => d.serial === serial)?.state

it.each(places)('with %s: listens on its own address, is connected there, and stays when the cable comes out', async (kind) => {
  const { simulation, transport } = await lab.glasses(kind === 'rewriting' ? { namespaces: 'off' } : {}), cable = simulation.serial
  expect(simulation.serials()).toEqual([cable])
  const running = transport.shell('exec sleep 60')
  const wireless = await switchToWifi(lab.host, cable, 5555)
  expect(wireless).toEqual(matching(/^127\.\d+\.\d+\.\d+:5555$/))
  // adbd started anew: what was open has ended, and both ways lead to the same glasses.
  expect(await running).toEqual({ code: null, reason: 'disconnected' })
  await until(async () => (await stateOf(wireless!)) === 'ready' && (await stateOf(cable)) === 'ready', 'ready over both')
  expect((await lab.host.list()).find((d) => d.serial === wireless)).toMatchObject({ link: 'tcp', model: 'M4000', simulated: true })
  expect(simulation.serials()).toEqual([cable, wireless])
  await transport.read('echo over the cable > /data/local/tmp/said')
  await simulation.setFault('unplug')
  await until(async () => (await stateOf(cable)) !== 'ready', 'the cable is out')
  expect((await lab.host.open(wireless!).read('cat /data/local/tmp/said')).stdout).toBe('over the cable\n')
  await simulation.setFault('none')
  await until(async () => (await stateOf(cable)) === 'ready', 'the cable is in again', 60_000)
  expect(await runAdb(lab.port, ['-s', wireless!, 'usb'])).toMatchObject({ code: 0, stdout: containing('restarting in USB mode') })
  await until(async () => (await stateOf(wireless!)) !== 'ready' && (await stateOf(cable)) === 'ready', 'the cable alone')
  expect(simulation.serials()).toEqual([cable])
  for (const serial of [cable, wireless!]) await lab.host.disconnect(serial)
})

it('the command devices --wifi switches, connects, and lists it', async () => {
  const { simulation } = await lab.glasses(), root = path.resolve(import.meta.dirname, '../..')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'electron/cli/main.ts', 'devices', '--wifi', simulation.serial, '--json'], {
    cwd: root, env: { ...process.env, ANDROID_ADB_SERVER_PORT: String(lab.port), TSX_TSCONFIG_PATH: path.join(root, 'tsconfig.json') }
  })
  const [, wireless] = simulation.serials()
  expect(stderr).toContain(`Connected to ${wireless}. The cable can be removed.`)
  expect(devicesDocumentSchema.parse(JSON.parse(stdout)).devices).toContainEqual({ serial: wireless, state: 'ready', link: 'tcp', model: 'M4000', simulated: true, problem: null })
  for (const serial of simulation.serials()) await lab.host.disconnect(serial)
})

it('listens as soon as the port is free, and refuses what is none', async () => {
  const { simulation, transport } = await lab.glasses(), port = await freePort()
  const address = (await transport.read('getprop dhcp.wlan0.ipaddress')).stdout.trim()
  const other = net.createServer()
  await new Promise<void>((resolve) => other.listen(port, address, resolve))
  onTestFinished(() => void other.close())
  expect(await lab.host.tcpip(simulation.serial, port)).toBe(`${address}:${port}`)
  await until(async () => (await stateOf(simulation.serial)) === 'ready' && transport.read('true').then(() => true, () => false), 'it started anew')
  expect(simulation.serials()).toEqual([simulation.serial])
  other.close()
  await until(() => simulation.serials().length === 2, 'it listens')
  expect(await lab.host.connect(`${address}:${port}`)).toBe(`${address}:${port}`)
  for (const serial of simulation.serials()) await lab.host.disconnect(serial)
  await lab.host.connect(simulation.serial)
  await until(async () => (await stateOf(simulation.serial)) === 'ready', 'ready')
  expect(toErrorValue(await lab.host.tcpip(simulation.serial, 70_000).catch((error: unknown) => error))).toMatchObject({ code: 'device', why: containing('invalid port') })
  expect(await stateOf(simulation.serial)).toBe('ready')
})
