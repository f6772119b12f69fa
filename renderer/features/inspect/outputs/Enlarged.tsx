/** One task at full size: prediction, truth and difference beside each other, with the classes that occur. */
import { useMemo } from 'react'
import { Modal } from '@mantine/core'
import type { Manifest } from '@shared/model/manifest'
import type { Picture as Pixels } from '@shared/rpc/contract'
import { Swatch } from '../../../components/bits'
import { metricValue } from '../../../components/format'
import { Picture } from '../../../components/Picture'
import { useWindowHeight, useWindowWidth } from '../../../components/useWindow'
import { useInspect, type Shown } from '../store'
import { pictureOf } from './tiles'
import styles from './outputs.module.css'

type Task = Manifest['tasks'][number]

/** Classes whose colour occurs in the pictures. */
function classesIn(task: Task, pictures: readonly Pixels[]): { name: string; color: string }[] {
  if (!task.classes || !task.palette) return []
  const seen = new Set<number>()
  for (const { rgba } of pictures) for (let i = 0; i + 2 < rgba.length; i += 4) seen.add((rgba[i]! << 16) | (rgba[i + 1]! << 8) | rgba[i + 2]!)
  return task.classes.flatMap((name, i) => {
    const c = task.palette?.[i]
    return c && seen.has((c[0] << 16) | (c[1] << 8) | c[2]) ? [{ name, color: `rgb(${c.join(' ')})` }] : []
  })
}

export function Enlarged({ shown, manifest }: { shown: Shown; manifest: Manifest }) {
  const task = useInspect((s) => s.enlarged)
  const [w, h] = [useWindowWidth(), useWindowHeight()]
  const info = manifest.tasks.find((t) => t.id === task)
  const o = task ? shown.inspection.outputs[task] : undefined
  const classes = useMemo(() => (info && o ? classesIn(info, [o.prediction, ...(o.truth ? [o.truth] : [])]) : []), [info, o])
  const views = o ? (o.truth ? (['prediction', 'truth', 'difference'] as const) : (['prediction'] as const)) : []
  const size = Math.floor(Math.min((Math.min(w, 1800) * 0.92 - 64 - 16 * (views.length - 1)) / Math.max(1, views.length), h * 0.72))
  const close = () => useInspect.setState({ enlarged: null })
  return (
    <Modal opened={o !== undefined} onClose={close} size={size * views.length + 16 * (views.length - 1) + 36} title={<span className="row">{task}{o?.metric && <span className="tx2 num">{metricValue(o.metric.value, o.metric.unit)} {o.metric.name}</span>}</span>}>
      <div className={styles.big} style={{ gridTemplateColumns: `repeat(${views.length}, ${size}px)` }}>
        {o && views.map((v) => {
          const pixels = pictureOf(o, v)
          return <figure key={v}><figcaption>{v[0]!.toUpperCase() + v.slice(1)}</figcaption>{pixels && <Picture pixels={pixels} width={size} height={size} label={`${task}, ${v}`} />}</figure>
        })}
      </div>
      {classes.length > 0 && <div className={styles.classes}>{classes.map((c) => <span key={c.name}><Swatch color={c.color} outlined />{c.name}</span>)}</div>}
    </Modal>
  )
}
