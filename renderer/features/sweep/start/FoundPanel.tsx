/** What a data set holds, before anything runs: counts by task, what is missing, what it looks like. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconArrowsExchange, IconCircleCheck, IconPhotoOff } from '@tabler/icons-react'
import type { Dataset, DatasetTask } from '@shared/sweep/dataset'
import { Swatch } from '../../../components/bits'
import { list, num, plural } from '../../../components/format'
import { Panel } from '../../../components/Panel'
import { Segmented } from '../../../components/Segmented'
import { assignColors, taskColor } from '../../../components/taskColors'
import { useSession } from '../../../state/session'
import { useThumbnail } from '../../../state/thumbnails'
import { layoutName } from '../words'
import { chooseSplit, forgetDataset, useStart } from './store'
import styles from './start.module.css'

export function FoundPanel({ dataset }: { dataset: Dataset }) {
  const kinds = useSession((s) => s.model?.manifest?.tasks)
  const colors = assignColors(dataset.tasks.map((t) => ({ id: t.task, kind: t.kind })))
  const unjudged = (kinds ?? []).filter((m) => !dataset.tasks.some((t) => t.found > 0 && (t.task === m.id || t.kind === m.kind))).map((t) => t.id)
  return (
    <Panel className={styles.left} testId="found" label="Data set" title={<h2 title={dataset.root}>{dataset.title}</h2>} aside={<span className="tx3 f1">{layoutName[dataset.layout]}</span>}
      actions={<>
        {dataset.splits.length > 1 && dataset.splits.length <= 4 && <Segmented label="Split" value={dataset.split} onChange={chooseSplit} testId="split" choices={dataset.splits.map((s) => ({ value: s.name, label: `${s.name}, ${num(s.images)}` }))} />}
        <Button size="xs" variant="subtle" onClick={() => useStart.setState({ mapping: true })} data-testid="explain-layout">Explain the layout</Button>
        <Button size="xs" variant="subtle" leftSection={<IconArrowsExchange size={14} stroke={1.5} />} onClick={forgetDataset} data-testid="other-dataset">Another</Button>
      </>}>
      <div className={styles.found}>
        <div className={styles.figures}>
          <div><b>{num(dataset.images)}</b><span>{dataset.split ? `images of ${dataset.split}` : 'images'}</span></div>
          <div data-bad={dataset.missingImages > 0}><b>{num(dataset.missingImages)}</b><span>listed, but not there</span></div>
          <div><b>{num(dataset.tasks.filter((t) => t.found > 0).length)}</b><span>tasks with ground truth</span></div>
          <div><b>{{ file: 'given', labels: 'computed', picture: 'computed' }[dataset.difficultyFrom]}</b><span title={dataset.difficulty}>difficulty: {dataset.difficulty}</span></div>
        </div>
        {dataset.tasks.length > 0
          ? <table>
              <thead><tr><th>Ground truth</th><th>Where</th><th className="hide-small">Stored as</th><th className="n">Found</th><th className="n">Missing</th></tr></thead>
              <tbody>{dataset.tasks.map((t) => <TaskRow key={t.task} t={t} color={taskColor(colors[t.task]).fill} images={dataset.images} />)}</tbody>
            </table>
          : <p className="tx2 f1">No ground truth was found. Routes and cost can be swept all the same; accuracy cannot.</p>}
        {(dataset.problems.length > 0 || unjudged.length > 0) && <ul className={styles.problems} data-testid="dataset-problems">
          {dataset.problems.map((p) => <li key={p}><IconAlertTriangle size={15} stroke={1.5} /><span>{p}</span></li>)}
          {unjudged.length > 0 && kinds && dataset.tasks.length > 0 && <li><IconAlertTriangle size={15} stroke={1.5} /><span>Nothing here judges {list(unjudged)} of the open model: {unjudged.length === 1 ? 'it has' : 'they have'} no accuracy.</span></li>}
        </ul>}
        <div className={styles.preview}>{dataset.preview.map((p) => <Preview key={p.path} {...p} />)}</div>
      </div>
    </Panel>
  )
}

function TaskRow({ t, color, images }: { t: DatasetTask; color: string; images: number }) {
  return (
    <tr>
      <td><span className="row"><Swatch color={color} /><span className="m ellipsis">{t.task}</span></span></td>
      <td className="ellipsis mono" title={t.place} style={{ maxWidth: 170 }}>{t.place}</td>
      <td className="tx2 ellipsis hide-small" title={t.classes ? `${plural(t.classes.length, 'class', 'classes')}: ${t.classes.join(', ')}` : undefined} style={{ maxWidth: 170 }}>{t.format}</td>
      <td className="n">{num(t.found)}</td>
      <td className="n" title={t.missingNames.length > 0 ? `${t.missingNames.join(', ')}${t.missing > t.missingNames.length ? ', …' : ''}` : undefined}>
        {t.missing === 0 ? <span className={styles.none} aria-label={`none of ${num(images)} is missing`}><IconCircleCheck size={14} stroke={1.5} />none</span> : <span className={styles.missing}>{num(t.missing)}</span>}
      </td>
    </tr>
  )
}

function Preview({ path, name }: { path: string; name: string }) {
  const url = useThumbnail(path, 160)
  return <figure title={name}>{url ? <img src={url} alt="" draggable={false} /> : <div className={styles.noImage}>{url === '' && <IconPhotoOff size={18} stroke={1.5} aria-label="cannot be read" />}</div>}<figcaption className="ellipsis">{name}</figcaption></figure>
}
