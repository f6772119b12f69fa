/** The card of a block: below it, above it where the window ends, beside it where neither fits. */
import { useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { MacsScale } from '../../components/format'
import { BlockFacts, type Measured } from './BlockFacts'
import type { BlockMark, RouteModel } from './model'
import styles from './routemap.module.css'

interface Props { b: BlockMark; r: RouteModel; scale: MacsScale; anchor: DOMRect; measured?: Measured | undefined; focusLane: string | null }

interface Place { left: number; top: number; side: 'below' | 'above' | 'beside'; caret: number }

/** Distance to the block, and to the window's edges. */
const gap = 8

function place(anchor: DOMRect, card: { width: number; height: number }, width: number, height: number): Place {
  const middle = anchor.left + anchor.width / 2
  const left = Math.max(gap, Math.min(width - card.width - gap, middle - card.width / 2))
  const caret = middle - left - 5
  const below = anchor.bottom + gap
  if (below + card.height + gap <= height) return { left, top: below, side: 'below', caret }
  // Over the block's name, which the card repeats.
  const above = anchor.top - card.height + 14
  if (above >= gap) return { left, top: above, side: 'above', caret }
  const right = anchor.right + gap
  return {
    left: right + card.width + gap <= width ? right : Math.max(gap, anchor.left - gap - card.width),
    top: Math.max(gap, Math.min(height - card.height - gap, anchor.top)), side: 'beside', caret
  }
}

export function HoverCard({ b, r, scale, anchor, measured, focusLane }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<Place | null>(null)
  useLayoutEffect(() => {
    const card = ref.current?.getBoundingClientRect()
    if (card) setAt(place(anchor, card, window.innerWidth, window.innerHeight))
  }, [anchor, b, measured])
  return createPortal(
    <div ref={ref} className={styles.card} role="tooltip" data-side={at?.side ?? 'below'} data-wide={measured?.draws !== undefined} data-testid="hover-card"
      style={{ left: at?.left ?? 0, top: at?.top ?? 0, visibility: at ? 'visible' : 'hidden' }}>
      {at?.side !== 'beside' && <span className={styles.caret} style={{ left: at?.caret ?? 0 }} />}
      <BlockFacts b={b} r={r} scale={scale} measured={measured} focusLane={focusLane} />
    </div>, document.body)
}
