/** Small JSON files of ours: read through a schema, written whole or not at all. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { StudioError } from '@shared/errors'
import { fileError } from '../file'
import { besideName, makeFolder, writeError } from '../writing'

/** Null when there is no such file; throws `unreadable` when it does not follow the schema. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw fileError(error, file)
  }
  const bad = (why: string) => new StudioError('unreadable', 'This file of the studio is damaged', { file, why, fix: 'Delete it; the studio makes it anew.' })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw bad('It is not valid JSON.')
  }
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw bad(parsed.error.issues[0]?.message ?? 'It has another shape.')
  return parsed.data
}

/** Throws `refused` in plain words where the file cannot be written; what was there then stays. */
export async function writeJson(file: string, data: unknown): Promise<void> {
  const temporary = besideName(file, 'part')
  await makeFolder(path.dirname(file), file)
  try {
    await fs.writeFile(temporary, JSON.stringify(data, null, 1))
    await fs.rename(temporary, file)
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined)
    throw writeError(error, file)
  }
}
