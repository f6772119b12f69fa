/** The device's adbd: listens on 127.0.0.1, which plays the cable, and on the device's own address once it was switched to Wi-Fi; it behaves as its faults say. */
import type { KeyObject } from 'node:crypto'
import net from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { StudioError } from '@shared/errors'
import type { Fault } from '@shared/rpc/device-calls'
import { Connection, type Adbd } from './connection'
import { Link } from './link'
import type { Place } from './place'
import { findService } from './services'

/** Bytes per second of a slow link: weak Wi-Fi. */
const slowLink = 2_000_000
const host = '127.0.0.1'
/** So long nobody answers while it starts anew. */
const restartMs = 400

type Way = 'cable' | 'wifi'

export class Daemon {
  private readonly cable = net.createServer((socket) => this.connected(socket, 'cable'))
  private wifi: net.Server | null = null
  private readonly connections = new Map<Connection, Way>()
  private readonly link = new Link()
  private readonly keys: KeyObject[] = []
  private readonly adbd: Adbd
  /** Counts restarts: a later one takes the place of an earlier. */
  private restarts = 0
  private restarting = false
  private closed = false

  /** @param properties of the banner: product, model and device. @param address on Wi-Fi */
  constructor(place: Place, properties: Record<string, string>, private readonly address: string, private readonly has: (fault: Fault) => boolean) {
    const shellV2 = (): boolean => !has('no-shell-v2')
    const named = ['ro.product.name', 'ro.product.model', 'ro.product.device'].map((name) => `${name}=${properties[name] ?? ''};`).join('')
    this.adbd = {
      banner: () => `device::${named}features=${shellV2() ? 'shell_v2,cmd' : 'cmd'}`,
      mute: () => has('offline'),
      authorised: () => (has('unauthorized') ? this.keys : null),
      carry: (bytes) => this.link.carry(bytes),
      // A pushed file is refused here where the file system has no end of its own.
      service: (name) => findService(name, { place, shellV2, full: () => place.kind === 'rewriting' && has('full-disk'), restart: (port) => void this.restart(port) })
    }
  }

  /** @returns the port. Throws StudioError where it is taken. */
  async listen(port: number): Promise<number> {
    await listening(this.cable, port, host)
    return portOf(this.cable) ?? port
  }

  /** `address:port` on Wi-Fi; null while it does not listen there. */
  get wireless(): string | null {
    const port = this.wifi && portOf(this.wifi)
    return port === null ? null : `${this.address}:${port}`
  }

  /** Makes connections follow the faults as they are now. @param changed what came or went */
  follow(changed: ReadonlySet<Fault>): void {
    this.link.limit(this.has('slow-link') ? slowLink : null)
    if (changed.has('unauthorized') && this.has('unauthorized')) this.keys.length = 0
    if (changed.has('offline')) this.cut()
    // Who is connected over Wi-Fi stays so when the cable comes out.
    else if (this.has('unplug')) this.cut('cable')
    if (changed.has('unauthorized') || changed.has('no-shell-v2')) for (const connection of this.connections.keys()) connection.greet()
  }

  accept(): boolean {
    const accepted = [...this.connections.keys()].map((connection) => connection.accept()).filter((key) => key !== null)
    this.keys.push(...accepted)
    return accepted.length > 0
  }

  async close(): Promise<void> {
    this.closed = true
    const closed = [this.cable, this.wifi].filter((server) => server !== null).map(ended)
    this.cut()
    await Promise.all(closed)
  }

  /** As adbd: every connection ends, and it listens on Wi-Fi as soon as the port is free. */
  private async restart(port: number | null): Promise<void> {
    const mine = ++this.restarts, superseded = (): boolean => this.closed || mine !== this.restarts
    this.restarting = true
    this.wifi?.close()
    this.wifi = null
    this.cut()
    await wait(restartMs)
    if (superseded()) return
    this.restarting = false
    while (port !== null && !superseded()) {
      const wifi = net.createServer((socket) => this.connected(socket, 'wifi'))
      this.wifi = wifi
      if (await listening(wifi, port, this.address).then(() => true, () => false)) {
        if (superseded()) wifi.close()
        return
      }
      await wait(restartMs)
    }
  }

  private cut(which?: Way): void {
    for (const [connection, way] of this.connections) if (which === undefined || way === which) connection.cut()
  }

  private connected(socket: net.Socket, way: Way): void {
    // Nobody answers where nothing is plugged in.
    if (this.closed || this.restarting || (way === 'cable' && this.has('unplug'))) return void socket.destroy()
    const connection = new Connection(socket, this.adbd, () => this.connections.delete(connection))
    this.connections.set(connection, way)
  }
}

function listening(server: net.Server, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new StudioError('refused', `The simulated glasses cannot listen on port ${port}`, {
        why: error.code === 'EADDRINUSE' ? 'Another program uses it.' : error.message, fix: 'Name another port, or none.'
      }))
    })
    server.listen(port, address, resolve)
  })
}

const ended = (server: net.Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

function portOf(server: net.Server): number | null {
  const address = server.address()
  return address !== null && typeof address === 'object' ? address.port : null
}
