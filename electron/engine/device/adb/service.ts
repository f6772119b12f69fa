/** Opens a service of a device, or asks the server something, over adbkit's connections. */
import type { Socket } from 'node:net'
import type { Client } from '@devicefarmer/adbkit'
import { StudioError } from '@shared/errors'
import { ByteReader } from './bytes'
import { Deadline } from './deadline'
import { silent } from './errors'

/** What opens a service; a device's transport holds one. */
export type OpenService = (service: string, signal?: AbortSignal) => Promise<Socket>

const answerMs = 20_000

/** adb's smart socket: four hexadecimal digits of length, then the text. */
function encode(request: string): Buffer {
  const text = Buffer.from(request)
  if (text.length > 0xffff) throw new StudioError('internal', 'A command for the device is longer than 65 535 bytes')
  return Buffer.concat([Buffer.from(text.length.toString(16).padStart(4, '0')), text])
}

/** @returns the open socket of `service` on the device. Throws what adb says; see `deviceError`. */
export async function openService(client: Client, serial: string, service: string, signal?: AbortSignal): Promise<Socket> {
  signal?.throwIfAborted()
  const request = encode(service)
  const { socket, parser } = await client.getDevice(serial).transport()
  // Whoever reads hears of the error as an end; without a listener Node would end the process.
  socket.on('error', () => undefined)
  const limit = new Deadline(answerMs, signal)
  const give = (): void => void socket.destroy(new Error('given up'))
  limit.signal.addEventListener('abort', give, { once: true })
  try {
    socket.write(request)
    const status = await parser.readAscii(4)
    if (status !== 'OKAY') await (status === 'FAIL' ? parser.readError() : parser.unexpected(status, 'OKAY or FAIL'))
    return socket
  } catch (error) {
    socket.destroy()
    signal?.throwIfAborted()
    throw limit.passed ? silent(serial) : error
  } finally {
    limit.signal.removeEventListener('abort', give)
    limit.clear()
  }
}

/** Asks the server itself. @returns its answer, such as the list of devices for `host:devices-l` */
export async function askServer(client: Client, question: string): Promise<string> {
  const { socket, parser } = await client.connection()
  try {
    socket.write(encode(question))
    const status = await parser.readAscii(4)
    if (status !== 'OKAY') await (status === 'FAIL' ? parser.readError() : parser.unexpected(status, 'OKAY or FAIL'))
    return (await parser.readValue()).toString()
  } finally {
    socket.destroy()
  }
}

export const reader = (socket: Socket): ByteReader => new ByteReader(socket)
