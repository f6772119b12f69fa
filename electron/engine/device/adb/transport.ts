/** One device through adb's server. */
import { StudioError } from '@shared/errors'
import type { DeviceTransport, PushOptions, ShellEnd, ShellOptions } from '../transport'
import { Deadline } from './deadline'
import { deviceError, silent, unplugged } from './errors'
import { pullFile } from './pull'
import { pushFile } from './push'
import { quote } from './sentinel'
import { askServer, openService, type OpenService } from './service'
import type { AdbServer } from './server'
import { runShell } from './shell'

const readMs = 30_000, discardMs = 5000

export class AdbTransport implements DeviceTransport {
  constructor(private readonly server: AdbServer, readonly serial: string) {}

  private readonly service: OpenService = async (service, signal) => openService(await this.server.ready(), this.serial, service, signal)

  features(): Promise<string[]> {
    return this.telling(async () => (await askServer(await this.server.ready(), `host-serial:${this.serial}:features`)).split(',').filter((f) => f !== ''))
  }

  /** The features are asked anew each time: a device that comes back may have others, and the server answers at once. */
  shell(command: string, options: ShellOptions = {}): Promise<ShellEnd> {
    return this.telling(async () => runShell(this.service, command, (await this.features()).includes('shell_v2'), options))
  }

  async read(command: string, signal?: AbortSignal): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const out: Buffer[] = [], err: Buffer[] = [], limit = new Deadline(readMs, signal)
    try {
      const end = await this.shell(command, { stdout: (d) => void out.push(d), stderr: (d) => void err.push(d), signal: limit.signal })
      signal?.throwIfAborted()
      if (end.reason !== 'exit') throw limit.passed ? silent(this.serial) : unplugged(this.serial)
      return { code: end.code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
    } catch (error) {
      throw limit.passed && !(error instanceof StudioError) ? silent(this.serial) : error
    } finally {
      limit.clear()
    }
  }

  push(local: string, remote: string, options: PushOptions = {}): Promise<void> {
    return this.telling(() => pushFile(this.service, local, remote, () => this.discard(remote), options))
  }

  pull(remote: string, local: string, options: PushOptions = {}): Promise<void> {
    return this.telling(() => pullFile(this.service, remote, local, options))
  }

  /** adbd removes a partial file itself; this is for those that do not. A device that is gone cannot be asked. */
  private async discard(remote: string): Promise<void> {
    const limit = new Deadline(discardMs)
    try {
      await this.read(`rm -f ${quote(remote)}`, limit.signal)
    } catch (error) {
      if (!limit.passed && !(error instanceof StudioError)) throw error
    } finally {
      limit.clear()
    }
  }

  private async telling<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw deviceError(error, this.serial)
    }
  }
}
