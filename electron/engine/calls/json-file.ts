/** Small JSON files: read through a schema, written whole or not at all. */
import fs from 'node:fs/promises'
import path from 'node:path'
import type { z } from 'zod'
import { StudioError } from '@shared/errors'
import { fileError } from '../file'
import { besideName, makeFolder, writeError } from '../writing'

type Bad = (why: string) => StudioError

/** A file of the studio's own. Null when there is no such file; throws `unreadable` when it does not follow the schema. */
export function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  return read(file, schema, (why) => new StudioError('unreadable', 'This file of the studio is damaged', { file, why, fix: 'Delete it; the studio makes it anew.' }))
}

/**
 * A file that a person wrote. Null when there is no such file.
 * @param what `plan`, say
 * @throws StudioError `unreadable` with the field that is wrong
 */
export function readUserJson<T>(file: string, what: string, schema: z.ZodType<T>): Promise<T | null> {
  return read(file, schema, (why) => new StudioError('unreadable', `This ${what} cannot be used`, { file, why, fix: 'Correct it, and try again.' }))
}

async function read<T>(file: string, schema: z.ZodType<T>, bad: Bad): Promise<T | null> {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw fileError(error, file)
  }
  let data: unknown
  try {
    // Some editors put a byte order mark in front, which JSON does not know.
    data = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (text.trim() === '') throw bad('It is empty.')
    throw bad(`It is not valid JSON${error instanceof SyntaxError ? `: ${error.message}` : ''}.`)
  }
  const parsed = schema.safeParse(data)
  if (!parsed.success) throw bad(fieldProblems(parsed.error))
  return parsed.data
}

/** `rounds: Too small…; coolDown.toleranceC: …`, the first three. */
export function fieldProblems({ issues }: z.ZodError): string {
  const told = issues.slice(0, 3).map((i) => (i.path.length > 0 ? `${i.path.join('.')}: ${i.message}` : i.message))
  return `${told.join('; ')}${issues.length > told.length ? `; and ${issues.length - told.length} more` : ''}`
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
