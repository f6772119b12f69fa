/** Reading a file that a user named: bounded, and with the operating system's refusals in plain words. */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'
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

type Refusable = Pick<Stats, 'isDirectory' | 'isFile' | 'size'>

/** Refuses what cannot be read whole: folders, pipes and devices (they may never end), and files beyond the limit. */
function check(stat: Refusable, limit: number, file: string): void {
  if (stat.isDirectory()) throw new StudioError('unreadable', 'This is a folder, not a file', { fix: 'Open it as a folder, or choose a file in it.', file })
  if (!stat.isFile()) throw new StudioError('unreadable', 'This is not a regular file', { why: 'Pipes and devices cannot be opened', fix: 'Save the data to a file first.', file })
  if (stat.size > limit) {
    throw new StudioError('refused', `This file is too large (${megabytes(stat.size)})`, { why: `Files of this kind are read up to ${megabytes(limit)}`, fix: 'Use a smaller copy.', file })
  }
}

// O_NONBLOCK: opening a named pipe must not wait for a writer.
const flags = process.platform === 'win32' ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK

/** Reads a whole regular file of at most `limit` bytes. */
export async function readFileBounded(file: string, limit: number): Promise<Uint8Array> {
  try {
    const handle = await open(file, flags)
    try {
      check(await handle.stat(), limit, file)
      return await handle.readFile()
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw fileError(error, file)
  }
}

/** The same, waiting for the disk: many times quicker for small files, and right in a thread that has nothing else to do. */
export function readFileBoundedSync(file: string, limit: number): Uint8Array {
  try {
    const handle = openSync(file, flags)
    try {
      check(fstatSync(handle), limit, file)
      return readFileSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    throw fileError(error, file)
  }
}
