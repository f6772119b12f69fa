/** `dataset.json`: names of classes, as `semseg_classes` and `human_parts_classes`. */
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { readFileBounded } from '../../file'
import type { Listings } from './listings'

const fileName = 'dataset.json'
const fileSchema = z.record(z.string(), z.unknown())
const namesSchema = z.array(z.string())

/** By task, of a data set's root or of the folder above, which may hold several of one kind; none without such a file. One that is no JSON is an error: somebody meant it. */
export async function classNames(root: string, listings: Listings): Promise<Map<string, string[]>> {
  const here = (await listings.names(root))?.includes(fileName)
  if (!here && !(await listings.names(dirname(root)))?.includes(fileName)) return new Map()
  const file = join(here ? root : dirname(root), fileName)
  const text = new TextDecoder().decode(await readFileBounded(file, 2 ** 20))
  const found = new Map<string, string[]>()
  for (const [key, value] of Object.entries(fileSchema.parse(parsed(text, file)))) {
    const names = namesSchema.safeParse(value)
    if (key.endsWith('_classes') && names.success) found.set(key.slice(0, -'_classes'.length), names.data)
  }
  return found
}

function parsed(text: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    if (fileSchema.safeParse(value).success) return value
  } catch {
    // Said below, in words.
  }
  throw new StudioError('unreadable', 'This dataset.json cannot be read', { why: 'It holds no JSON object', fix: 'Correct it, or take it away: it only names classes.', file })
}
