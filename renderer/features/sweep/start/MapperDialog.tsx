/** Explains a layout that the studio does not know: where the images lie, and each task's ground truth. */
import { useState } from 'react'
import { Button, Modal, NumberInput, TextInput } from '@mantine/core'
import { mappingSchema, type Mapping, type TruthMapping } from '@shared/sweep/dataset'
import { Swatch } from '../../../components/bits'
import { assignColors, taskColor } from '../../../components/taskColors'
import { useSession } from '../../../state/session'
import { explainLayout, useStart } from './store'
import styles from './start.module.css'

export function MapperDialog() {
  const open = useStart((s) => s.mapping), root = useStart((s) => s.ref?.root)
  return <Modal opened={open && root !== undefined} onClose={() => useStart.setState({ mapping: false })} title="Explain the layout" size={760}>{root !== undefined && <Mapper root={root} />}</Modal>
}

const endings: Partial<Record<TruthMapping['kind'], string>> = { normals: '{name}.png', depth: '{name}.npy' }

function Mapper({ root }: { root: string }) {
  const known = useStart((s) => s.ref?.mapping)
  const tasks = (useSession((s) => s.model?.manifest?.tasks) ?? []).filter((t) => t.kind !== 'other')
  const colors = assignColors(tasks)
  const [images, setImages] = useState(known?.images ?? 'images')
  const [list, setList] = useState(known?.list ?? '')
  const [truth, setTruth] = useState<TruthMapping[]>(() => tasks.map((t) => known?.truth.find((x) => x.task === t.id) ?? { task: t.id, kind: t.kind, pattern: '', variable: null, classOffset: 0, ignore: [] }))
  const change = (task: string, to: Partial<TruthMapping>) => setTruth((all) => all.map((t) => (t.task === task ? { ...t, ...to } : t)))
  const mapping: Mapping = { images: images.trim(), list: list.trim() || null, truth: truth.flatMap((t) => (t.pattern.trim() === '' ? [] : [{ ...t, pattern: t.pattern.trim() }])) }
  return (
    <div data-testid="mapper">
      <p className="tx2 f1">Paths are relative to <span className="mono">{root}</span>. <span className="mono">{'{name}'}</span> stands for the image's name without its ending. Leave a task empty when it has no ground truth.</p>
      <div className={styles.mapTop}>
        <TextInput label="Folder of images" value={images} onChange={(e) => setImages(e.currentTarget.value)} spellCheck={false} data-testid="map-images" />
        <TextInput label="List of names, one a line (optional)" placeholder="lists/val.txt" value={list} onChange={(e) => setList(e.currentTarget.value)} spellCheck={false} />
      </div>
      <table className={styles.map}>
        <thead><tr><th>Task</th><th>File</th><th>Variable of .mat</th><th className="n">Add to class</th><th>Not counted</th></tr></thead>
        <tbody>{truth.map((t) => {
          const labels = t.kind === 'segmentation' || t.kind === 'parts'
          return <tr key={t.task}>
            <td><span className="row"><Swatch color={taskColor(colors[t.task]).fill} /><span className="m">{t.task}</span></span></td>
            <td><TextInput aria-label={`File of ${t.task}`} placeholder={`${t.task}/${endings[t.kind] ?? '{name}.png'}`} value={t.pattern} onChange={(e) => change(t.task, { pattern: e.currentTarget.value })} spellCheck={false} data-testid={`map-${t.task}`} /></td>
            <td><TextInput aria-label={`Variable of ${t.task}`} placeholder="the only one" value={t.variable ?? ''} onChange={(e) => change(t.task, { variable: e.currentTarget.value.trim() || null })} spellCheck={false} /></td>
            <td className="n">{labels && <NumberInput aria-label={`Added to classes of ${t.task}`} value={t.classOffset} min={-255} max={255} allowDecimal={false} w={64} onChange={(v) => { if (typeof v === 'number') change(t.task, { classOffset: v }) }} />}</td>
            <td>{labels && <TextInput aria-label={`Classes of ${t.task} that are not counted`} placeholder="255" value={t.ignore.join(' ')} w={80} onChange={(e) => change(t.task, { ignore: e.currentTarget.value.split(/[\s,]+/).filter((x) => /^\d+$/.test(x)).map(Number) })} />}</td>
          </tr>
        })}</tbody>
      </table>
      <div className="row" style={{ marginTop: 16 }}>
        <span className="sp" /><Button variant="subtle" onClick={() => useStart.setState({ mapping: false })}>Cancel</Button>
        <Button variant="filled" disabled={!mappingSchema.safeParse(mapping).success} onClick={() => explainLayout(mapping)} data-testid="map-done">Look again</Button>
      </div>
    </div>
  )
}
