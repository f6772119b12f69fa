/** Hover with a short wait before the first card and none while moving along. */
import { useCallback, useEffect, useRef, useState } from 'react'

export function useHover(delay = 120): { index: number | null; enter(i: number): void; leave(): void; show(i: number | null): void } {
  const [index, setIndex] = useState<number | null>(null)
  const timer = useRef<number | undefined>(undefined)
  const open = useRef(false)
  const show = useCallback((i: number | null) => {
    window.clearTimeout(timer.current)
    open.current = i !== null
    setIndex(i)
  }, [])
  const enter = useCallback((i: number) => {
    window.clearTimeout(timer.current)
    if (open.current) show(i)
    else timer.current = window.setTimeout(() => show(i), delay)
  }, [delay, show])
  const leave = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => show(null), 60)
  }, [show])
  useEffect(() => () => window.clearTimeout(timer.current), [])
  return { index, enter, leave, show }
}
