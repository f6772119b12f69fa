/** Copies a file to a device no faster than the device takes it. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
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
  // Either side may fail first: the device refuses while data still flow, or the source cannot be read.
  const stop = new AbortController()
  const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  const answer = readReply(reader(socket), remote).then((reply) => { if (reply.id !== 'OKAY') throw unexpected(reply, remote) })
  const sending = pipeline(() => frames(local, remote, { size, mtimeMs, ...options }), socket, { end: false, signal: both })
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    // The answer comes after the last byte, unless something is wrong; a connection that ends is told by the reader.
    await Promise.race([answer, sending.then(() => answer)])
    socket.end(word('QUIT', 0))
  } catch (error) {
    stop.abort()
    socket.destroy()
    const first = await settled(sending, answer, error)
    await discard()
    signal?.throwIfAborted()
    throw first
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/** The device's own words say more than a connection that broke because of them. */
async function settled(sending: Promise<void>, answer: Promise<void>, error: unknown): Promise<unknown> {
  const [, said] = await Promise.allSettled([sending, answer])
  return said.status === 'rejected' && !(said.reason instanceof EndedEarly) ? said.reason : error
}

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
