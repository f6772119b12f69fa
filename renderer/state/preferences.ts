/** Appearance (kept by the main process) and what this window remembers of its own. */
import { create } from 'zustand'
import { appearanceSchema, type Appearance } from '@shared/rpc/bridge'
import { onMainMessage, request } from './bridge'

const fallback: Appearance = { theme: 'dark', zoom: 1 }
const parsed = appearanceSchema.safeParse(window.studio.appearance)

export const useAppearance = create<Appearance>(() => (parsed.success ? parsed.data : fallback))
onMainMessage((m) => { if (m.type === 'appearance') useAppearance.setState(m.appearance) })

/** Asks for a theme or zoom; the main process answers with what is in force. */
export async function setAppearance(change: Partial<Appearance>): Promise<void> {
  useAppearance.setState(await request('appearance.set', change))
}

export interface Own {
  /** No notices about things that went well, and no movement. */
  quiet: boolean
  reduceMotion: boolean
}

const key = 'studio.window'

function load(): Own {
  try {
    const raw: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    const has = (name: keyof Own): boolean => typeof raw === 'object' && raw !== null && (raw as Record<string, unknown>)[name] === true
    return { quiet: has('quiet'), reduceMotion: has('reduceMotion') }
  } catch {
    return { quiet: false, reduceMotion: false } // unreadable settings are as good as none
  }
}

export const useOwn = create<Own>(load)
useOwn.subscribe((own) => {
  document.documentElement.dataset.reduceMotion = String(own.reduceMotion)
  localStorage.setItem(key, JSON.stringify(own))
})
document.documentElement.dataset.reduceMotion = String(useOwn.getState().reduceMotion)
