/** Recently opened files and folders, newest first. */
import { z } from 'zod'
import { StudioError } from '@shared/errors'
import { recentSchema, type Recent } from '@shared/rpc/contract'
import type { Handlers } from '../host/serve'
import { readJson, writeJson } from './json-file'

const most = 20

export function recentCalls(file: string): Pick<Handlers, 'recent.list' | 'recent.add' | 'recent.clear'> {
  const list = async (): Promise<Recent[]> => {
    try {
      return (await readJson(file, z.array(recentSchema))) ?? []
    } catch (error) {
      // A damaged list of conveniences must not keep anybody from opening a file; the next one replaces it.
      if (error instanceof StudioError) return []
      throw error
    }
  }
  // One change after another, so that two at once do not lose one.
  let last: Promise<unknown> = Promise.resolve()
  const change = (make: (known: Recent[]) => Recent[]): Promise<Recent[]> => {
    const next = last.catch(() => undefined).then(async () => {
      const changed = make(await list())
      await writeJson(file, changed)
      return changed
    })
    last = next
    return next
  }
  return {
    'recent.list': list,
    'recent.add': ({ path, kind }) => change((known) => [{ path, kind, opened: new Date().toISOString() }, ...known.filter((r) => r.path !== path)].slice(0, most)),
    'recent.clear': () => change(() => [])
  }
}
