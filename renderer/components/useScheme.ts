/** The colour scheme that the page's style sheets follow: what is drawn by hand is drawn again once it has changed. */
import { useSyncExternalStore } from 'react'

function subscribe(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-mantine-color-scheme'] })
  return () => observer.disconnect()
}

export const useScheme = (): string => useSyncExternalStore(subscribe, () => document.documentElement.dataset.mantineColorScheme ?? 'dark')
