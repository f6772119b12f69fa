/** The card of a block; see place.ts for where. */
import { useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { MacsScale } from '../../components/format'
import { BlockFacts, type Measured } from './BlockFacts'
import type { BlockMark, RouteModel } from './model'
import { placeCard, type CardPlace } from './place'
import styles from './routemap.module.css'

interface Props { b: BlockMark; r: RouteModel; scale: MacsScale; anchor: DOMRect; measured?: Measured | undefined; focusLane: string | null }

export function HoverCard({ b, r, scale, anchor, measured, focusLane }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState<CardPlace | null>(null)
  useLayoutEffect(() => {
    const card = ref.current?.getBoundingClientRect()
    if (card) setAt(placeCard(anchor, card, { width: window.innerWidth, height: window.innerHeight }))
  }, [anchor, b, measured])
  return createPortal(
    <div ref={ref} className={styles.card} role="tooltip" data-side={at?.side ?? 'below'} data-wide={measured?.draws !== undefined} data-testid="hover-card"
      style={{ left: at?.left ?? 0, top: at?.top ?? 0, visibility: at ? 'visible' : 'hidden' }}>
      {at?.side !== 'beside' && <span className={styles.caret} style={{ left: at?.caret ?? 0 }} />}
      <BlockFacts b={b} r={r} scale={scale} measured={measured} focusLane={focusLane} />
    </div>, document.body)
}
