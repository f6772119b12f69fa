/** `--settings FILE`: how a policy runs, as `tune --out` writes it. */
import fs from 'node:fs/promises'
import { settingsSchema, type Settings } from '@shared/policy/settings'
import { StudioError } from '@shared/errors'
import { fileError } from '../engine/file'
import { resolvePath } from './terminal'

/** Null where no file is named. @throws StudioError for one that is missing or holds something else */
export async function readSettings(named: string | undefined): Promise<Settings | null> {
  if (named === undefined) return null
  const file = resolvePath(named), bad = (why: string) => new StudioError('unreadable', 'This is no settings file', { file, why, fix: 'Name one that "tune --out" wrote.' })
  const text = await fs.readFile(file, 'utf8').catch((error: unknown) => { throw fileError(error, file) })
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    throw bad('It is not valid JSON.')
  }
  // Unknown keys would be settings that are not followed.
  const parsed = settingsSchema.strict().safeParse(data)
  if (!parsed.success) throw bad(parsed.error.issues[0]?.message ?? 'It has another shape.')
  return parsed.data
}
