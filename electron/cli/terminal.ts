/** How the command line speaks: results on stdout, everything else on stderr, exit codes 0 ok, 1 failed, 2 wrong usage. */
import path from 'node:path'
import { errorLine, StudioError, toErrorValue } from '@shared/errors'

/** npm runs scripts in the project's folder; INIT_CWD is where the person was. */
export const resolvePath = (file: string): string => path.resolve(process.env.INIT_CWD ?? process.cwd(), file)

export const note = (text: string): void => void process.stderr.write(`${text}\n`)

/** Prints one JSON document and nothing else. */
export function printJson(document: unknown): Promise<void> {
  // Waits until a slow reader of the pipe has taken everything: process.exit would cut it off.
  return new Promise((resolve, reject) => process.stdout.write(JSON.stringify(document) + '\n', (error) => (error ? reject(error) : resolve())))
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)

export const exitCodeOf = (error: unknown): 1 | 2 => (toErrorValue(error).code === 'usage' ? 2 : 1)

export function explain(error: unknown): void {
  const value = toErrorValue(error)
  note(`adamtl-studio: ${errorLine(value)}`)
  if (!(error instanceof StudioError) && error instanceof Error && process.env.ADAMTL_DEBUG) note(error.stack ?? '')
}

export const millions = (macs: number): string => (macs / 1e6).toFixed(1)
