/** A folder of this machine as a device: commands run in a real shell with the device's paths put into the folder. Unplugging kills what runs. */
import { spawn, type ChildProcess } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'
import type { DeviceTransport, PushOptions, ShellEnd, ShellOptions } from '../../electron/engine/device/transport'

const onDevice = '/data/local/tmp'

export class LocalDevice implements DeviceTransport {
  readonly serial = 'local'
  readonly pushed: string[] = []
  readonly commands: string[] = []
  /** After so many bytes the next push fails as an unplug does. */
  unplugAfter = Infinity
  private readonly running = new Set<ChildProcess>()
  private unplugged = false

  /** @param bin a folder of commands that come before this machine's own, as Android's `settings` and `svc` */
  constructor(readonly root: string, private readonly bin: string | null = null, private readonly known = ['shell_v2', 'cmd']) {}

  here(remote: string): string {
    return remote.replaceAll(onDevice, this.root)
  }

  async features(): Promise<string[]> {
    return this.known
  }

  async shell(command: string, { stdout, stderr, signal, onStart }: ShellOptions = {}): Promise<ShellEnd> {
    signal?.throwIfAborted()
    this.commands.push(command)
    const { PATH } = process.env
    const child = spawn('/bin/sh', ['-c', this.here(command)], { stdio: 'pipe', env: { PATH: this.bin === null ? PATH : `${this.bin}:${PATH}`, LD_LIBRARY_PATH: '/android/lib', HOME: '/' } })
    this.running.add(child)
    child.stdin.on('error', () => undefined)
    child.stderr.on('data', (data: Buffer) => stderr?.(data))
    const abort = (): void => void child.kill('SIGHUP')
    signal?.addEventListener('abort', abort, { once: true })
    const exit = new Promise<number | null>((resolve) => child.once('exit', resolve))
    onStart?.((text) => void child.stdin.write(text))
    try {
      for await (const data of child.stdout) if (Buffer.isBuffer(data)) await stdout?.(data)
    } catch (error) {
      if (!this.unplugged) throw error
    }
    const code = await exit
    this.running.delete(child)
    if (signal?.aborted) return { code: null, reason: 'aborted' }
    return this.unplugged ? { code: null, reason: 'disconnected' } : { code, reason: 'exit' }
  }

  async read(command: string, signal?: AbortSignal) {
    const out: Buffer[] = [], err: Buffer[] = []
    const { code } = await this.shell(command, { stdout: (d) => void out.push(d), stderr: (d) => void err.push(d), signal })
    return { code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
  }

  async push(local: string, remote: string, { mode = 0o644, progress, signal }: PushOptions = {}): Promise<void> {
    signal?.throwIfAborted()
    const data = await fs.readFile(local), target = this.here(remote)
    this.unplugAfter -= data.length
    // An unplug leaves half a file.
    await fs.writeFile(target, this.unplugAfter < 0 ? data.subarray(0, data.length / 2) : data, { mode })
    if (this.unplugAfter < 0) throw new StudioError('unplugged', 'local went away')
    await fs.chmod(target, mode)
    progress?.(data.length, data.length)
    this.pushed.push(path.posix.basename(remote))
  }

  async pull(remote: string, local: string): Promise<void> {
    await fs.copyFile(this.here(remote), local)
  }

  /** Closes every command's input and output, as the end of a connection does. */
  unplug(): void {
    this.unplugged = true
    for (const child of this.running) for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
  }

  plugIn(): void {
    this.unplugged = false
    this.unplugAfter = Infinity
  }
}
