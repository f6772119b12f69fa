/** How the command line speaks: results on stdout, everything else on stderr, exit codes 0 ok, 1 failed, 2 wrong usage. */
import path from 'node:path'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'
import type { DeviceHost } from '../engine/device/transport'
import { writeError } from '../engine/writing'

const root = path.resolve(import.meta.dirname, '../..')

/** `npm run` changes to the project's folder; INIT_CWD is where the person was. Called by its own name, the program stays where it was called. */
const callerFolder = (): string => (process.cwd() === root && process.env.INIT_CWD ? process.env.INIT_CWD : process.cwd())

export const resolvePath = (file: string): string => path.resolve(callerFolder(), file)

export const note = (text: string): void => void process.stderr.write(`${text}\n`)

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Prints one JSON document and nothing else. */
export const printJson = (document: unknown): void => print(JSON.stringify(document))

/** A reader that goes away, as `head` does, is no error; a full disk behind `>` is. */
export function toleratePipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    explain(writeError(error, 'standard output'))
    process.exit(1)
  })
  // Nobody is left to tell.
  process.stderr.on('error', () => undefined)
}

/** Ctrl-C, a polite kill and the end of the terminal: work stops at its next step and clears away what it had begun. A second one ends at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

/** Lets go of adb; tells when its server was started here and goes on for others. */
export async function release(host: DeviceHost): Promise<void> {
  const left = await host.close()
  if (left !== null) note(`adamtl-studio: ${left}`)
}

/** Waits until a slow reader of the pipe has taken everything: process.exit would cut it off. */
export const drained = (): Promise<void> => new Promise((resolve) => process.stdout.write('', () => resolve()))

export const exitCodeOf = (error: unknown): 1 | 2 => (toErrorValue(error).code === 'usage' ? 2 : 1)

export function explain(error: unknown): void {
  const value = toErrorValue(error)
  note(`adamtl-studio: ${errorLine(value)}`)
  if (!(error instanceof StudioError) && error instanceof Error && process.env.ADAMTL_DEBUG) note(error.stack ?? '')
}

/** Small models have a fraction of a million. */
export const millions = (macs: number): string => (macs / 1e6).toFixed(macs < 1e7 ? 3 : 1)
