import { useSyncExternalStore } from 'react'

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('resize', changed)
  return () => window.removeEventListener('resize', changed)
}

/** Inner size of the window in CSS pixels. */
export const useWindowHeight = (): number => useSyncExternalStore(subscribe, () => window.innerHeight)
export const useWindowWidth = (): number => useSyncExternalStore(subscribe, () => window.innerWidth)
