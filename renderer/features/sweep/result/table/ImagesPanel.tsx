/** All images in an order: only the visible ones exist, whatever their number. */
import { useCallback, useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconPhotoOff } from '@tabler/icons-react'
import { columnValues, sortRows } from '@shared/sweep/analysis/filter'
import { Glyph } from '../../../../charts/routemap/Glyph'
import { num, plural, stem } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useThumbnail } from '../../../../state/thumbnails'
import { routeOf, useSweep, type SweepData } from '../data'
import { openInInspect } from '../open'
import { sortBy, useResult } from '../store'
import { deltaOf, tableColumns, type Column } from './columns'
import { FailedList } from './FailedList'
import styles from './table.module.css'

const rowHeight = 28

export function ImagesPanel() {
  const d = useSweep(), { c, rows, clusters, against } = d
  const sort = useResult((s) => s.sort), failures = useResult((s) => s.failures), showFailed = useResult((s) => s.showFailed)
  const scroller = useRef<HTMLDivElement>(null)
  const [sizeRef, { width, height }] = useSize<HTMLDivElement>()
  const ref = useCallback((e: HTMLDivElement | null) => { scroller.current = e; sizeRef(e) }, [sizeRef])
  const deltas = useMemo(() => against.tasks.map((_, k) => deltaOf(d, k)), [d, against])
  const all = useMemo(() => tableColumns(d, deltas), [d, deltas])
  const glyph = width > 560 ? 92 : 64, hasRoute = c.lanes.length > 0
  // As many columns as leave the name readable.
  const columns = useMemo(() => {
    let left = width - 30 - (hasRoute ? glyph + 16 : 0) - 90
    return all.filter((x) => x.from <= width && (left -= x.width) > 0)
  }, [all, width, glyph, hasRoute])
  const order = useMemo(() => {
    const known = all.find((x) => x.id === sort.column)
    return sortRows(c, rows, known?.values(d) ?? columnValues(c, clusters, sort.column) ?? c.executed, sort.descending)
  }, [c, rows, clusters, sort, all, d])
  const virtual = useVirtualizer({ count: order.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 })

  const image = useResult((s) => s.image)
  const index = useMemo(() => (image === null ? -1 : order.findIndex((r) => c.image[r] === image)), [order, c, image])
  useEffect(() => { if (index >= 0) virtual.scrollToIndex(index, { align: 'auto' }) }, [index, virtual])
  useEffect(() => { scroller.current?.scrollTo({ top: 0 }) }, [sort])

  const key = (e: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1), last = order.length - 1
    const to = { ArrowDown: index + 1, ArrowUp: index < 0 ? 0 : index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: last }[e.key]
    if (to !== undefined && last >= 0) { e.preventDefault(); useResult.setState({ image: c.image[order[Math.max(0, Math.min(last, to))]!]! }) }
    else if (e.key === 'Enter' && image !== null && index >= 0) { e.preventDefault(); void openInInspect(d, image) }
  }
  const sorted = sort.column === 'image' ? 'in the order of the data set' : `sorted by ${sort.column === 'executed' ? 'MACs' : sort.column.startsWith('delta ') ? `Δ of ${sort.column.slice(6)}` : sort.column}`
  const template = `30px minmax(60px, 1fr)${hasRoute ? ` ${glyph + 16}px` : ''} ${columns.map((x) => `${x.width}px`).join(' ')}`
  const head = (id: string, title: string, about: string, number: boolean) => (
    <button key={id} type="button" className={number ? styles.number : undefined} aria-label={`Sort by ${title}`} aria-pressed={sort.column === id} title={about} onClick={() => sortBy(id)} data-testid={`sort-${id.replace(' ', '-')}`}>
      {title}{sort.column === id && <i aria-hidden="true">{sort.descending ? '↓' : '↑'}</i>}
    </button>
  )
  return (
    <Panel title="Images" testId="images" className={styles.panel} aside={<span className="tx3 f1 ellipsis" data-testid="images-about">{showFailed ? plural(failures.length, 'failed image') : `${rows ? `${num(order.length)} of ${num(c.rows)}, ` : ''}${sorted}`}</span>}
      actions={failures.length > 0 && <button type="button" className={styles.failed} aria-pressed={showFailed} onClick={() => useResult.setState({ showFailed: !showFailed })} data-testid="show-failed">{num(failures.length)} failed</button>}>
      {showFailed ? <FailedList /> : <>
        <div className={styles.head} style={{ gridTemplateColumns: template }}><span />{head('image', 'Image', 'In the order of the data set', false)}{hasRoute && head('route', 'Route', 'Most frequent routes first', false)}{columns.map((x) => head(x.id, x.title, x.about, true))}</div>
        <div ref={ref} className={styles.scroll} role="listbox" aria-label={`Images, ${sorted}`} tabIndex={0} onKeyDown={key} aria-activedescendant={index >= 0 ? `sweep-row-${index}` : undefined} data-testid="images-scroll">
          {order.length === 0 ? <p className={styles.none}>No image is left by this filter.</p>
            : <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
                {virtual.getVirtualItems().map((v) => <Row key={v.key} d={d} index={v.index} row={order[v.index]!} top={v.start} template={template} columns={columns} glyph={hasRoute ? glyph : 0} selected={v.index === index} />)}
              </div>}
        </div>
      </>}
    </Panel>
  )
}

interface RowProps { d: SweepData; index: number; row: number; top: number; template: string; columns: readonly Column[]; glyph: number; selected: boolean }

function Row({ d, index, row, top, template, columns, glyph, selected }: RowProps) {
  const { c, names, paths, lanes, depths } = d, image = c.image[row]!, name = names[image]!
  const url = useThumbnail(paths[image]!, 48)
  const route = useMemo(() => routeOf({ c }, row), [c, row])
  return (
    <div id={`sweep-row-${index}`} role="option" aria-selected={selected} className={styles.row} style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }} title={`${name}: click to open in Inspect`}
      onClick={() => { useResult.setState({ image }); void openInInspect(d, image) }} data-testid="image-row" data-name={name}>
      {url ? <img src={url} alt="" draggable={false} /> : <span className={styles.noImage}>{url === '' && <IconPhotoOff size={13} stroke={1.5} />}</span>}
      <span className="m ellipsis">{stem(name)}</span>
      {glyph > 0 && <span><Glyph ran={route.ran} asked={route.asked} lanes={lanes} depths={depths} width={glyph} /></span>}
      {columns.map((x) => <span key={x.id} className={styles.number} data-quiet={x.quiet ?? false}>{x.text(d, row)}</span>)}
    </div>
  )
}
