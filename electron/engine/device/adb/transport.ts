/** One device through adb's server. */
import { StudioError } from '@shared/errors'
import type { DeviceTransport, PushOptions, ShellEnd, ShellOptions } from '../transport'
import { deviceError, silent, unplugged } from './errors'
import { pullFile } from './pull'
import { pushFile } from './push'
import { quote } from './sentinel'
import { askServer, openService, type OpenService } from './service'
import type { AdbServer } from './server'
import { runShell } from './shell'

const readMs = 30_000

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
    const out: Buffer[] = [], err: Buffer[] = [], time = AbortSignal.timeout(readMs)
    const end = await this.shell(command, { stdout: (d) => void out.push(d), stderr: (d) => void err.push(d), signal: signal ? AbortSignal.any([signal, time]) : time }).catch((error: unknown) => {
      throw time.aborted && !signal?.aborted ? silent(this.serial) : error
    })
    signal?.throwIfAborted()
    if (end.reason !== 'exit') throw time.aborted ? silent(this.serial) : unplugged(this.serial)
    return { code: end.code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }
  }

  push(local: string, remote: string, options: PushOptions = {}): Promise<void> {
    return this.telling(() => pushFile(this.service, local, remote, () => this.discard(remote), options))
  }

  pull(remote: string, local: string, options: PushOptions = {}): Promise<void> {
    return this.telling(() => pullFile(this.service, remote, local, options))
  }

  /** adbd removes a partial file itself; this is for those that do not. A device that is gone cannot be asked. */
  private async discard(remote: string): Promise<void> {
    await this.read(`rm -f ${quote(remote)}`, AbortSignal.timeout(5000)).catch((error: unknown) => {
      if (!(error instanceof StudioError) && !(error instanceof Error && /Abort|Timeout/.test(error.name))) throw error
    })
  }

  private async telling<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw deviceError(error, this.serial)
    }
  }
}
