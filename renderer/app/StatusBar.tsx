/** Quiet facts: the architecture, what MACs are, how the decision was made, and how long it took here. */
import { list, ms, num, plural } from '../components/format'
import { DeviceStatus } from '../features/device/DeviceStatus'
import { inView, useInspect } from '../features/inspect/store'
import { SweepStatus } from '../features/sweep/SweepStatus'
import { useEngine } from '../state/engine'
import { useSession } from '../state/session'
import styles from './shell.module.css'

export function StatusBar() {
  const model = useSession((s) => s.model)
  const result = useInspect(inView)
  const selected = useSession((s) => s.selected)
  // Nothing is said of a result that is not in view, e.g. where the selected image cannot be read.
  const shown = result?.image === selected && result.model === model?.id ? result : null
  const page = useSession((s) => s.page)
  const busy = useInspect((s) => s.busy)
  const engine = useEngine((s) => s.state)
  if (page === 'device') return <footer className={styles.status}><DeviceStatus /></footer>
  if (page === 'sweep') return <footer className={styles.status}><SweepStatus /></footer>
  const a = model?.manifest?.architecture
  const rule = shown && shown.inspection.decision.lanes.length > 0 && !shown.settings.static
    ? (shown.settings.noiseSeed === null ? 'P(run) > threshold, no policy noise' : `policy noise, seed ${shown.settings.noiseSeed}`) : ''
  return (
    <footer className={styles.status}>
      {a ? <>
        <span>Swin, blocks {list(a.depths.map(String)).replace(' and ', ', ')}, {num(a.inputSize)} px, {plural(a.tasks.length, 'task')}</span>
        <span>MACs: multiply-accumulates, counted per executed operator</span>
      </> : <span>{model ? 'No manifest: a plain .onnx' : 'No model open'}</span>}
      <span className="sp" />
      {engine === 'starting' && <span>Engine starting</span>}
      {busy ? <span>{engine === 'ready' ? 'Running' : 'Waiting for the engine'}</span> : shown && <span>inference {ms(shown.inspection.decision.latencyMs)} on this computer</span>}
      {rule && <span className="hide-narrow">{rule}</span>}
      {!model && <span>AdaMTL Studio</span>}
    </footer>
  )
}
