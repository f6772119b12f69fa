/** Writing where a person said: folders made and put in place, with the operating system's refusals in plain words. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { StudioError } from '@shared/errors'

const elsewhere = 'Choose another place, or change its permissions.'
const refusals: Record<string, readonly [message: string, fix: string]> = {
  EACCES: ['Nothing may be written here', elsewhere],
  EPERM: ['Nothing may be written here', elsewhere],
  EROFS: ['This disk may only be read', 'Choose a place on another disk.'],
  ENOSPC: ['The disk is full', 'Free some space, or choose another disk.'],
  EDQUOT: ['Your share of the disk is used up', 'Free some space, or choose another disk.'],
  ENOTDIR: ['A part of this path is a file, not a folder', 'Choose another place.'],
  EEXIST: ['This is a file, not a folder', 'Choose another place.'],
  EISDIR: ['This is a folder, not a file', 'Choose another name.'],
  ENOENT: ['No folder can be made here', 'Choose another place.'],
  ENAMETOOLONG: ['The operating system refuses so long a path', 'Choose a shorter one.'],
  EBUSY: ['This folder is in use, or a disk is mounted on it', 'Name a new folder in it.']
}

const codeOf = (error: unknown): string | null => (error instanceof Error && !(error instanceof StudioError) && 'code' in error && typeof error.code === 'string' ? error.code : null)

/** What the system says of a place to write, as a StudioError; anything else stays as it is. */
export function writeError(error: unknown, target: string): unknown {
  const code = codeOf(error)
  // Node's own errors are named ERR_…: they are no refusals of the system.
  if (code === null || !/^E[A-Z]+$/.test(code)) return error
  const [message, fix] = refusals[code] ?? ['This cannot be written', 'Choose another place.'] as const
  return new StudioError('refused', message, { why: code in refusals ? undefined : `The system reports ${code}.`, fix, file: target })
}

/** Runs `write`; a refusal of the system names `target`. */
export async function writing<T>(target: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    throw writeError(error, target)
  }
}

/** Makes a folder and what leads to it. Not Node's recursive mkdir, which never ends where the system has a folder but makes none in it, as in /proc. A refusal names `target`. */
export async function makeFolder(folder: string, target = folder): Promise<void> {
  await writing(target, () => make(folder))
}

/** Others may be making the same folders at this moment. */
async function make(folder: string): Promise<void> {
  const unlessThere = async (error: unknown): Promise<void> => { if (!(await isFolder(folder))) throw error }
  try {
    await fs.mkdir(folder)
  } catch (error) {
    const parent = path.dirname(folder)
    if (codeOf(error) !== 'ENOENT' || parent === folder) return unlessThere(error)
    await make(parent)
    await fs.mkdir(folder).catch(unlessThere)
  }
}

const isFolder = (file: string): Promise<boolean> => fs.stat(file).then((s) => s.isDirectory(), () => false)

/** A name beside `target` for what is not finished, or is about to go. */
export const besideName = (target: string, ending: 'part' | 'old'): string => `${target}.${randomBytes(4).toString('hex')}.${ending}`

const leftoverAge = 3_600_000

/** Removes what killed runs left beside `target`: by its name, and only when an hour old, so that none at work loses its files. */
export async function clearLeftovers(target: string): Promise<void> {
  const folder = path.dirname(target), stem = `${path.basename(target)}.`
  for (const name of await fs.readdir(folder).catch(() => [])) {
    if (!name.startsWith(stem) || !/^[0-9a-f]{8}\.(part|old)$/.test(name.slice(stem.length))) continue
    const file = path.join(folder, name)
    const age = await fs.stat(file).then((s) => Date.now() - s.mtimeMs, () => 0)
    if (age > leftoverAge) await fs.rm(file, { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Puts the finished folder `from` at `to`. What was there steps aside first: it is deleted only when the new one stands. */
export async function replaceFolder(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const old = besideName(to, 'old')
    const hadOld = await fs.rename(to, old).then(() => true, (error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error
      return false
    })
    try {
      await fs.rename(from, to)
    } catch (error) {
      // Another process may have put its own there in between.
      const taken = ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error) ?? '')
      if (hadOld && !taken) await fs.rename(old, to).catch(() => undefined)
      else await fs.rm(old, { recursive: true, force: true })
      if (taken && attempt < 20) continue
      throw error
    }
    if (hadOld) await fs.rm(old, { recursive: true, force: true })
    return
  }
}
