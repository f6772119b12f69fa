/** adbkit's client, which starts a server where it finds none and tells nobody; here it only connects, so that it is known whose a server is. */
import { createRequire } from 'node:module'
import type * as Adbkit from '@devicefarmer/adbkit'
import type ConnectionModule from '@devicefarmer/adbkit/dist/src/adb/connection'

// Node cannot name this package's exports: it is CommonJS, and hides them behind getters. The name `require` is the build's own.
const load = createRequire(import.meta.url)
const { Client } = load('@devicefarmer/adbkit') as typeof Adbkit
const { default: Connection } = load('@devicefarmer/adbkit/dist/src/adb/connection') as { default: typeof ConnectionModule }

class ServerGone extends Error {
  readonly code = 'ECONNREFUSED'
}

class PlainConnection extends Connection {
  override startServer(): Promise<never> {
    return Promise.reject(new ServerGone('adb\'s server is gone'))
  }
}

class PlainClient extends Client {
  override connection(): Promise<ConnectionModule> {
    // What a connection says is told by whoever uses it; without a listener Node would end the process.
    return new PlainConnection(this.options).on('error', () => undefined).connect()
  }
}

/** A client of the server on this port; what it does is refused (`refused`) where there is none. */
export const connectOnly = (port: number): Adbkit.Client => new PlainClient({ port })

/** Nobody listens where the server was. */
export const refused = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
