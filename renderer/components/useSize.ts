/** Size of an element's content box, followed as it changes. */
import { useCallback, useRef, useState, type RefCallback } from 'react'

export interface Size { width: number; height: number }

export function useSize<E extends Element>(): [RefCallback<E>, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 })
  const observer = useRef<ResizeObserver | null>(null)
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect()
    observer.current = null
    if (!element) return
    observer.current = new ResizeObserver(([entry]) => {
      if (!entry) return
      const { width, height } = entry.contentRect
      setSize((s) => (Math.abs(s.width - width) < 0.5 && Math.abs(s.height - height) < 0.5 ? s : { width, height }))
    })
    observer.current.observe(element)
  }, [])
  return [ref, size]
}
