/** The content hash by which files are remembered. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { fileError } from '../file'

/** sha256 of a file, in hex; streams, so size does not matter. Throws StudioError where it cannot be read, AbortError when cancelled. */
export async function sha256(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of fs.createReadStream(file, { highWaterMark: 4 << 20, signal })) hash.update(chunk as Buffer)
  } catch (error) {
    throw signal?.aborted ? error : fileError(error, file)
  }
  return hash.digest('hex')
}

export const sha256Text = (text: string): string => createHash('sha256').update(text).digest('hex')
