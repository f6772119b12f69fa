/** adb's server: used where one runs, started where none does, and ended only by who started it. */
import { execFile } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import type * as Adbkit from '@devicefarmer/adbkit'
import { StudioError } from '@shared/errors'

type Client = Adbkit.Client
// Node cannot name this package's exports: it is CommonJS, and hides them behind getters.
const { Adb } = createRequire(import.meta.url)('@devicefarmer/adbkit') as typeof Adbkit

/** Events: `change` when the devices may have changed, also because the server ended; `restart` when a server was lost and there is one again. */
export class AdbServer extends EventEmitter<{ change: []; restart: []; lost: [] }> {
  /** Counts changes, so that none is missed between looking and waiting. */
  changes = 0
  private watching: Promise<Client> | null = null
  private readonly watchers = new Set<{ end: () => unknown }>()
  private ours = false
  private seen = false
  private closed = false

  constructor(readonly port: number, private readonly findAdb: () => Promise<string>) {
    super()
    // As many may follow the devices as like.
    this.setMaxListeners(0)
  }

  /** @returns a client of a running server; starts one where needed. Throws `device`. */
  ready(): Promise<Client> {
    if (this.closed) return Promise.reject(new StudioError('device', 'The connection to adb was closed', { fix: 'Start again.' }))
    this.watching ??= this.begin().catch((error: unknown) => {
      this.watching = null
      throw error
    })
    return this.watching
  }

  /** Resolves at the next change after `seen`. */
  async changed(seen: number, signal: AbortSignal): Promise<void> {
    while (this.changes === seen) await once(this, 'change', { signal })
  }

  /** Lets go of the server, and ends it if this object started it. */
  async close(): Promise<void> {
    this.closed = true
    const client = await (this.watching ?? Promise.resolve(null)).catch(() => null)
    if (client && this.ours) {
      const gone = once(this, 'lost', { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
      await client.kill()
      await gone
    }
    for (const w of this.watchers) w.end()
  }

  private async begin(): Promise<Client> {
    const adb = await this.findAdb()
    const started = !(await listening(this.port)) && (await startServer(adb, this.port))
    const client = Adb.createClient({ port: this.port, bin: adb })
    // What a connection says is told by whoever uses it; without a listener Node would end the process.
    client.on('error', () => undefined)
    await this.watch(client)
    this.ours = started
    if (this.seen) queueMicrotask(() => this.emit('restart'))
    this.seen = true
    return client
  }

  /** The tracker ends without a word on its devices when the server is killed: then this server is not ours any more, whoever starts the next one. */
  private async watch(client: Client): Promise<void> {
    const tracker = await Promise.race([client.trackDevices(), silence(this.port)])
    const bell = (): void => {
      this.changes++
      this.emit('change')
    }
    const lost = (): void => {
      if (!this.watchers.delete(tracker)) return
      this.watching = null
      this.ours = false
      this.emit('lost')
      bell()
    }
    this.watchers.add(tracker)
    tracker.on('changeSet', bell).on('error', lost).on('end', lost)
  }
}

const listening = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => end(true)).on('error', () => end(false))
  const end = (answer: boolean): void => {
    socket.destroy()
    resolve(answer)
  }
})

/** Something else may listen on adb's port. */
async function silence(port: number): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 10_000).unref())
  throw new StudioError('device', `What listens on port ${port} does not answer as adb's server`, { fix: 'End that program, or set ANDROID_ADB_SERVER_PORT to another port.' })
}

/** @returns whether this call started it: another program may have been faster. Its folder is the home, since a server outlives many folders. */
const startServer = (adb: string, port: number): Promise<boolean> => new Promise((resolve, reject) => {
  execFile(adb, ['-P', String(port), 'start-server'], { cwd: os.homedir(), timeout: 30_000 }, (error, stdout, stderr) => {
    if (!error) return resolve(/started successfully/.test(stdout + stderr))
    const said = stderr.trim().split('\n').at(-1) || error.message
    reject(new StudioError('device', `adb's server does not start on port ${port}`, { why: said, fix: `Run "${adb} -P ${port} start-server" to see why.`, file: adb }))
  })
})
