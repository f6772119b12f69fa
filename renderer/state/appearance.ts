/** Theme and zoom: the main process keeps them, for every window. */
import { create } from 'zustand'
import { toErrorValue } from '@shared/errors'
import { appearanceSchema, type Appearance } from '@shared/rpc/bridge'
import { onMainMessage, request } from './bridge'
import { warn } from './notices'

const fallback: Appearance = { theme: 'dark', zoom: 1 }
const parsed = appearanceSchema.safeParse(window.studio.appearance)

export const useAppearance = create<Appearance>(() => (parsed.success ? parsed.data : fallback))
onMainMessage((m) => { if (m.type === 'appearance') useAppearance.setState(m.appearance) })

/** Asks for a theme or zoom; the main process answers with what is in force. */
export function setAppearance(change: Partial<Appearance>): void {
  request('appearance.set', change).then((appearance) => useAppearance.setState(appearance), (error: unknown) => warn(toErrorValue(error)))
}
