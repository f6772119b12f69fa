/** Copies a file to a device no faster than the device takes it. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { fileError } from '../../file'
import type { PushOptions } from '../transport'
import { EndedEarly } from './errors'
import { reader, type OpenService } from './service'
import { chunkBytes, readReply, regularFile, request, unexpected, word } from './sync'

/** @param discard removes what arrived of `remote`. Throws StudioError, AbortError, or what `deviceError` turns into one. */
export async function pushFile(open: OpenService, local: string, remote: string, discard: () => Promise<void>, options: PushOptions): Promise<void> {
  const { signal } = options
  const { size, mtimeMs } = await stat(local).catch((error: unknown) => { throw fileError(error, local) })
  const socket = await open('sync:', signal)
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  // Either side may fail first: the device refuses while data still flow, or the source cannot be read.
  const answer = readReply(reader(socket), remote).then((reply) => { if (reply.id !== 'OKAY') throw unexpected(reply, remote) })
  const sending = send(socket, frames(local, remote, { size, mtimeMs, ...options }))
  try {
    await Promise.race([answer, sending.then(() => answer)])
    socket.end(word('QUIT', 0))
  } catch (error) {
    socket.destroy()
    const [, said] = await Promise.allSettled([sending, answer])
    await discard()
    signal?.throwIfAborted()
    // The device's own words say more than a connection that broke because of them.
    throw said.status === 'rejected' && !(said.reason instanceof EndedEarly) ? said.reason : error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** Not Node's pipeline: its promise stays open when the socket breaks while it waits for room. */
async function send(socket: Socket, frames: AsyncIterable<Buffer>): Promise<void> {
  for await (const frame of frames) {
    if (socket.destroyed) throw new EndedEarly()
    if (!socket.write(frame)) await room(socket)
  }
}

/** Resolves when there is room again, or never will be. */
const room = (socket: Socket): Promise<void> => new Promise((resolve) => {
  const done = (): void => {
    socket.off('drain', done).off('close', done)
    resolve()
  }
  socket.on('drain', done).on('close', done)
  if (socket.closed) done()
})

async function* frames(local: string, remote: string, o: PushOptions & { size: number; mtimeMs: number }): AsyncGenerator<Buffer, void> {
  yield request('SEND', `${remote},${regularFile | (o.mode ?? 0o644)}`)
  let sent = 0
  o.progress?.(0, o.size)
  try {
    for await (const chunk of createReadStream(local, { highWaterMark: chunkBytes })) {
      if (!Buffer.isBuffer(chunk)) continue
      yield word('DATA', chunk.length)
      yield chunk
      sent += chunk.length
      o.progress?.(sent, o.size)
    }
  } catch (error) {
    throw fileError(error, local)
  }
  yield word('DONE', Math.floor(o.mtimeMs / 1000))
}
