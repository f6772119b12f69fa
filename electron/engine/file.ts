/** Reading a file that a user named: bounded, and with the operating system's refusals in plain words. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { StudioError, type ErrorCode } from '@shared/errors'

const refusals: Record<string, readonly [ErrorCode, string, string]> = {
  ENOENT: ['not-found', 'There is no such file', 'Check the path; the file may have been moved or renamed.'],
  ENOTDIR: ['not-found', 'There is no such file', 'Check the path; a part of it is not a folder.'],
  EACCES: ['unreadable', 'This file may not be read', 'Change its permissions or copy it to a folder of yours.'],
  EPERM: ['unreadable', 'This file may not be read', 'Change its permissions or copy it to a folder of yours.'],
  ENAMETOOLONG: ['unreadable', 'The operating system refuses so long a path', 'Move the file to a folder with a shorter path.'],
  EISDIR: ['unreadable', 'This is a folder, not a file', 'Open it as a folder, or choose a file in it.'],
  EMFILE: ['unreadable', 'Too many files are open', 'Close other programs and try again.']
}

/** Turns what Node says of a file into a StudioError; anything that is not about a file stays as it is. */
export function fileError(error: unknown, file: string): unknown {
  if (error instanceof StudioError || !(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error
  const [code, message, fix] = refusals[error.code] ?? ['unreadable', 'This file could not be read', 'Copy it to a local disk and try again.'] as const
  return new StudioError(code, message, { why: error.code in refusals ? undefined : error.message, fix, file })
}

const megabytes = (n: number): string => `${Math.ceil(n / 2 ** 20)} MB`

/** Reads a whole regular file of at most `limit` bytes. Pipes and devices are refused: they may never end. */
export async function readFileBounded(file: string, limit: number): Promise<Uint8Array> {
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    const handle = await open(file, process.platform === 'win32' ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (stat.isDirectory()) throw new StudioError('unreadable', 'This is a folder, not a file', { fix: 'Open it as a folder, or choose a file in it.', file })
      if (!stat.isFile()) throw new StudioError('unreadable', 'This is not a regular file', { why: 'Pipes and devices cannot be opened', fix: 'Save the data to a file first.', file })
      if (stat.size > limit) {
        throw new StudioError('refused', `This file is too large (${megabytes(stat.size)})`, { why: `Files of this kind are read up to ${megabytes(limit)}`, fix: 'Use a smaller copy.', file })
      }
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileError(error, file)
  }
}
