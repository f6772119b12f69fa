/**
 * A shell without protocol tells neither exit code nor process: the command is wrapped so that it prints both between marks.
 * The marks hold a random word, since the output may be anything.
 */
import { randomBytes } from 'node:crypto'

export interface Sentinel { command: string; word: Buffer }

export const quote = (text: string): string => `'${text.replaceAll('\'', '\'\\\'\'')}'`

/** The inner shell's process stays the command's own also when it says `exec`, so that it can be ended. @param input whether the command gets standard input */
export function wrap(command: string, input: boolean): Sentinel {
  const word = `\x1e${randomBytes(8).toString('hex')}:`
  return { command: `sh -c ${quote(`echo '${word}'$$\n${command}`)}${input ? '' : ' </dev/null'} 2>&1; echo '${word}'$?`, word: Buffer.from(word) }
}

export type Piece = { pid: number } | { data: Buffer } | { code: number }

/** Takes marks out of what the wrapped command prints; holds back only what may be the beginning of one. */
export async function* unwrap(chunks: AsyncIterable<Buffer>, word: Buffer): AsyncGenerator<Piece, void> {
  let held: Buffer = Buffer.alloc(0), started = false
  for await (const chunk of chunks) {
    held = held.length > 0 ? Buffer.concat([held, chunk]) : chunk
    for (;;) {
      const at = held.indexOf(word)
      const end = at < 0 ? -1 : held.indexOf(0x0a, at + word.length)
      const plain = at >= 0 ? at : held.length - beginningOf(word, held)
      if (plain > 0) yield { data: held.subarray(0, plain) }
      held = held.subarray(plain)
      if (end < 0) break
      const value = Number(held.subarray(word.length, end - plain).toString())
      held = held.subarray(end - plain + 1)
      yield started ? { code: value } : { pid: value }
      started = true
    }
  }
  if (held.length > 0) yield { data: held }
}

/** How many bytes at the end of `data` are the beginning of `word`. */
function beginningOf(word: Buffer, data: Buffer): number {
  for (let n = Math.min(word.length - 1, data.length); n > 0; n--) if (data.subarray(data.length - n).equals(word.subarray(0, n))) return n
  return 0
}
