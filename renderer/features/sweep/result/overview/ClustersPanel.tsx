/** Groups of similar routes: how many images, what they cost, how accurate they are, and what they look like. */
import { useMemo, type KeyboardEvent } from 'react'
import { Select } from '@mantine/core'
import { markOf, rowsOfCluster, type Cluster } from '@shared/sweep/analysis/clusters'
import { usualAsked } from '@shared/sweep/analysis/routes'
import { SmallStrands } from '../../../../charts/routemap/SmallStrands'
import { ShapeMark } from '../../../../charts/scatter/ShapeMark'
import { shapes } from '../../../../charts/scatter/shapes'
import { metricDelta, metricValue, num, percent, saving } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useThumbnail } from '../../../../state/thumbnails'
import { blockShort } from '../../words'
import { useSweep, type SweepData } from '../data'
import { openInInspect } from '../open'
import { mainOf, usePooled } from '../pooled'
import { setGroups, toggleCluster, useResult } from '../store'
import styles from './overview.module.css'

/** Named by facts: how many blocks run, and the block that sets it apart. */
export function clusterName(d: SweepData, index: number): string {
  const { clusters } = d.clusters, { blocks: { least, most } } = clusters[index]!
  const mark = markOf(clusters, index)
  const count = `${least === most ? num(least) : `${num(least)} to ${num(most)}`} ${most === 1 ? 'block' : 'blocks'}`
  return mark ? `${count}, ${mark.with ? 'with' : 'without'} ${blockShort(d.c.blocks[mark.block]!)}` : count
}

const pictures = 8

export function ClustersPanel() {
  const d = useSweep(), { c, clusters, sweep, variant, base } = d
  const groups = useResult((s) => s.groups)
  const sets = useMemo(() => clusters.clusters.map((_, i) => ({ c, rows: rowsOfCluster(c, clusters, i) })), [c, clusters])
  const { figures, stale } = usePooled(sweep.id, [variant.id, base.id], sets)
  const task = c.metrics[0]?.task
  return (
    <Panel title="Route clusters" testId="clusters" className={styles.clusters} aside={<span className="tx3 f1" data-testid="distinct-routes">{num(clusters.distinct)} distinct {clusters.distinct === 1 ? 'route' : 'routes'} in {num(clusters.clusters.length)} {clusters.clusters.length === 1 ? 'group' : 'groups'}</span>}
      actions={<Select aria-label="Groups" w={96} allowDeselect={false} value={String(groups)} onChange={(v) => { if (v !== null) setGroups(Number(v)) }} data={['2', '3', '4', '5', '6'].map((value) => ({ value, label: `${value} groups` }))} data-testid="groups" />}>
      <div className={styles.cards} data-count={clusters.clusters.length}>
        {clusters.clusters.map((cluster, i) => {
          const [own, other] = figures[i] ?? [], ours = task === undefined ? null : mainOf(own, task), theirs = task === undefined ? null : mainOf(other, task)
          const accuracy = ours ? `${metricValue(ours.value, ours.unit)} ${ours.name}${theirs && variant.id !== base.id ? `, ${metricDelta(ours.value - theirs.value, ours.unit)}` : ''}` : ''
          return <Card key={i} d={d} index={i} cluster={cluster} rows={sets[i]!.rows} accuracy={accuracy} about={task ?? ''} stale={stale} />
        })}
      </div>
    </Panel>
  )
}

function Card({ d, index, cluster, rows, accuracy, about, stale }: { d: SweepData; index: number; cluster: Cluster; rows: Uint32Array; accuracy: string; about: string; stale: boolean }) {
  const { c, lanes, depths, b } = d
  const on = useResult((s) => s.filter.cluster === index)
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const asked = useMemo(() => {
    const bits = usualAsked(c, cluster.typical), NB = c.blocks.length
    return lanes.map((_, l) => Array.from({ length: NB }, (__, k) => bits?.[l * NB + k] === 1))
  }, [c, cluster, lanes])
  const ran = useMemo(() => Array.from(c.routes[cluster.typical]!, (x) => x === '1'), [c, cluster])
  // Those of the typical route first: they look like what the drawing says.
  const shown = useMemo(() => {
    const typical: number[] = [], others: number[] = []
    for (const r of rows) {
      const to = c.route[r] === cluster.typical ? typical : others
      if (to.length < pictures) to.push(r)
      if (typical.length === pictures) break
    }
    return [...typical, ...others].slice(0, pictures)
  }, [rows, c, cluster])
  const key = (e: KeyboardEvent) => { if (e.target === e.currentTarget && (e.key === 'Enter' || e.key === ' ')) { e.preventDefault(); toggleCluster(index) } }
  return (
    <div className={styles.card} role="button" tabIndex={0} aria-pressed={on} aria-label={`Group ${index + 1}, ${clusterName(d, index)}, ${percent(cluster.share)} of images`} onClick={(e) => { if (!(e.target instanceof Element && e.target.closest('button'))) toggleCluster(index) }} onKeyDown={key} data-testid="cluster">
      <div className="row"><ShapeMark shape={shapes[index]!} on={on} /><span className="b ellipsis" title={clusterName(d, index)}><span className={styles.number}>{index + 1}</span>{clusterName(d, index)}</span><span className="sp" /><span className="m nw num" title={`${num(cluster.images)} of ${num(c.rows)} images`}>{percent(cluster.share)}</span></div>
      <div className={styles.strands} ref={ref}>{width > 0 && height >= 30 && <SmallStrands ran={ran} asked={asked} lanes={lanes} depths={depths} width={width} height={Math.min(height, 120)} />}</div>
      <div className={styles.facts}><span className="nw" title={`The route nearest to all images of the group; ${num(cluster.routes.length)} distinct ones are in it`}>typical of {num(cluster.routes.length)} {cluster.routes.length === 1 ? 'route' : 'routes'}</span><span className="sp" /><span className="nw ellipsis" data-stale={stale} title={about ? `${about}, pooled over the group` : undefined}>{accuracy}</span><span className="nw m">{saving(cluster.executed, b.staticMacs)} MACs</span></div>
      <div className={styles.thumbs}>{shown.map((r) => <Thumb key={r} d={d} row={r} />)}</div>
    </div>
  )
}

function Thumb({ d, row }: { d: SweepData; row: number }) {
  const image = d.c.image[row]!, url = useThumbnail(d.paths[image]!, 160)
  return <button type="button" tabIndex={-1} onClick={() => void openInInspect(d, image)} title={`${d.names[image]!}: open in Inspect`}>{url ? <img src={url} alt="" draggable={false} /> : <i />}</button>
}
