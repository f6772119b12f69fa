import { create } from 'zustand'

/** Whether the palette is open, and what was chosen in it, newest first. */
export const usePalette = create<{ open: boolean; recent: string[] }>(() => ({ open: false, recent: [] }))
export const openPalette = (): void => usePalette.setState({ open: true })
export const closePalette = (): void => usePalette.setState({ open: false })
export const chosen = (id: string): void => usePalette.setState((s) => ({ recent: [id, ...s.recent.filter((r) => r !== id)].slice(0, 5) }))
