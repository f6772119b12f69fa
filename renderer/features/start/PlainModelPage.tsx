/** An .onnx without a manifest: what can be said of it. */
import { Button } from '@mantine/core'
import type { OpenedModel, PlainModel } from '@shared/rpc/contract'
import { bytes, fileName, num } from '../../components/format'
import { Panel } from '../../components/Panel'
import { choose } from '../../state/open'
import styles from './start.module.css'

const shape = (dims: (string | number)[]): string => (dims.length === 0 ? 'scalar' : dims.map((d) => (typeof d === 'number' ? num(d) : d)).join(' × '))

export function PlainModelPage({ model }: { model: OpenedModel }) {
  const p = model.plain
  if (!p) return null
  return (
    <div className={styles.plain} data-testid="plain-model">
      <div className="row">
        <div style={{ minWidth: 0 }}>
          <h1 className={styles.h1}>{model.name}</h1>
          <p className="tx2 select">This file has no manifest that names its tasks and gating sites, so there is no route to show. <span className="mono tx3">{fileName(model.file)}</span></p>
        </div>
        <span className="sp" /><Button onClick={() => void choose('model')}>Open another model</Button>
      </div>
      <div className={styles.plainGrid}>
        <div className={styles.plainCol}>
          <Panel title="File">
            <div className={styles.figures}>
              {[['Size', bytes(p.bytes)], ['Parameters', num(p.parameters)], ['Opset', p.opset === null ? 'not stated' : String(p.opset)], ['Producer', p.producer || 'not stated']].map(([label, value]) => <div key={label}><b>{value}</b><span>{label}</span></div>)}
            </div>
          </Panel>
          <Panel title="Inputs" aside={<span className="tx3 f1">{p.inputs.length}</span>}><Tensors list={p.inputs} /></Panel>
          <Panel title="Outputs" aside={<span className="tx3 f1">{p.outputs.length}</span>}><Tensors list={p.outputs} /></Panel>
        </div>
        <Panel title="Operators" aside={<span className="tx3 f1">{num(p.operators.reduce((n, o) => n + o.count, 0))}</span>}><Operators list={p.operators} /></Panel>
      </div>
    </div>
  )
}

function Tensors({ list }: { list: PlainModel['inputs'] }) {
  return <div className={styles.scroll}><table>
    <thead><tr><th>Name</th><th>Type</th><th>Shape</th></tr></thead>
    <tbody>{list.map((t) => <tr key={t.name}><td className="mono select">{t.name}</td><td>{t.type}</td><td className="num">{shape(t.shape)}</td></tr>)}</tbody>
  </table></div>
}

function Operators({ list }: { list: PlainModel['operators'] }) {
  const most = Math.max(1, ...list.map((o) => o.count))
  return <div className={styles.scroll}><table>
    <tbody>{[...list].sort((a, b) => b.count - a.count).map((o) => <tr key={o.name}>
      <td className="nw">{o.name}</td><td style={{ width: '50%' }}><div className={styles.opBar} style={{ width: `${(100 * o.count) / most}%` }} /></td><td className="n">{num(o.count)}</td>
    </tr>)}</tbody>
  </table></div>
}
