/** Which variant, and which images: what is filtered now, each part of it with a way out. */
import { useEffect, useRef } from 'react'
import { Select, TextInput } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { noFilter } from '@shared/sweep/analysis/filter'
import { Segmented } from '../../../components/Segmented'
import { macs, metricValue, num } from '../../../components/format'
import { typing } from '../../../components/typing'
import { blockShort } from '../words'
import { useSweep, type SweepData } from './data'
import { clearFilter, lookAt, setFilter, setRange, useResult } from './store'
import styles from './result.module.css'

/** A column's values in words. */
export function rangeText(d: SweepData, column: string, low: number, high: number): string {
  const metric = d.c.metrics.find((m) => m.task === column)
  if (metric) return `${metric.task} ${metricValue(low, metric.unit)} to ${metricValue(high, metric.unit)}`
  if (column === 'executed') return `${macs(low, d.scale)} to ${macs(high, d.scale)} ${d.scale.unit}`
  return `${column === 'latency' ? 'ms' : column} ${num(low, column === 'blocks' ? 0 : 2)} to ${num(high, column === 'blocks' ? 0 : 2)}`
}

export function FilterBar() {
  const d = useSweep(), filter = useResult((s) => s.filter)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const key = (e: globalThis.KeyboardEvent) => { if (e.key === '/' && !typing(e)) { e.preventDefault(); field.current?.focus() } }
    window.addEventListener('keydown', key)
    return () => window.removeEventListener('keydown', key)
  }, [])
  const chips: { id: string; text: string; clear(): void }[] = []
  if (filter.cluster !== null) chips.push({ id: 'group', text: `group ${filter.cluster + 1}`, clear: () => setFilter({ cluster: null }) })
  if (filter.route !== null) chips.push({ id: 'route', text: 'one route', clear: () => setFilter({ route: null }) })
  if (filter.block) chips.push({ id: 'block', text: `${blockShort(d.c.blocks[filter.block.block]!)} ${filter.block.lane === null ? 'ran' : `asked by ${d.c.lanes[filter.block.lane]}`}`, clear: () => setFilter({ block: null }) })
  for (const [column, { low, high }] of Object.entries(filter.ranges)) chips.push({ id: column, text: rangeText(d, column, low, high), clear: () => setRange(column, null) })
  if (filter.images) chips.push({ id: 'images', text: `${num(filter.images.size)} chosen`, clear: () => setFilter({ images: null }) })
  const { variants } = d.sweep.plan
  return <>
    <div className={styles.chips} data-testid="filter-chips">
      {chips.map((c) => <button key={c.id} type="button" className={styles.chip} onClick={c.clear} title="Take this filter away" data-testid={`chip-${c.id}`}><span className="ellipsis">{c.text}</span><IconX size={12} stroke={1.8} /></button>)}
      {chips.length + (filter.text === noFilter.text ? 0 : 1) > 1 && <button type="button" className={styles.clear} onClick={clearFilter} data-testid="clear-filter">Clear</button>}
    </div>
    <TextInput ref={field} aria-label="Filter images by name" placeholder="Filter by name" w={140} leftSection={<IconFilter size={13} stroke={1.5} />} value={filter.text} spellCheck={false} onChange={(e) => setFilter({ text: e.currentTarget.value })} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); setFilter({ text: '' }); e.currentTarget.blur() } }} data-testid="filter-text" />
    {variants.length > 1 && (variants.length <= 3
      ? <Segmented label="Variant" value={d.variant.id} onChange={lookAt} testId="sweep-variant" choices={variants.map((v) => ({ value: v.id, label: v.label }))} />
      : <Select aria-label="Variant" w={170} allowDeselect={false} searchable={variants.length > 8} value={d.variant.id} onChange={(v) => { if (v !== null) lookAt(v) }} data={variants.map((v) => ({ value: v.id, label: v.label }))} data-testid="sweep-variant" />)}
  </>
}
