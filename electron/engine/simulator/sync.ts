/** The sync service, version 1: STAT, LIST, SEND, RECV, QUIT. */
import type { Stats } from 'node:fs'
import fs from 'node:fs/promises'
import path from 'node:path'
import { isWritable, type Place } from './place'
import { Receiving, type Reply, type Target } from './receiving'
import type { Stream } from './stream'
import { largestBody, syncHeader, SyncMessages, type SyncMessage } from './sync-frames'
import { codeOf, inWords } from './system-words'

const readBytes = 16 * largestBody

/** @param full says whether data is to be refused where the file system itself cannot */
export function serveSync(stream: Stream, place: Place, full: () => boolean): void {
  const messages = new SyncMessages()
  const reply: Reply = { okay: () => stream.write(syncHeader('OKAY', 0)), fail: (text) => fail(stream, text) }
  let receiving: Receiving | null = null
  const take = async (message: SyncMessage): Promise<void> => {
    if (receiving) {
      if (await receiving.take(message)) receiving = null
    } else if (message.name === 'SEND') {
      receiving = new Receiving(targetOf(message.body.toString(), place, full), reply)
      await receiving.begin()
    } else await answer(stream, place, message)
  }
  stream.serve({
    data: async (bytes) => {
      for (const message of messages.push(bytes)) await take(message)
    },
    closed: () => void receiving?.abandon()
  })
}

/** @param request `path,mode`, the mode in decimal */
function targetOf(request: string, place: Place, full: () => boolean): Target {
  const comma = request.lastIndexOf(',')
  const file = path.posix.normalize(request.slice(0, comma))
  return { file: isWritable(file) ? place.locate(file) : null, mode: Number(request.slice(comma + 1)) & 0o777, full }
}

function answer(stream: Stream, place: Place, message: SyncMessage): Promise<void> | void {
  const file = (): string => place.locate(message.body.toString())
  switch (message.name) {
    case 'STAT': return stat(stream, file())
    case 'LIST': return list(stream, file())
    case 'RECV': return send(stream, file())
    case 'QUIT': return stream.end()
    default: throw new Error(`There is no sync request ${message.name}`)
  }
}

function fail(stream: Stream, text: string): Promise<void> {
  const body = Buffer.from(text)
  return stream.write(syncHeader('FAIL', body.length), body)
}

const words = (s: Stats): [mode: number, size: number, modified: number] => [s.mode, s.size, Math.floor(s.mtimeMs / 1000)]

/** Zeros mean that there is no such file. */
async function stat(stream: Stream, file: string): Promise<void> {
  const found = await fs.lstat(file).then(words, () => [0, 0, 0])
  await stream.write(syncHeader('STAT', ...found))
}

/** A folder that cannot be read is an empty one to this protocol. */
async function list(stream: Stream, folder: string): Promise<void> {
  for (const name of await fs.readdir(folder).catch(() => [])) {
    const found = await fs.lstat(path.join(folder, name)).catch(() => null)
    const bytes = Buffer.from(name)
    // It may have gone meanwhile.
    if (found) await stream.write(syncHeader('DENT', ...words(found), bytes.length), bytes)
  }
  await stream.write(syncHeader('DONE', 0, 0, 0, 0))
}

async function send(stream: Stream, file: string): Promise<void> {
  let handle: fs.FileHandle | null = null
  try {
    handle = await fs.open(file)
    while (stream.isOpen) {
      // Not reused: the stream still holds what was read before.
      const buffer = Buffer.allocUnsafe(readBytes)
      const { bytesRead } = await handle.read(buffer, 0, readBytes)
      if (bytesRead === 0) break
      for (let at = 0; at < bytesRead; at += largestBody) {
        const part = buffer.subarray(at, Math.min(at + largestBody, bytesRead))
        await stream.write(syncHeader('DATA', part.length), part)
      }
    }
    await stream.write(syncHeader('DONE', 0))
  } catch (error) {
    await fail(stream, `${handle ? 'read' : 'open'} failed: ${inWords(codeOf(error))}`)
  } finally {
    await handle?.close()
  }
}
