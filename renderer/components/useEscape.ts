import { useEffect } from 'react'

/** Calls `leave` when Escape is pressed and nothing that lies above the page took it. */
export function useEscape(leave: () => void): void {
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      const above = document.querySelector('[role="dialog"], [role="menu"]')
      if (e.key === 'Escape' && !e.defaultPrevented && !above) leave()
    }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [leave])
}
