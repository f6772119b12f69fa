/** Where a variant is worse than the baseline: the worst images first, with what both predicted. */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { orderOf } from '@shared/stats/rank'
import { Glyph } from '../../../../charts/routemap/Glyph'
import { metricDelta, num, plural, signed, stem } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useThumbnail } from '../../../../state/thumbnails'
import { routeOf, useSweep, type SweepData } from '../data'
import { Pictures } from './Pictures'
import styles from '../views.module.css'

const rowHeight = 52

export function AgainstView() {
  const d = useSweep(), { against, rows, base, variant, c } = d
  const order = useMemo(() => {
    const allowed = rows ? new Set(rows) : null
    const known = orderOf(against.loss.map((v) => -v)).filter((i) => !Number.isNaN(against.loss[i]!))
    return allowed ? known.filter((i) => allowed.has(against.rows[i]!)) : known
  }, [against, rows])
  const worse = useMemo(() => order.reduce((n, i) => (against.loss[i]! > 0 ? n + 1 : n), 0), [order, against])
  const [chosen, setChosen] = useState<number | null>(null)
  const index = Math.max(0, chosen === null ? 0 : order.indexOf(chosen)), at = order[index]
  const scroller = useRef<HTMLDivElement>(null)
  const [sizeRef, { height }] = useSize<HTMLDivElement>()
  const ref = useCallback((e: HTMLDivElement | null) => { scroller.current = e; sizeRef(e) }, [sizeRef])
  const virtual = useVirtualizer({ count: order.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 })
  useEffect(() => { if (order.length > 0) virtual.scrollToIndex(index, { align: 'auto' }) }, [index, virtual, order.length])
  const key = (e: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 1), last = order.length - 1
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: last }[e.key]
    if (to === undefined || last < 0) return
    e.preventDefault()
    setChosen(order[Math.max(0, Math.min(last, to))]!)
  }
  if (order.length === 0) return <Panel className={styles.panel} label="Differences"><div className={styles.empty}><h2>Nothing to compare</h2><p>{d.filtered ? 'No image is left by this filter.' : 'No image has ground truth for both variants.'}</p></div></Panel>
  return (
    <div className={styles.two} style={{ gridTemplateColumns: 'minmax(300px, 1fr) minmax(0, 1.6fr)' }}>
      <Panel title="Worst images first" testId="worst" className={styles.panel} aside={<span className="tx3 f1 ellipsis" title={`Mean over the tasks of how much worse ${variant.label} is, each as a share of ${base.label}'s mean over the set`}>{num(worse)} of {plural(order.length, 'image')} worse than {base.label.toLowerCase()}</span>}>
        <div ref={ref} className={styles.list} role="listbox" aria-label="Images, worst first" tabIndex={0} onKeyDown={key} aria-activedescendant={`worst-${index}`}>
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map((v) => <Item key={v.key} d={d} id={`worst-${v.index}`} at={order[v.index]!} top={v.start} selected={v.index === index} onChoose={setChosen} />)}
          </div>
        </div>
      </Panel>
      {at !== undefined && <Pictures key={`${variant.id} ${against.images[at]!}`} image={against.images[at]!} row={against.rows[at]!} at={at} total={c.rows} />}
    </div>
  )
}

function Item({ d, id, at, top, selected, onChoose }: { d: SweepData; id: string; at: number; top: number; selected: boolean; onChoose(at: number): void }) {
  const { against, names, paths, lanes, depths, c } = d, image = against.images[at]!, row = against.rows[at]!
  const url = useThumbnail(paths[image]!, 96)
  const route = useMemo(() => routeOf({ c }, row), [c, row])
  const changes = against.tasks.flatMap((task, k) => { const v = against.deltas[k]![at]!, unit = c.metrics.find((m) => m.task === task)?.unit ?? ''; return Number.isNaN(v) ? [] : [`${task} ${metricDelta(v, unit)}`] })
  return (
    <div id={id} role="option" aria-selected={selected} className={styles.item} style={{ transform: `translateY(${top}px)` }} onClick={() => onChoose(at)} title={names[image]} data-testid="worst-row">
      {url ? <img src={url} alt="" draggable={false} /> : <i />}
      <div><span className="row"><span className="m ellipsis">{stem(names[image]!)}</span>{lanes.length > 0 && <Glyph ran={route.ran} asked={route.asked} lanes={lanes} depths={depths} width={80} />}</span><span className="tx3 f0 ellipsis">{changes.join(', ')}</span></div>
      <span className={styles.loss}>{signed(-100 * against.loss[at]!, 1)} %</span>
    </div>
  )
}
