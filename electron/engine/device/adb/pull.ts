/** Copies a file from a device; it appears under its name when it is complete. */
import fs from 'node:fs/promises'
import path from 'node:path'
import { besideName, makeFolder, writing } from '../../writing'
import type { PushOptions } from '../transport'
import type { ByteReader } from './bytes'
import { reader, type OpenService } from './service'
import { readReply, request, unexpected } from './sync'

/** Throws `not-found` where the device has no such file, AbortError, or what `deviceError` turns into a StudioError. */
export async function pullFile(open: OpenService, remote: string, local: string, { signal, progress, mode }: PushOptions): Promise<void> {
  await makeFolder(path.dirname(local), local)
  const socket = await open('sync:', signal), bytes = reader(socket), part = besideName(local, 'part')
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    socket.write(request('STAT', remote))
    const total = (await bytes.read(16)).readUInt32LE(8)
    socket.write(request('RECV', remote))
    const file = await writing(local, () => fs.open(part, 'wx', mode))
    try {
      await receive(bytes, remote, async (data, done) => {
        await writing(local, () => file.write(data))
        progress?.(done, total)
      })
    } finally {
      await file.close()
    }
    await writing(local, () => fs.rename(part, local))
  } catch (error) {
    await fs.rm(part, { force: true })
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}

async function receive(bytes: ByteReader, remote: string, take: (data: Buffer, done: number) => Promise<void>): Promise<void> {
  for (let done = 0; ;) {
    const reply = await readReply(bytes, remote)
    if (reply.id === 'DONE') return
    if (reply.id !== 'DATA') throw unexpected(reply, remote)
    done += reply.count
    await take(await bytes.read(reply.count), done)
  }
}
