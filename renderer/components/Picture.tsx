/** An RGBA picture on a canvas of its own size, enlarged without smoothing. */
import { memo, useEffect, useRef, type CSSProperties } from 'react'
import type { Picture as Pixels } from '@shared/rpc/contract'
import styles from './ui.module.css'

export const imageData = (p: Pixels): ImageData => new ImageData(new Uint8ClampedArray(p.rgba), p.width, p.height)

interface Props { pixels: Pixels; width: number; height: number; label: string; className?: string; style?: CSSProperties; testId?: string }

export const Picture = memo(function Picture({ pixels, width, height, label, className = '', style, testId }: Props) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const canvas = ref.current
    if (!canvas) return
    canvas.width = pixels.width
    canvas.height = pixels.height
    canvas.getContext('2d')?.putImageData(imageData(pixels), 0, 0)
  }, [pixels])
  return <canvas ref={ref} role="img" aria-label={label} className={`${styles.picture} ${className}`} style={{ ...style, width, height }} data-testid={testId} />
})
