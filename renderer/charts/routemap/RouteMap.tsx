/** The route map: which blocks ran, who asked for them, and how much of each. See geometry.ts for where things lie, model.ts for what is drawn. */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import type { MacsScale } from '../../components/format'
import type { Measured } from './BlockFacts'
import { Block } from './Block'
import { Merges, StageHeads, Strands } from './Frame'
import { layout, step } from './geometry'
import { HoverCard } from './HoverCard'
import type { RouteModel } from './model'
import { Ends, Labels } from './Sides'
import { useHover } from './useHover'
import type { BlockEvents, Drawing, EndValue, ReadoutRow, RouteMode } from './view'
import { laneLabel } from './words'
import styles from './routemap.module.css'

interface Props {
  route: RouteModel
  scale: MacsScale
  mode: RouteMode
  width: number
  laneHeight: number
  rows: ReadoutRow[]
  ends: Record<string, EndValue>
  endTitle: string
  selected: string | null
  solo: string | null
  loading?: boolean
  /** Blocks to point at, because another route differs there. */
  differing?: ReadonlySet<string>
  measured?: Record<string, Measured>
  events: BlockEvents
  onMode(): void
  onSolo(lane: string | null): void
  onToggleTask(task: string): void
  label: string
}

const none: ReadonlySet<string> = new Set()
/** Room below the columns where they scroll. */
const scrollbar = 14

export function RouteMap(p: Props) {
  const { route: r, events } = p
  const root = useRef<HTMLDivElement>(null)
  const hover = useHover()
  const [anchor, setAnchor] = useState<DOMRect | null>(null)
  const [lane, setLane] = useState<number | null>(null)
  const [focused, setFocused] = useState<number | null>(null)

  const depths = r.depths.join()
  const names = r.lanes.map((l) => l.id).join()
  const l = useMemo(() => layout({
    width: p.width, depths: depths.split(',').map(Number), lanes: r.lanes.length, ends: r.ends.length, laneHeight: p.laneHeight,
    rows: p.rows.length, nameLength: Math.max(...names.split(',').map((n) => n.length))
  }), [p.width, depths, names, r.lanes.length, r.ends.length, p.laneHeight, p.rows.length])
  const d = useMemo<Drawing>(() => ({ l, r, mode: p.mode, solo: p.solo, loading: p.loading ?? false }), [l, r, p.mode, p.solo, p.loading])

  const element = useCallback((i: number) => root.current?.querySelector<SVGGElement>(`[data-index="${i}"]`) ?? null, [])
  useEffect(() => { setAnchor(hover.index === null ? null : (element(hover.index)?.getBoundingClientRect() ?? null)) }, [hover.index, element, l])
  const selectedIndex = r.blocks.findIndex((b) => b.id === p.selected)
  useEffect(() => { if (l.scrolls && selectedIndex >= 0) element(selectedIndex)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) }, [selectedIndex, l.scrolls, element])

  const blocks = r.blocks
  const click = useCallback((i: number) => { setLane(null); events.onSelect(blocks[i]!.id) }, [events, blocks])
  const double = useCallback((i: number) => events.onToggleForce(blocks[i]!.id, null), [events, blocks])
  const { show, enter, leave } = hover
  const focus = useCallback((i: number, visible: boolean) => { setFocused(i); if (visible) show(i) }, [show])
  const blur = useCallback(() => { setFocused(null); setLane(null); show(null) }, [show])
  const context = useCallback((e: MouseEvent, i: number) => {
    e.preventDefault()
    show(null)
    const box = e.currentTarget.getBoundingClientRect()
    const byKey = e.clientX === 0 && e.clientY === 0
    events.onMenu(blocks[i]!.id, byKey ? { x: box.left + box.width / 2, y: box.top + box.height / 2 } : { x: e.clientX, y: e.clientY })
  }, [events, blocks, show])

  const { onMode } = p
  const key = useCallback((e: KeyboardEvent, i: number) => {
    const b = blocks[i]!
    const go = (to: number) => { element(to)?.focus(); show(to) }
    const laneId = lane === null ? null : (b.lanes[lane]?.lane ?? null)
    const n = b.lanes.length
    if (e.ctrlKey || e.metaKey || e.altKey) return
    switch (e.key) {
      case 'ArrowRight': go(step(l, i, 1, e.shiftKey)); break
      case 'ArrowLeft': go(step(l, i, -1, e.shiftKey)); break
      case 'Home': go(0); break
      case 'End': go(blocks.length - 1); break
      case 'ArrowDown': setLane(lane === null ? 0 : lane + 1 < n ? lane + 1 : null); break
      case 'ArrowUp': setLane(lane === null ? n - 1 : lane > 0 ? lane - 1 : null); break
      case 'Enter': case ' ': events.onSelect(b.id); break
      case 'f': case 'F': events.onToggleForce(b.id, laneId); break
      case 'Escape': events.onRelease(b.id, laneId); break
      case 'p': case 'P': onMode(); break
      default: return
    }
    e.preventDefault()
    e.stopPropagation()
  }, [blocks, element, events, l, lane, onMode, show])

  const tabIndex = focused ?? Math.max(0, selectedIndex)
  const shown = hover.index === null ? undefined : blocks[hover.index]
  const spoken = focused !== null && lane !== null ? blocks[focused]?.lanes[lane] : undefined
  return (
    <div ref={root} className={styles.map} role="group" aria-label={p.label} style={{ gridTemplateColumns: `${l.labelWidth}px minmax(0, 1fr) ${l.endWidth}px`, height: l.height + (l.scrolls ? scrollbar : 0) }} data-testid="route-map">
      <Labels l={l} r={r} rows={p.rows} solo={p.solo} onSolo={p.onSolo} onToggleTask={p.onToggleTask} />
      <div className={styles.view} data-scrolls={l.scrolls} tabIndex={-1} onScroll={() => show(null)}>
        <svg width={l.contentWidth} height={l.height} viewBox={`0 0 ${l.contentWidth} ${l.height}`} role="presentation">
          <Strands d={d} />
          <StageHeads l={l} r={r} />
          {l.columns.map((c) => {
            const b = blocks[c.index]
            return b && <Block
              key={b.id} d={d} c={c} b={b} rows={p.rows} scale={p.scale} selected={b.id === p.selected} tabbable={c.index === tabIndex}
              focusLane={focused === c.index ? lane : null} differs={(p.differing ?? none).has(b.id)}
              onEnter={enter} onLeave={leave} onFocus={focus} onBlur={blur} onClick={click} onDoubleClick={double} onKey={key} onContext={context}
            />
          })}
          <Merges l={l} />
        </svg>
      </div>
      <Ends l={l} r={r} rows={p.rows} title={p.endTitle} values={p.ends} />
      <span className="sr-only" aria-live="polite">{spoken && focused !== null ? laneLabel(spoken, blocks[focused]!) : ''}</span>
      {shown && anchor && !d.loading && (
        <HoverCard b={shown} r={r} scale={p.scale} anchor={anchor} measured={p.measured?.[shown.id]} focusLane={focused === shown.index && lane !== null ? (shown.lanes[lane]?.lane ?? null) : null} />
      )}
    </div>
  )
}
