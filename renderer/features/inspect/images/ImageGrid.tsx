/** The images as a virtual grid: only what is visible exists, whatever the number. Arrow keys move the selection. */
import { useCallback, useEffect, useRef, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { ImageEntry } from '@shared/rpc/contract'
import type { LaneInfo } from '../../../charts/routemap/model'
import { useSize } from '../../../components/useSize'
import { wantRoutes } from '../../../state/routes'
import { moveTo } from './moveTo'
import { Thumb } from './Thumb'
import styles from './images.module.css'

interface Props { entries: readonly ImageEntry[]; selected: string | null; columns: number; lanes: readonly LaneInfo[]; depths: readonly number[]; onSelect(path: string): void }

const gap = 8

export function ImageGrid({ entries, selected, columns, lanes, depths, onSelect }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const [sizeRef, { width, height }] = useSize<HTMLDivElement>()
  const ref = useCallback((e: HTMLDivElement | null) => { scroller.current = e; sizeRef(e) }, [sizeRef])
  const cell = Math.max(20, (width - gap * (columns - 1)) / columns)
  const rowHeight = Math.round(cell - 8 + 40 + gap)
  const rows = Math.ceil(entries.length / columns)
  const virtual = useVirtualizer({ count: width > 0 ? rows : 0, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 3 })
  useEffect(() => virtual.measure(), [rowHeight, columns, virtual])

  const index = entries.findIndex((e) => e.path === selected)
  const row = index < 0 ? -1 : Math.floor(index / columns)
  useEffect(() => { if (row >= 0 && height > 0) virtual.scrollToIndex(row, { align: 'auto' }) }, [row, height, virtual])

  const items = virtual.getVirtualItems()
  const first = (items[0]?.index ?? 0) * columns
  const last = ((items[items.length - 1]?.index ?? -1) + 1) * columns
  useEffect(() => {
    const timer = window.setTimeout(() => wantRoutes(entries.slice(first, last).map((e) => e.path)), 80)
    return () => window.clearTimeout(timer)
  }, [entries, first, last, lanes])

  const key = (e: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight)) * columns
    const next = moveTo(e.key, index, entries.length, columns, page)
    if (next === null || e.altKey || e.ctrlKey || e.metaKey) return
    e.preventDefault()
    const entry = entries[next]
    if (entry) onSelect(entry.path)
  }
  return (
    <div ref={ref} className={styles.grid} role="listbox" aria-label="Images" tabIndex={0} aria-activedescendant={index >= 0 ? `image-${index}` : undefined} onKeyDown={key} data-testid="image-grid">
      <div className={styles.inner} style={{ height: virtual.getTotalSize() }}>
        {items.map((v) => (
          <div key={v.key} className={styles.row} style={{ transform: `translateY(${v.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
            {entries.slice(v.index * columns, (v.index + 1) * columns).map((e, i) => (
              <Thumb key={e.path} id={`image-${v.index * columns + i}`} path={e.path} name={e.name} selected={e.path === selected} width={cell} lanes={lanes} depths={depths} onSelect={onSelect} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}
