/** Finding adb, reading its list, and taking its streams apart wherever they are cut. */
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Device } from '@shared/device/device'
import { stateProblem } from '../../../electron/engine/device/adb/errors'
import { adbPort, adbVersion, canPair, findAdb } from '../../../electron/engine/device/adb/find'
import { parseDevices } from '../../../electron/engine/device/adb/list'
import { unwrap, wrap, type Piece } from '../../../electron/engine/device/adb/sentinel'
import { decodeFrames, encodeFrame } from '../../../electron/engine/device/adb/shell-v2'
import { parseAddress, parseInet } from '../../../electron/engine/device/adb/wifi'

let folder: string
beforeAll(async () => { folder = await fs.mkdtemp(path.join(os.tmpdir(), 'adamtl-adb-')) })
afterAll(() => fs.rm(folder, { recursive: true, force: true }))

async function program(...parts: string[]): Promise<string> {
  const file = path.join(folder, ...parts)
  await fs.mkdir(path.dirname(file), { recursive: true })
  await fs.writeFile(file, '#!/bin/sh\necho "Android Debug Bridge version 1.0.41"\necho "Version 34.0.4-10411341"\n', { mode: 0o755 })
  return file
}

describe('adb', () => {
  const where = (env: Record<string, string>, platform: NodeJS.Platform = 'linux') => ({ env, platform, home: path.join(folder, 'home') })

  it('is found by the setting, in PATH, in the SDK that a variable names, and in the usual one, in this order', async () => {
    const usual = await program('home', 'Android', 'Sdk', 'platform-tools', 'adb')
    expect(await findAdb(where({}))).toBe(usual)
    const root = await program('root', 'platform-tools', 'adb')
    expect(await findAdb(where({ ANDROID_SDK_ROOT: path.join(folder, 'root') }))).toBe(root)
    const home = await program('sdk', 'platform-tools', 'adb')
    expect(await findAdb(where({ ANDROID_SDK_ROOT: path.join(folder, 'root'), ANDROID_HOME: path.join(folder, 'sdk') }))).toBe(home)
    const onPath = await program('bin', 'adb'), env = { PATH: `/nowhere:${path.join(folder, 'bin')}`, ANDROID_HOME: path.join(folder, 'sdk') }
    expect(await findAdb(where(env))).toBe(onPath)
    expect(await findAdb(where({ ...env, ADAMTL_ADB: root }))).toBe(root)
    expect(await adbVersion(root)).toBe('34.0.4-10411341')
  })

  it('is no folder and no file that cannot be run', async () => {
    await fs.mkdir(path.join(folder, 'trap', 'adb'), { recursive: true })
    await expect(findAdb({ env: { PATH: path.join(folder, 'trap') }, platform: 'linux', home: '/nowhere' })).rejects.toMatchObject({ value: { code: 'device' } })
    const plain = path.join(folder, 'plain')
    await fs.writeFile(plain, '', { mode: 0o644 })
    await expect(findAdb({ env: { ADAMTL_ADB: plain }, platform: 'linux', home: '/nowhere' })).rejects.toMatchObject({ value: { file: plain } })
  })

  it.each([['linux', 'apt install adb'], ['darwin', 'brew install'], ['win32', 'winget install']] as const)('is told to be missing with the command for %s', async (platform, command) => {
    const error = await findAdb({ env: {}, platform, home: '/nowhere' }).catch((e: unknown) => e)
    expect(error).toMatchObject({ value: { code: 'device', fix: expect.stringContaining(command) as string } })
  })

  it('tells another program from adb', async () => {
    await expect(adbVersion('/bin/echo')).rejects.toMatchObject({ value: { message: 'This program does not work as adb' } })
  })

  it('has a port of its own variable', () => {
    expect(adbPort({})).toBe(5037)
    expect(adbPort({ ANDROID_ADB_SERVER_PORT: '5138' })).toBe(5138)
    for (const wrong of ['0', '70000', 'x', '1.5']) expect(() => adbPort({ ANDROID_ADB_SERVER_PORT: wrong })).toThrow(wrong)
  })

  it('pairs from version 30 on', () => {
    expect([canPair('29.0.6-debian'), canPair('30.0.0'), canPair('35.0.2')]).toEqual([false, true, true])
  })
})

describe('adb\'s list', () => {
  const device = (d: Partial<Device> & { serial: string }): Device => ({ state: 'ready', link: 'usb', model: null, simulated: false, ...d })

  it('is read with every state and link', () => {
    const text = [
      '0123456789ABCDEF       device usb:1-2 product:m4000 model:M4000 device:m4000 transport_id:1',
      '192.168.1.20:5555      device product:adamtl_simulated model:Vuzix_M4000 device:m4000 transport_id:2',
      'adb-XYZ-abc._adb-tls-connect._tcp. device product:p model:Pixel_6 device:o transport_id:7',
      'emulator-5554          offline transport_id:3',
      'R58M                   unauthorized usb:1-3 transport_id:4',
      '127.0.0.1:5601         authorizing transport_id:5',
      '127.0.0.1:5602         connecting transport_id:5',
      'ABC                    no permissions (missing udev rules? user is in the plugdev group); see [http://developer.android.com/tools/device.html] usb:1-4 transport_id:6',
      'DEF                    recovery usb:1-5', ''
    ].join('\n')
    expect(parseDevices(text)).toEqual([
      device({ serial: '0123456789ABCDEF', model: 'M4000' }), device({ serial: '192.168.1.20:5555', link: 'tcp', model: 'Vuzix M4000', simulated: true }),
      device({ serial: 'adb-XYZ-abc._adb-tls-connect._tcp.', link: 'tcp', model: 'Pixel 6' }), device({ serial: 'emulator-5554', link: 'tcp', state: 'offline' }), device({ serial: 'R58M', state: 'unauthorized' }),
      device({ serial: '127.0.0.1:5601', link: 'tcp', state: 'connecting' }), device({ serial: '127.0.0.1:5602', link: 'tcp', state: 'connecting' }), device({ serial: 'ABC', state: 'other' }), device({ serial: 'DEF', state: 'other' })
    ])
  })

  it('says what to do about each state', () => {
    const fix = (d: Device | undefined) => stateProblem('S', d)?.value.fix
    expect(stateProblem('S', device({ serial: 'S' }))).toBeNull()
    expect(fix(device({ serial: 'S', state: 'unauthorized' }))).toContain('accept the prompt on the glasses')
    expect(stateProblem('S', device({ serial: 'S', state: 'offline' }))?.message).toContain('offline')
    expect(stateProblem('S', undefined)?.value.code).toBe('unplugged')
  })
})

it('reads addresses', () => {
  expect(parseAddress('192.168.1.20')).toEqual({ host: '192.168.1.20', port: 5555 })
  expect(parseAddress(' glasses.local:40001 ')).toEqual({ host: 'glasses.local', port: 40001 })
  for (const wrong of ['', 'a b', 'host:0', 'host:99999', 'host:x', 'http://host']) expect(() => parseAddress(wrong)).toThrow('is no address')
})

it('reads a device\'s own address', () => {
  expect(parseInet('24: wlan0: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc mq state UP group default qlen 3000\n    inet 192.168.1.23/24 brd 192.168.1.255 scope global wlan0\n')).toBe('192.168.1.23')
  expect(parseInet('wlan0     Link encap:Ethernet\n          inet addr:10.0.0.7  Bcast:10.0.0.255  Mask:255.255.255.0\n')).toBe('10.0.0.7')
  expect(parseInet('Device "wlan0" does not exist.\n')).toBeNull()
})

/** The bytes in two pieces, cut at `at`, and byte by byte. */
async function* pieces(all: Buffer, at: number): AsyncGenerator<Buffer> {
  if (at < 0) for (const byte of all) yield Buffer.from([byte])
  else yield* [all.subarray(0, at), all.subarray(at)]
}

describe('streams, wherever they are cut', () => {
  it('of the shell protocol', async () => {
    const all = Buffer.concat([encodeFrame(1, Buffer.from('out')), encodeFrame(1, Buffer.alloc(0)), encodeFrame(2, Buffer.from('err')), encodeFrame(1, Buffer.from('more')), encodeFrame(3, Buffer.from([7]))])
    for (let at = -1; at <= all.length; at++) {
      const streams: Record<number, Buffer[]> = {}
      for await (const { id, data } of decodeFrames(pieces(all, at))) (streams[id] ??= []).push(data)
      expect([1, 2, 3].map((id) => Buffer.concat(streams[id] ?? []).toString('latin1'))).toEqual(['outmore', 'err', '\x07'])
    }
  })

  it('of the marked shell, also where the output looks like a mark', async () => {
    const { word } = wrap('x', true), trap = word.subarray(0, word.length - 1)
    const all = Buffer.concat([word, Buffer.from('123\n'), Buffer.from('a\n'), trap, Buffer.from('!b\x1e'), word, Buffer.from('7\n')])
    for (let at = -1; at <= all.length; at++) {
      const got: Piece[] = []
      for await (const piece of unwrap(pieces(all, at), word)) got.push(piece)
      expect(got[0]).toEqual({ pid: 123 })
      expect(got.at(-1)).toEqual({ code: 7 })
      expect(Buffer.concat(got.flatMap((p) => ('data' in p ? [p.data] : [])))).toEqual(Buffer.concat([Buffer.from('a\n'), trap, Buffer.from('!b\x1e')]))
    }
  })

  it('gives the rest out when the marked shell is cut', async () => {
    const { word } = wrap('x', true), got: Piece[] = []
    for await (const piece of unwrap(pieces(Buffer.concat([word, Buffer.from('5\nabc'), word.subarray(0, 4)]), 3), word)) got.push(piece)
    expect(got.some((p) => 'code' in p)).toBe(false)
    expect(Buffer.concat(got.flatMap((p) => ('data' in p ? [p.data] : []))).toString('latin1')).toBe(`abc${word.toString('latin1', 0, 4)}`)
  })
})
