/** All figures of all tasks, pooled over the images that the filter lets through, for every variant; and the classes of a task. */
import { useMemo, useState } from 'react'
import { Select } from '@mantine/core'
import { toErrorValue } from '@shared/errors'
import { MINUS, metricValue, num, signed } from '../../../../components/format'
import { Swatch } from '../../../../components/bits'
import { Panel } from '../../../../components/Panel'
import { call } from '../../../../state/engine'
import { warn } from '../../../../state/notices'
import { Key } from '../../../device/Key'
import { noLook } from '../../../device/variants'
import { between } from '../../words'
import { useSweep } from '../data'
import { useGains } from '../gains'
import { usePooled } from '../pooled'
import { lookAt, setFilter } from '../store'
import styles from '../views.module.css'

export function AccuracyView() {
  const d = useSweep(), { sweep, c, rows, base } = d
  const { variants } = sweep.plan
  const ids = useMemo(() => variants.map((v) => v.id), [variants])
  const set = useMemo(() => [{ c, rows }], [c, rows])
  const { figures, stale } = usePooled(sweep.id, ids, set), pooled = figures[0] ?? null
  const gains = useGains(sweep.id, base.id, ids.slice(1), set[0]!)
  const tasks = c.metrics.map((m) => m.task)
  const names = (task: string) => pooled?.flatMap((p) => p.tasks.find((t) => t.task === task)?.figures.map((f) => f.name) ?? []).filter((n, i, all) => all.indexOf(n) === i) ?? []
  const judged = tasks.filter((t) => names(t).length > 0)
  return (
    <div className={`${styles.two} ${styles.broad}`}>
      <Panel title="Accuracy" testId="accuracy" className={styles.panel} aside={<span className="tx3 f1 ellipsis">pooled over all pixels of {rows ? num(rows.length) : num(c.rows)} images</span>}>
        <div className={styles.scroll} data-stale={stale}>
          {pooled && judged.length === 0 ? <p className={styles.note}>No image here has ground truth that a task of the model is judged by.</p> : <table>
            <thead><tr><th>Variant</th><th className="n" title="Mean multiply-accumulates of an image">MACs</th><th className="n" title={`Multi-task gain: mean relative change of the main figures against ${base.label}, better is positive; with its 95 % interval over images`}>Δm</th>{judged.map((t) => <th key={t} className="n"><span style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}><Swatch color={d.colors[t]!.fill} />{t}</span></th>)}</tr></thead>
            <tbody>{variants.map((v, i) => {
              const p = pooled?.[i], gain = i === 0 ? null : gains?.[i - 1]
              return <tr key={v.id} aria-selected={v.id === d.variant.id}>
                <td><button type="button" className={styles.pick} onClick={() => lookAt(v.id)} title={`Look at ${v.label}`}><Key look={d.looks.get(v.id) ?? noLook} /><span className="ellipsis">{v.label}</span></button></td>
                <td className="n">{p?.executed ? `${num((100 * p.executed) / d.b.staticMacs, 1)} %` : '\u2013'}</td>
                <td className="n">{i === 0 ? <span className="tx3">baseline</span> : gain ? <span title={gain.left.length > 0 ? `Without ${gain.left.join(', ')}` : undefined}>{signed(gain.gain.value, 1)} % <span className={styles.sub}>{between(gain.gain, 1).replaceAll('-', MINUS)}</span></span> : gains ? '\u2013' : <span data-stale="true">{'\u2026'}</span>}</td>
                {judged.map((t) => { const f = p?.tasks.find((x) => x.task === t)?.figures[0]; return <td key={t} className="n m">{f ? metricValue(f.value, f.unit) : '\u2013'}</td> })}
              </tr>
            })}</tbody>
          </table>}
          {judged.filter((t) => names(t).length > 1).map((t) => <table key={t} style={{ marginTop: 18 }}>
            <thead><tr><th><span style={{ display: 'inline-flex', gap: 6, alignItems: 'center', color: 'var(--tx)', fontSize: 'var(--f1)' }}><Swatch color={d.colors[t]!.fill} />{t}</span></th>{names(t).map((n) => <th key={n} className="n">{n}</th>)}</tr></thead>
            <tbody>{variants.map((v, i) => <tr key={v.id}><td><span className="row"><Key look={d.looks.get(v.id) ?? noLook} /><span className="ellipsis">{v.label}</span></span></td>
              {names(t).map((n) => { const f = pooled?.[i]?.tasks.find((x) => x.task === t)?.figures.find((x) => x.name === n); return <td key={n} className="n">{f ? metricValue(f.value, f.unit) : '\u2013'}</td> })}</tr>)}</tbody>
          </table>)}
        </div>
      </Panel>
      <Classes pooled={pooled} judged={judged} />
    </div>
  )
}

type PooledList = ReturnType<typeof usePooled>['figures'][number]

/** IoU of each class of a task; a click shows the images in which it occurs. */
function Classes({ pooled, judged }: { pooled: PooledList; judged: string[] }) {
  const d = useSweep(), { sweep, base, variant } = d
  const withClasses = judged.filter((t) => pooled?.some((p) => p.tasks.some((x) => x.task === t && x.classes)))
  const [chosen, setChosen] = useState<string | null>(null)
  const task = withClasses.find((t) => t === chosen) ?? withClasses[0]
  const of = (id: string) => pooled?.find((p) => p.variant === id)?.tasks.find((t) => t.task === task)?.classes ?? null
  const [ours, theirs] = [of(variant.id), of(base.id)]
  const differs = variant.id !== base.id
  const filter = async (index: number): Promise<void> => {
    if (task === undefined) return
    try {
      setFilter({ images: new Set(await call('sweeps.withClass', { sweep: sweep.id, variant: variant.id, task, class: index })) })
    } catch (error) {
      warn(toErrorValue(error))
    }
  }
  return (
    <Panel title="Classes" testId="classes" className={styles.panel} aside={<span className="tx3 f1">IoU</span>} actions={withClasses.length > 1 && task !== undefined && <Select aria-label="Task" w={130} allowDeselect={false} value={task} onChange={setChosen} data={withClasses} />}>
      <div className={styles.scroll}>
        {task === undefined ? <p className={styles.note} style={{ padding: 0 }}>No task here has classes.</p> : <table>
          <thead><tr><th>Class</th>{differs && <th className="n">{base.label}</th>}<th className="n">{variant.label}</th>{differs && <th className="n">Δ</th>}<th className="hide-narrow" style={{ width: '26%' }} /></tr></thead>
          <tbody>{(ours ?? []).map((x, i) => {
            const was = theirs?.[i]?.iou ?? null
            return <tr key={x.name} title={x.iou === null && was === null ? 'It occurs neither in the ground truth nor in the prediction' : undefined}>
              <td><button type="button" className={styles.pick} disabled={x.iou === null} onClick={() => void filter(i)} title={`Filter by the images in which ${x.name} occurs, in the ground truth or in the prediction`} data-testid="class-row">{x.name}</button></td>
              {differs && <td className="n tx2">{was === null ? '\u2013' : `${num(was, 1)} %`}</td>}<td className="n m">{x.iou === null ? '\u2013' : `${num(x.iou, 1)} %`}</td>
              {differs && <td className="n tx2">{x.iou === null || was === null ? '\u2013' : signed(x.iou - was, 1)}</td>}
              <td className="hide-narrow"><span className={styles.track}><i style={{ display: 'block', height: 10, width: `${x.iou ?? 0}%`, background: d.colors[task]!.fill }} /></span></td>
            </tr>
          })}</tbody>
        </table>}
      </div>
    </Panel>
  )
}
