/** One file on its way to the device: SEND, DATA…, DONE. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { codeOf, inWords } from './system-words'
import type { SyncMessage } from './sync-frames'

export interface Target {
  /** Where the file is found from here; null where the shell user may not write. */
  file: string | null
  mode: number
  /** Refuses data where the file system itself cannot. */
  full: () => boolean
}

export interface Reply { okay(): Promise<void>; fail(text: string): Promise<void> }

export class Receiving {
  private handle: fs.FileHandle | null = null
  private failed = false

  constructor(private readonly target: Target, private readonly reply: Reply) {}

  async begin(): Promise<void> {
    const { file, mode } = this.target
    if (file === null) return this.fail('couldn\'t create file', 'EACCES')
    try {
      await fs.mkdir(path.dirname(file), { recursive: true })
      this.handle = await fs.open(file, 'w', mode)
    } catch (error) {
      await this.fail('couldn\'t create file', codeOf(error))
    }
  }

  /** After a failure, which is told at once, the rest is read and dropped. @returns true once the file is whole or given up */
  async take({ name, word, body }: SyncMessage): Promise<boolean> {
    if (name === 'DONE') {
      if (!this.failed) await this.finish(word)
      return true
    }
    if (name !== 'DATA') throw new Error('Only data may follow a send request')
    if (this.failed) return false
    if (this.target.full()) await this.fail('write failed', 'ENOSPC')
    else await this.write(body)
    return false
  }

  /** The host is gone: half a file is none. */
  async abandon(): Promise<void> {
    this.failed = true
    const { handle } = this
    this.handle = null
    await handle?.close()
    if (handle && this.target.file !== null) await fs.rm(this.target.file, { force: true })
  }

  private async write(bytes: Buffer): Promise<void> {
    try {
      // A write may end short of the whole on a disk that is almost full.
      for (let at = 0; at < bytes.length;) at += (await this.handle?.write(bytes, at))?.bytesWritten ?? bytes.length
    } catch (error) {
      await this.fail('write failed', codeOf(error))
    }
  }

  private async finish(modifiedSeconds: number): Promise<void> {
    try {
      await this.handle?.chmod(this.target.mode)
      await this.handle?.utimes(modifiedSeconds, modifiedSeconds)
      await this.handle?.close()
    } catch (error) {
      return this.fail('write failed', codeOf(error))
    }
    this.handle = null
    await this.reply.okay()
  }

  private async fail(what: string, code: string): Promise<void> {
    await this.abandon()
    await this.reply.fail(`${what}: ${inWords(code)}`)
  }
}
