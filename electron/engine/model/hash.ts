/** The content hash by which files are remembered. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'

/** sha256 of a file, in hex; streams, so size does not matter. */
export async function sha256(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 4 << 20, signal })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

export const sha256Text = (text: string): string => createHash('sha256').update(text).digest('hex')
