/** Runs a command on a device, with its exit code, and ends it there when it is not wanted any more. */
import type { Socket } from 'node:net'
import type { ShellEnd, ShellOptions } from '../transport'
import { chunksOf } from './bytes'
import { unwrap, wrap } from './sentinel'
import type { OpenService } from './service'
import { decodeFrames, encodeFrame, frameId } from './shell-v2'

/** @param protocol whether the device has `shell_v2`. Throws only where the command could not be started, or where a consumer throws. */
export function runShell(open: OpenService, command: string, protocol: boolean, options: ShellOptions): Promise<ShellEnd> {
  return protocol ? framed(open, command, options) : marked(open, command, options)
}

async function framed(open: OpenService, command: string, o: ShellOptions): Promise<ShellEnd> {
  const socket = await open(`shell,v2,raw:${command}`, o.signal)
  return following(socket, o, async () => {
    if (o.onStart) o.onStart((text) => void socket.write(encodeFrame(frameId.stdin, Buffer.from(text))))
    // Nothing will come: a command that reads must not wait for it.
    else socket.write(encodeFrame(frameId.closeStdin, Buffer.alloc(0)))
    for await (const { id, data } of decodeFrames(chunksOf(socket))) {
      if (id === frameId.stdout) await o.stdout?.(data)
      else if (id === frameId.stderr) o.stderr?.(data)
      else if (id === frameId.exit) return data.readUInt8(0)
    }
    return null
  })
}

async function marked(open: OpenService, command: string, o: ShellOptions): Promise<ShellEnd> {
  const { command: wrapped, word } = wrap(command, o.onStart !== undefined)
  // `exec` and not `shell`: the latter is a terminal on old devices, which turns \n into \r\n.
  const socket = await open(`exec:${wrapped}`, o.signal)
  const remote: { pid: number | null } = { pid: null }
  const end = await following(socket, o, async () => {
    for await (const piece of unwrap(chunksOf(socket), word)) {
      if ('data' in piece) await o.stdout?.(piece.data)
      else if ('code' in piece) return piece.code
      else {
        remote.pid = piece.pid
        o.onStart?.((text) => void socket.write(text))
      }
    }
    return null
  })
  // Here adbd does not end the process when the connection is closed.
  if (end.reason === 'aborted' && remote.pid !== null) await hangUp(open, remote.pid)
  return end
}

/** The signal is the one that adbd itself sends where it can. A device that is gone by now has ended the process, or will be cleaned at the next connect. */
async function hangUp(open: OpenService, pid: number): Promise<void> {
  const socket = await open(`exec:kill -HUP ${pid}`).catch(() => null)
  if (socket) for await (const _ of chunksOf(socket)) continue
}

/** Aborting closes the socket, which ends `read`. */
async function following(socket: Socket, { signal }: ShellOptions, read: () => Promise<number | null>): Promise<ShellEnd> {
  const abort = (): void => void socket.destroy()
  signal?.addEventListener('abort', abort, { once: true })
  try {
    if (signal?.aborted) abort()
    const code = await read()
    return { code, reason: code !== null ? 'exit' : signal?.aborted ? 'aborted' : 'disconnected' }
  } finally {
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}
