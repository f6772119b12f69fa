/** Folders for study files. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

/** A folder that goes when the tests of the file are over. */
export function scratchFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'adamtl-store-'))
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}
