/** What this window remembers of its own. */
import { z } from 'zod'
import { create } from 'zustand'

const ownSchema = z.object({
  /** No notices about things that went well, and no movement. */
  quiet: z.boolean().catch(false),
  reduceMotion: z.boolean().catch(false)
}).catch({ quiet: false, reduceMotion: false })
export type Own = z.infer<typeof ownSchema>

const key = 'studio.window'

/** Settings that cannot be read are as good as none. */
function load(): Own {
  let kept: unknown
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? '{}')
  } catch {
    kept = {}
  }
  return ownSchema.parse(kept)
}

export const useOwn = create<Own>(load)

const apply = (own: Own): void => { document.documentElement.dataset.reduceMotion = String(own.reduceMotion) }
apply(useOwn.getState())
useOwn.subscribe((own) => {
  apply(own)
  localStorage.setItem(key, JSON.stringify(own))
})
