/** The device's adbd: listens on 127.0.0.1, and behaves as its faults say. */
import type { KeyObject } from 'node:crypto'
import net from 'node:net'
import { StudioError } from '@shared/errors'
import type { Fault } from '@shared/rpc/device-calls'
import { Connection, type Adbd } from './connection'
import { Link } from './link'
import type { Place } from './place'
import { findService } from './services'

/** Bytes per second of a slow link: weak Wi-Fi. */
const slowLink = 2_000_000
const host = '127.0.0.1'

export class Daemon {
  private readonly server = net.createServer((socket) => this.connected(socket))
  private readonly connections = new Set<Connection>()
  private readonly link = new Link()
  private readonly keys: KeyObject[] = []
  private readonly adbd: Adbd

  /** @param properties of the banner: product, model and device */
  constructor(place: Place, properties: Record<string, string>, private readonly has: (fault: Fault) => boolean) {
    const shellV2 = (): boolean => !has('no-shell-v2')
    const named = ['ro.product.name', 'ro.product.model', 'ro.product.device'].map((name) => `${name}=${properties[name] ?? ''};`).join('')
    this.adbd = {
      banner: () => `device::${named}features=${shellV2() ? 'shell_v2,cmd' : 'cmd'}`,
      mute: () => has('offline'),
      authorised: () => (has('unauthorized') ? this.keys : null),
      carry: (bytes) => this.link.carry(bytes),
      // A pushed file is refused here where the file system has no end of its own.
      service: (name) => findService(name, { place, shellV2, full: () => place.kind === 'rewriting' && has('full-disk') })
    }
  }

  /** @returns the port. Throws StudioError where it is taken. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new StudioError('refused', `The simulated glasses cannot listen on port ${port}`, {
          why: error.code === 'EADDRINUSE' ? 'Another program uses it.' : error.message, fix: 'Name another port, or none.'
        }))
      })
      this.server.listen(port, host, () => {
        const address = this.server.address()
        resolve(address !== null && typeof address === 'object' ? address.port : port)
      })
    })
  }

  /** Makes connections follow the faults as they are now. @param changed what came or went */
  follow(changed: ReadonlySet<Fault>): void {
    this.link.limit(this.has('slow-link') ? slowLink : null)
    if (changed.has('unauthorized') && this.has('unauthorized')) this.keys.length = 0
    if (this.has('unplug') || changed.has('offline')) this.cut()
    else if (changed.has('unauthorized') || changed.has('no-shell-v2')) for (const connection of this.connections) connection.greet()
  }

  accept(): boolean {
    const accepted = [...this.connections].map((connection) => connection.accept()).filter((key) => key !== null)
    this.keys.push(...accepted)
    return accepted.length > 0
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.cut()
    await closed
  }

  private cut(): void {
    for (const connection of this.connections) connection.cut()
  }

  private connected(socket: net.Socket): void {
    // Nobody answers where nothing is plugged in.
    if (this.has('unplug')) return void socket.destroy()
    const connection = new Connection(socket, this.adbd, () => this.connections.delete(connection))
    this.connections.add(connection)
  }
}
