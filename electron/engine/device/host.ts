/** The devices of this computer, through adb. */
import os from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@devicefarmer/adbkit'
import { StudioError, toErrorValue } from '@shared/errors'
import type { Device } from '@shared/device/device'
import type { AdbInfo } from '@shared/rpc/device-calls'
import { Deadline } from './adb/deadline'
import { deviceError } from './adb/errors'
import { adbPort, adbVersion, findAdb, type Surroundings } from './adb/find'
import { parseDevices } from './adb/list'
import { AdbServer } from './adb/server'
import { askServer } from './adb/service'
import { AdbTransport } from './adb/transport'
import { isAddress, pairingAdvice, parseAddress, wifiAddress } from './adb/wifi'
import type { DeviceHost, DeviceTransport } from './transport'

export interface HostOptions {
  /** Of adb's server; by default ANDROID_ADB_SERVER_PORT, else 5037. */
  port?: number
  /** Variables in which adb is searched; the process's own by default. */
  env?: Record<string, string | undefined>
  /** Nobody else uses the server of this port: it always ends with the host. Its process gets these variables. */
  own?: { env: Record<string, string> }
}

const againMs = 1000
/** So long a device that a restarted server has forgotten is looked for: it may be restarting, or out of reach for a moment. */
const forgottenMs = 120_000
/** adb tells nobody when a device turns out to be unauthorized: while one is not ready the list is looked at often, and now and then in any case. */
const lookAgainMs = 500, lookRarelyMs = 3000

/** adb calls a device ready a moment before it knows which one it is; some never say. */
const identifiesWithinMs = 2000
const identified = (d: Device): boolean => d.state === 'ready' && d.model !== null

class AdbHost implements DeviceHost {
  private readonly server: AdbServer
  private readonly where: Surroundings
  /** Connected by address here: a server that was restarted has forgotten them. */
  private readonly addresses = new Set<string>()
  /** Used here by an address that somebody else connected: forgotten just so. */
  private readonly used = new Set<string>()
  private reconnections = 0
  private closed = false
  /** A simulation stays one while it is offline, when adb does not tell its product. */
  private readonly simulations = new Set<string>()
  /** Since when a device is ready without saying which it is, in milliseconds of this process. */
  private readonly nameless = new Map<string, number>()
  private readonly followers = new Set<() => void>()

  constructor(private readonly options: HostOptions) {
    const env = options.env ?? process.env
    this.where = { env, platform: process.platform, home: os.homedir() }
    this.server = new AdbServer(options.port ?? adbPort(env), () => findAdb(this.where), options.own?.env)
    this.server.on('restart', () => void this.reconnect())
  }

  async info(): Promise<AdbInfo> {
    const { port } = this.server
    try {
      const path = await findAdb(this.where)
      return { path, version: await adbVersion(path), port, problem: null }
    } catch (error) {
      const { message, why = '', fix = '' } = toErrorValue(error)
      return { path: null, version: null, port, problem: { message, why, fix } }
    }
  }

  async list(): Promise<Device[]> {
    return (await this.server.use(listed)).map((d) => this.recognised(d))
  }

  /** What is used before it is known could be taken for real glasses: it still connects, for a while. */
  private recognised(d: Device): Device {
    if (identified(d)) {
      this.nameless.delete(d.serial)
      this.simulations[d.simulated ? 'add' : 'delete'](d.serial)
      return d
    }
    // adb may still tell, or no longer tell, what it is: either word counts.
    const simulated = d.simulated || this.simulations.has(d.serial)
    if (d.state !== 'ready') {
      this.nameless.delete(d.serial)
      return { ...d, simulated }
    }
    const since = this.nameless.get(d.serial) ?? performance.now()
    this.nameless.set(d.serial, since)
    return { ...d, simulated, state: performance.now() - since < identifiesWithinMs ? 'connecting' : 'ready' }
  }

  follow(onDevices: (devices: Device[]) => void, onProblem: (error: Error) => void): () => void {
    const stop = new AbortController(), end = (): void => {
      this.followers.delete(end)
      stop.abort()
    }
    this.followers.add(end)
    void this.following(stop.signal, onDevices, onProblem)
    return end
  }

  private async following(signal: AbortSignal, onDevices: (devices: Device[]) => void, onProblem: (error: Error) => void): Promise<void> {
    const stopped = (): boolean => signal.aborted
    let told: string | null = null
    while (!stopped()) {
      try {
        const seen = this.server.changes, devices = await this.list(), text = JSON.stringify(devices)
        if (stopped()) return
        if (text !== told) onDevices(devices)
        told = text
        await this.changedSoon(seen, signal, devices.every((d) => d.state === 'ready') ? lookRarelyMs : lookAgainMs)
      } catch (error) {
        // Whoever stopped following wants to hear nothing.
        if (stopped()) return
        const problem = error instanceof Error ? error : new Error(String(error)), text = `problem: ${problem.message}`
        if (told !== text) onProblem(problem)
        told = text
        await wait(againMs, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** adb 29 does not announce every change: a device that lost its trust, or found it again, is seen by looking. */
  private async changedSoon(seen: number, signal: AbortSignal, withinMs: number): Promise<void> {
    const limit = new Deadline(withinMs, signal)
    try {
      await this.server.changed(seen, limit.signal)
    } catch (error) {
      if (!limit.passed) throw error
    } finally {
      limit.clear()
    }
  }

  async connect(address: string): Promise<string> {
    const serial = await this.dial(address)
    this.addresses.add(serial)
    return serial
  }

  private async dial(address: string): Promise<string> {
    const { host, port } = parseAddress(address), serial = `${host}:${port}`
    try {
      await this.server.use((client) => client.connect(host, port))
    } catch (error) {
      if (error instanceof StudioError) throw error
      const said = error instanceof Error ? error.message : String(error)
      // It is connected, and listed as unauthorized until the prompt is accepted.
      if (!/failed to authenticate/i.test(said)) throw deviceErrorOf(serial, said, (await this.info()).version)
    }
    return serial
  }

  async disconnect(address: string): Promise<void> {
    const { host, port } = parseAddress(address), serial = `${host}:${port}`
    this.addresses.delete(serial)
    this.used.delete(serial)
    // The server itself does not know it any more: then there is nothing left to do.
    await this.server.use((client) => client.disconnect(host, port)).catch((error: unknown) => { if (!(error instanceof Error && /no such device/i.test(error.message))) throw deviceError(error, address) })
  }

  async tcpip(serial: string, port: number): Promise<string | null> {
    const address = await wifiAddress(this.open(serial))
    try {
      await (await this.server.ready()).getDevice(serial).tcpip(port)
    } catch (error) {
      const known = deviceError(error, serial)
      // What is no failure of adb is what the device answered instead of starting anew.
      throw known instanceof StudioError || !(error instanceof Error) ? known : new StudioError('device', `${serial} cannot be switched to Wi-Fi`, {
        why: `The device says: ${error.message}`, fix: 'Try another port, or switch on wireless debugging in its developer options.'
      })
    }
    return address === null ? null : `${address}:${port}`
  }

  open(serial: string): DeviceTransport {
    if (isAddress(serial)) this.used.add(serial)
    return new AdbTransport(this.server, serial)
  }

  /** Ends all following, too: a follower would start the server again. */
  async close(): Promise<string | null> {
    this.closed = true
    for (const end of [...this.followers]) end()
    let others: string[] = []
    const left = await this.server.close(async (client) => {
      if (this.options.own) return false
      others = (await listed(client)).filter((d) => d.state !== 'offline' && !this.addresses.has(d.serial)).map((d) => d.serial)
      return others.length > 0
    })
    return left ? `adb's server on port ${this.server.port}, which was started here, goes on: ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} connected to it. "adb kill-server" ends it.` : null
  }

  /** One that does not answer yet is tried again for a while; the list tells that it is missing. */
  private async reconnect(): Promise<void> {
    const mine = ++this.reconnections, end = performance.now() + forgottenMs
    for (let missing = [...new Set([...this.addresses, ...this.used])]; missing.length > 0; await wait(againMs)) {
      const answers = await Promise.allSettled(missing.map((a) => this.dial(a)))
      missing = missing.filter((a, i) => answers[i]!.status === 'rejected' && (this.addresses.has(a) || this.used.has(a)))
      if (this.closed || mine !== this.reconnections || performance.now() > end) return
    }
  }
}

const listed = async (client: Client): Promise<Device[]> => parseDevices(await askServer(client, 'host:devices-l'))

function deviceErrorOf(serial: string, said: string, version: string | null): StudioError {
  return new StudioError('device', `${serial} cannot be reached`, {
    why: `adb says: ${said.replace(/^Failure: /, '')}`, fix: `Check the address, and that the device listens: connect a cable and switch it to Wi-Fi. ${pairingAdvice(version)}`
  })
}

/** Starts nothing yet: adb's server is started when it is first needed. */
export const openDeviceHost = (options: HostOptions = {}): DeviceHost => new AdbHost(options)
