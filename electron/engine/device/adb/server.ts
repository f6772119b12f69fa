/** adb's server: used where one runs, started where none does, and ended only by who started it. */
import { execFile } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import net from 'node:net'
import os from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '@devicefarmer/adbkit'
import { StudioError } from '@shared/errors'
import { connectOnly, refused } from './client'

type Tracker = Awaited<ReturnType<Client['trackDevices']>>

/** Events: `change` when the devices may have changed, also because the server ended; `restart` when a server was lost and there is one again. */
export class AdbServer extends EventEmitter<{ change: []; restart: [] }> {
  /** Counts changes, so that none is missed between looking and waiting. */
  changes = 0
  private watching: Promise<Client> | null = null
  private readonly watchers = new Set<Tracker>()
  /** The one of the server in use; others are of servers that are gone. */
  private watcher: Tracker | null = null
  /** Stays true when that server is lost: whoever starts the next one does it since ours was there. */
  private ours = false
  private seen = false
  private closed = false

  /** @param env variables that a server which is started here gets besides this process's own */
  constructor(readonly port: number, private readonly findAdb: () => Promise<string>, private readonly env: Record<string, string> = {}) {
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

  /** Gives `work` a client. A server that was killed is noticed a moment after it is gone: then another is started, once. */
  async use<T>(work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await work(await this.ready())
    } catch (error) {
      if (!refused(error) || this.closed) throw error
      this.watching = null
      return work(await this.ready())
    }
  }

  /** Resolves at the next change after `seen`. */
  async changed(seen: number, signal: AbortSignal): Promise<void> {
    while (this.changes === seen) await once(this, 'change', { signal })
  }

  /** Lets go of the server, and ends it if this object was the cause of one, unless `needed` says that others use it. @returns whether it was left running for those */
  async close(needed: (client: Client) => Promise<boolean>): Promise<boolean> {
    this.closed = true
    await (this.watching ?? Promise.resolve(null)).catch(() => null)
    try {
      if (!this.ours || !(await listening(this.port))) return false
      const client = connectOnly(this.port)
      if (await needed(client)) return true
      await client.kill()
      for (let tries = 0; tries < 100 && await listening(this.port); tries++) await wait(50)
      return false
    } catch (error) {
      // It ended by itself in the meantime.
      if (!(await listening(this.port))) return false
      throw error
    } finally {
      for (const w of this.watchers) w.end()
    }
  }

  private async begin(): Promise<Client> {
    const adb = await this.findAdb()
    if (!(await listening(this.port)) && (await startServer(adb, this.port, this.env))) this.ours = true
    const client = connectOnly(this.port)
    await this.watch(client)
    if (this.seen) queueMicrotask(() => this.emit('restart'))
    this.seen = true
    return client
  }

  /** The tracker ends without a word on its devices when the server is killed. */
  private async watch(client: Client): Promise<void> {
    const tracker = await Promise.race([client.trackDevices(), silence(this.port)])
    const bell = (): void => {
      this.changes++
      this.emit('change')
    }
    const lost = (): void => {
      if (!this.watchers.delete(tracker)) return
      if (this.watcher === tracker) this.watching = null
      bell()
    }
    this.watcher = tracker
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
const startServer = (adb: string, port: number, env: Record<string, string>): Promise<boolean> => new Promise((resolve, reject) => {
  execFile(adb, ['-P', String(port), 'start-server'], { cwd: os.homedir(), timeout: 30_000, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
    if (!error) return resolve(/started successfully/.test(stdout + stderr))
    const said = stderr.trim().split('\n').at(-1) || error.message
    // Of two that start it at the same moment one fails, and finds the other's.
    void listening(port).then((there) => there ? resolve(false) : reject(new StudioError('device', `adb's server does not start on port ${port}`, { why: said, fix: `Run "${adb} -P ${port} start-server" to see why.`, file: adb })))
  })
})
