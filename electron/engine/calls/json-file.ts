/** Small JSON files of ours: read through a schema, written whole or not at all. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { StudioError } from '@shared/errors'

/** Null when there is no such file; throws `unreadable` when it does not follow the schema. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
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

export async function writeJson(file: string, data: unknown): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true })
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`
  await fs.writeFile(temporary, JSON.stringify(data, null, 1))
  await fs.rename(temporary, file)
}
