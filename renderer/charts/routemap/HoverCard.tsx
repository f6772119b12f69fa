/** The card beside a block: below it, or above where the window ends. */
import { useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { MacsScale } from '../../components/format'
import { BlockFacts, type Measured } from './BlockFacts'
import type { BlockMark, RouteModel } from './model'
import styles from './routemap.module.css'

interface Props { b: BlockMark; r: RouteModel; scale: MacsScale; anchor: DOMRect; measured?: Measured | undefined; focusLane: string | null }

export function HoverCard({ b, r, scale, anchor, measured, focusLane }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<{ left: number; top: number; side: 'below' | 'above'; caret: number } | null>(null)
  useLayoutEffect(() => {
    const card = ref.current?.getBoundingClientRect()
    if (!card) return
    const middle = anchor.left + anchor.width / 2
    const left = Math.max(8, Math.min(window.innerWidth - card.width - 8, middle - card.width / 2))
    const below = anchor.bottom + 8 + card.height < window.innerHeight - 8
    setAt({ left, top: below ? anchor.bottom + 8 : Math.max(8, anchor.top - card.height + 14), side: below ? 'below' : 'above', caret: middle - left - 5 })
  }, [anchor, b, measured])
  return createPortal(
    <div ref={ref} className={styles.card} role="tooltip" data-side={at?.side ?? 'below'} data-wide={measured?.draws !== undefined} data-testid="hover-card"
      style={{ left: at?.left ?? 0, top: at?.top ?? 0, visibility: at ? 'visible' : 'hidden' }}>
      <span className={styles.caret} style={{ left: at?.caret ?? 0 }} />
      <BlockFacts b={b} r={r} scale={scale} measured={measured} focusLane={focusLane} />
    </div>, document.body)
}
