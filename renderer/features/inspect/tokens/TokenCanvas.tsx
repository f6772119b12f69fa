import { memo, useEffect, useRef, useState } from 'react'
import { drawTokens, type TokenPicture } from './draw'
import styles from './tokens.module.css'

/** Follows the display's density, e.g. when the window moves to another screen. */
function useDensity(): number {
  const [dpr, set] = useState(window.devicePixelRatio)
  useEffect(() => {
    const query = window.matchMedia(`(resolution: ${dpr}dppx)`)
    const changed = () => set(window.devicePixelRatio)
    query.addEventListener('change', changed, { once: true })
    return () => query.removeEventListener('change', changed)
  }, [dpr])
  return dpr
}

interface Props { picture: TokenPicture; size: number; label: string }

export const TokenCanvas = memo(function TokenCanvas({ picture, size, label }: Props) {
  const ref = useRef<HTMLCanvasElement>(null)
  const dpr = useDensity()
  useEffect(() => { if (ref.current && size > 0) drawTokens(ref.current, picture, size) }, [picture, size, dpr])
  return <canvas ref={ref} className={styles.canvas} role="img" aria-label={label} style={{ width: size, height: size }} data-testid="tokens-canvas" />
})
