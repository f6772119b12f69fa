/** Cost or accuracy of each image against how hard it is. */
import { useDeferredValue, useMemo, useState } from 'react'
import { Select } from '@mantine/core'
import { spearman } from '@shared/stats/rank'
import { runningMedian } from '@shared/stats/running-median'
import { ShapeMark } from '../../../../charts/scatter/ShapeMark'
import { Scatter, type Brush } from '../../../../charts/scatter/Scatter'
import { shapes } from '../../../../charts/scatter/shapes'
import { macs, metricValue, num, percent, stem } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useWindowWidth } from '../../../../components/useWindow'
import { useSweep } from '../data'
import { openInInspect } from '../open'
import { setFilter, toggleCluster, useResult } from '../store'
import styles from './overview.module.css'

export function RelationPanel() {
  // The table answers first; 100,000 points take a moment longer.
  const d = useDeferredValue(useSweep()), { c, b, rows, clusters, names, scale } = d
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [y, setY] = useState('executed')
  const [at, setAt] = useState<number | null>(null)
  const narrow = useWindowWidth() <= 1180
  const filter = useResult((s) => s.filter), image = useResult((s) => s.image)
  const known = useMemo(() => c.difficulty.some((v) => !Number.isNaN(v)), [c])
  const xId = known ? 'difficulty' : 'executed', yId = y === xId ? (xId === 'executed' ? (c.metrics[0]?.task ?? 'executed') : 'executed') : y
  const share = useMemo(() => c.executed.map((v) => (100 * v) / b.staticMacs), [c, b])
  const column = (id: string): Float32Array => (id === 'executed' ? share : id === 'difficulty' ? c.difficulty : (c.metrics.find((m) => m.task === id)?.values ?? share))
  const xs = column(xId), ys = column(yId)
  const group = useMemo(() => Uint8Array.from(c.route, (r) => clusters.ofRoute[r]!), [c, clusters])
  const points = useMemo(() => {
    let on: Uint8Array | null = null
    if (rows) { on = new Uint8Array(c.rows); for (const r of rows) on[r] = 1 }
    return { x: xs, y: ys, group, on }
  }, [xs, ys, c, group, rows])
  const curve = useMemo(() => runningMedian(xs, ys, 12), [xs, ys])
  const rho = useMemo(() => spearman(xs, ys), [xs, ys])
  const level = useMemo(() => (yId === 'executed' ? { value: 100, text: `${d.base.label.toLowerCase()}, ${macs(b.staticMacs, scale)} ${scale.unit}` } : null), [yId, b.staticMacs, scale, d.base.label])
  const metric = c.metrics.find((m) => m.task === yId)
  const yText = (v: number, digits: number): string => (yId === 'executed' ? `${num(v, digits)} %` : metric ? `${num(v, digits)}${metric.unit === '%' ? ' %' : metric.unit}` : num(v, digits))
  const titles: Record<string, string> = { executed: 'MACs', difficulty: 'difficulty', ...Object.fromEntries(c.metrics.map((m) => [m.task, `${m.name}, ${m.task}`])) }
  const describe = (r: number): string => [stem(names[c.image[r]!]!), known ? `difficulty ${num(c.difficulty[r]!, 2)}` : '', `${macs(c.executed[r]!, scale)} ${scale.unit}, ${percent(share[r]! / 100)}`, metric && !Number.isNaN(metric.values[r]!) ? `${metric.task} ${metricValue(metric.values[r]!, metric.unit)}` : ''].filter(Boolean).join(', ')
  const brush = (to: Brush | null): void => {
    const range = (id: string, { low, high }: { low: number; high: number }) => (id === 'executed' ? { low: (low * b.staticMacs) / 100, high: (high * b.staticMacs) / 100 } : { low, high })
    const { [xId]: _x, [yId]: _y, ...others } = filter.ranges
    setFilter({ ranges: to ? { ...others, [xId]: range(xId, to.x), [yId]: range(yId, to.y) } : others })
  }
  const selected = image === null ? -1 : c.image.indexOf(image)
  const data = (not: string) => Object.entries(titles).filter(([id]) => id !== not && (id !== 'difficulty' || known)).map(([value, label]) => ({ value, label }))
  return (
    <Panel testId="relation" className={styles.relation} label={`${titles[yId]} against ${titles[xId]}`} title={<h2>{titles[yId]} against {titles[xId]}</h2>} actions={<>
      {clusters.clusters.length > 1 && clusters.clusters.length <= 6 && <span className={styles.keys}>{clusters.clusters.map((_, g) => <button key={g} type="button" aria-pressed={filter.cluster === g} aria-label={`Group ${g + 1}`} onClick={() => toggleCluster(g)}><ShapeMark shape={shapes[g]!} on={filter.cluster === g} />{g + 1}</button>)}</span>}
      <Select aria-label="Vertical axis" w={narrow ? 84 : 112} value={yId} onChange={(v) => { if (v !== null) setY(v) }} allowDeselect={false} data={data(xId)} data-testid="relation-y" />
    </>}>
      <div className={styles.chart} ref={ref}>
        {width > 0 && <Scatter points={points} width={width} height={height} label={`${titles[yId]} against ${titles[xId]}, a point for each image`} xTitle={titles[xId]!} yText={yText} curve={curve} level={level} selected={selected < 0 ? null : selected}
          describe={describe} onAt={setAt} onOpen={(r) => void openInInspect(d, c.image[r]!)} onBrush={brush} />}
      </div>
      <div className={styles.readout} data-testid="relation-readout"><span className="ellipsis">{at !== null ? describe(at) : 'Drag to filter; click a point to open it in Inspect'}</span><span className="sp" />
        {at === null && <span className="nw" title="Spearman's rank correlation of all images; the line is the running median">line: median{rho ? `, ρ ${num(rho.rho, 2)}` : ''}</span>}
      </div>
    </Panel>
  )
}
