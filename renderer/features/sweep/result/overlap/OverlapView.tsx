/** Do the tasks ask for the same blocks? */
import { useMemo, useState } from 'react'
import { overlap } from '@shared/sweep/analysis/overlap'
import { useScheme } from '../../../../components/useScheme'
import { fillOf, inkOf, readShades } from '../../../../charts/heatmap/shade'
import { Swatch } from '../../../../components/bits'
import { num, percent } from '../../../../components/format'
import { Panel } from '../../../../components/Panel'
import { useSize } from '../../../../components/useSize'
import { useSweep } from '../data'
import styles from '../views.module.css'

export function OverlapView() {
  const { c, rows, lanes, filtered } = useSweep()
  const o = useMemo(() => overlap(c, rows), [c, rows])
  const pairs = `${num(o.pairs)} pairs of an image and a block`
  const sum = o.asked.reduce((a, b) => a + b, 0)
  return (
    <div className={`${styles.two} ${styles.even}`}>
      <Panel title="Overlap of two tasks" testId="overlap" className={styles.panel} aside={<span className="tx3 f1 ellipsis">asked by both, as a share of asked by either</span>}><Matrix shared={o.shared} /></Panel>
      <Panel title="Who asks" testId="who-asks" className={styles.panel} aside={<span className="tx3 f1 ellipsis">{pairs}{filtered ? ', filtered' : ''}</span>}>
        <div className={styles.figures}>
          <div><b>{percent(o.union)}</b><span>ran: some task asked</span></div>
          <div><b>{percent(sum / Math.max(1, lanes.length))}</b><span>asked by a task, mean</span></div>
          <div><b>{num(o.union > 0 ? sum / o.union : 0, 2)}</b><span>tasks that asked for a block that ran</span></div>
        </div>
        <div className={styles.scroll}>
          <h3 className="tx3 f1" style={{ fontWeight: 500, marginBottom: 4 }}>Each task</h3>
          <div className={styles.bars}>
            {lanes.map((l, k) => <div key={l.id} className={styles.bar} title={`${l.id} asked for ${percent(o.asked[k]!, 1)}, alone for ${percent(o.alone[k]!, 1)}`}>
              <span className="row"><Swatch color={l.color.fill} /><span className="ellipsis">{l.id}</span></span>
              <span className={styles.track} style={{ display: 'flex' }}><i style={{ width: `${100 * o.alone[k]!}%`, background: l.color.fill, borderRadius: 0 }} /><i style={{ width: `${100 * (o.asked[k]! - o.alone[k]!)}%`, background: l.color.track, borderRadius: 0 }} /></span>
              <span>{percent(o.asked[k]!)}</span>
            </div>)}
            <div className={styles.bar}><b>ran (union)</b><span className={styles.track}><i style={{ width: `${100 * o.union}%` }} /></span><span>{percent(o.union)}</span></div>
          </div>
          <p className="tx3 f0" style={{ margin: '6px 0 16px' }}>Bright: this task alone asked, so without it the block would have been bypassed.</p>
          <h3 className="tx3 f1" style={{ fontWeight: 500, marginBottom: 4 }}>How many tasks asked at once</h3>
          <div className={styles.bars}>
            {o.byCount.map((share, k) => <div key={k} className={styles.bar}><span>{k === 0 ? 'nobody: bypassed' : k === lanes.length ? `all ${num(k)}` : num(k)}</span><span className={styles.track}><i style={{ width: `${100 * share}%`, background: k === 0 ? 'var(--tx3)' : 'var(--run)' }} /></span><span>{percent(share)}</span></div>)}
          </div>
        </div>
      </Panel>
    </div>
  )
}

function Matrix({ shared }: { shared: number[][] }) {
  const { lanes } = useSweep(), theme = useScheme()
  const [ref, { width, height }] = useSize<HTMLDivElement>()
  const [at, setAt] = useState<[number, number] | null>(null)
  const shades = useMemo(() => ({ theme, ...readShades() }), [theme])
  const left = 110, top = 26, n = Math.max(1, lanes.length), cell = Math.max(24, Math.min(96, (width - left) / n, (height - top) / n))
  const say = (i: number, k: number): string => i === k ? `${lanes[i]!.id} with itself` : Number.isNaN(shared[i]![k]!) ? `neither ${lanes[i]!.id} nor ${lanes[k]!.id} ever asked` : `Of what ${lanes[i]!.id} or ${lanes[k]!.id} asked for, both asked for ${percent(shared[i]![k]!, 1)}`
  return <>
    <div className={styles.chart} ref={ref}>
      {width > 0 && <svg width={width} height={height} role="table" aria-label="Overlap of two tasks" onMouseLeave={() => setAt(null)}>
        {lanes.map((l, k) => <text key={l.id} x={left + (k + 0.5) * cell} y={14} textAnchor="middle">{cell < 70 && l.id.length > 8 ? `${l.id.slice(0, 7)}\u2026` : l.id}</text>)}
        {lanes.map((l, i) => <g key={l.id} role="row">
          <rect x={0} y={top + (i + 0.5) * cell - 5} width={10} height={10} rx={3} fill={l.color.fill} /><text x={16} y={top + (i + 0.5) * cell + 4} style={{ fill: 'var(--tx)', fontSize: 11.5 }}>{l.id}</text>
          {lanes.map((_, k) => { const v = shared[i]![k]!, own = i === k; return <g key={k} role="cell" tabIndex={0} aria-label={say(i, k)} onMouseEnter={() => setAt([i, k])} onFocus={() => setAt([i, k])}>
            <rect x={left + k * cell + 1} y={top + i * cell + 1} width={cell - 2} height={cell - 2} rx={2} style={own ? { fill: 'none', stroke: 'var(--line2)', strokeDasharray: '2 3' } : { fill: fillOf(Number.isNaN(v) ? 0 : v, 'var(--run)') }} />
            {!own && <text x={left + (k + 0.5) * cell} y={top + (i + 0.5) * cell + 4} textAnchor="middle" style={{ fontSize: 12, fill: inkOf(Number.isNaN(v) ? 0 : v, 'var(--run)', shades) }}>{Number.isNaN(v) ? '\u2013' : num(100 * v)}</text>}
          </g> })}
        </g>)}
      </svg>}
    </div>
    <div className={styles.readout}>{at ? say(...at) : 'in %; 100 % would be two tasks that always ask for the same blocks'}</div>
  </>
}
