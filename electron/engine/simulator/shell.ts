/** `shell:` and `exec:` services: one command, its streams and its end. */
import os from 'node:os'
import type { Readable } from 'node:stream'
import type { Place } from './place'
import { shellHeader, ShellFrames, shellId } from './shell-frames'
import type { Service, Stream } from './stream'

/** Frames of this size let small output through while much of it is on its way. */
const frameBytes = 1 << 16

export type ShellKind = 'v2' | 'v1' | 'exec'

/**
 * @param kind `v2` carries both outputs, standard input and the exit code in frames; `v1` and `exec` are bytes, both outputs mixed.
 * A terminal is never made: `v1` output has plain line ends, where old devices send CR LF.
 */
export function serveShell(stream: Stream, place: Place, command: string, kind: ShellKind): void {
  const process = place.spawn(command === '' ? 'exec /bin/sh -i' : command)
  const { child } = process
  const framed = kind === 'v2'
  const outputs = [forward(child.stdout, shellId.stdout, stream, framed), forward(child.stderr, shellId.stderr, stream, framed)]
  const exit = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      void sendOutput(stream, shellId.stderr, Buffer.from(`${error.message}\n`), framed)
      resolve(127)
    })
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0)))
  })
  void Promise.all([exit, ...outputs]).then(([code]) => {
    if (framed) void stream.write(shellHeader(shellId.exit, 1), Buffer.of(code & 0xff))
    stream.end()
  })
  // A command may end without reading its input.
  child.stdin.on('error', () => undefined)
  stream.serve(serviceOf(process.signal, child.stdin, kind, [child.stdout, child.stderr]))
}

function serviceOf(signal: (name: NodeJS.Signals) => void, stdin: NodeJS.WritableStream, kind: ShellKind, outputs: Readable[]): Service {
  const frames = new ShellFrames()
  return {
    data: async (bytes) => {
      if (kind !== 'v2') return written(stdin, bytes)
      for (const { id, payload } of frames.push(bytes)) {
        if (id === shellId.stdin) await written(stdin, payload)
        else if (id === shellId.closeStdin) stdin.end()
      }
    },
    closed: () => {
      // As adbd: the shell is hung up; a command behind `exec:` finds its pipes closed.
      if (kind !== 'exec') signal('SIGHUP')
      stdin.end()
      for (const output of outputs) output.destroy()
    }
  }
}

async function forward(source: Readable, id: number, stream: Stream, framed: boolean): Promise<void> {
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) await sendOutput(stream, id, chunk, framed)
  } catch {
    // Destroyed because the host is gone.
  }
}

async function sendOutput(stream: Stream, id: number, bytes: Buffer, framed: boolean): Promise<void> {
  if (!framed) return stream.write(bytes)
  for (let at = 0; at < bytes.length; at += frameBytes) {
    const part = bytes.subarray(at, at + frameBytes)
    await stream.write(shellHeader(id, part.length), part)
  }
}

/** Settled when the command has room for more; a command that ended takes everything. */
function written(target: NodeJS.WritableStream, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => target.write(bytes, () => resolve()))
}
