/** Words of adb's file protocol (sync v1): a name of four letters, a number, and often as many bytes as the number says. */
import { StudioError } from '@shared/errors'
import type { ByteReader } from './bytes'

export const chunkBytes = 65_536
export const regularFile = 0o100000

export function word(id: 'SEND' | 'DATA' | 'DONE' | 'RECV' | 'STAT' | 'QUIT', count: number): Buffer {
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  head.writeUInt32LE(count, 4)
  return head
}

export function request(id: 'SEND' | 'RECV' | 'STAT', argument: string): Buffer {
  const text = Buffer.from(argument)
  return Buffer.concat([word(id, text.length), text])
}

export interface Reply { id: string; count: number }

/** @returns the device's next word. Throws its refusal, `FAIL`, as a StudioError about `remote`. */
export async function readReply(bytes: ByteReader, remote: string): Promise<Reply> {
  const head = await bytes.read(8)
  const reply = { id: head.toString('latin1', 0, 4), count: head.readUInt32LE(4) }
  if (reply.id === 'FAIL') throw refusal((await bytes.read(reply.count)).toString(), remote)
  return reply
}

function refusal(said: string, remote: string): StudioError {
  const why = `The device says: ${said}`
  if (/no space left/i.test(said)) return new StudioError('device', 'The device\'s storage is full', { file: remote, why, fix: 'Free some space on the glasses, and try again.' })
  if (/no such file|does not exist/i.test(said)) return new StudioError('not-found', 'There is no such file on the device', { file: remote, why })
  if (/permission denied|read-only/i.test(said)) return new StudioError('device', 'This place on the device is closed to adb', { file: remote, why, fix: 'Use a folder below /data/local/tmp.' })
  return new StudioError('device', 'The device refused the file', { file: remote, why, fix: 'Check the path on the device.' })
}

export const unexpected = (reply: Reply, remote: string): StudioError => new StudioError('device', 'The device spoke out of turn while a file was copied', { file: remote, why: `It said ${JSON.stringify(reply.id)}.`, fix: 'Connect it again.' })
