/** Every field of the plan, with the time it takes as one edits. */
import { Button, Modal, NumberInput, Switch } from '@mantine/core'
import { presets } from '@shared/device/plan'
import { Segmented, type Choice } from '../../../components/Segmented'
import { plural } from '../../../components/format'
import { useSession } from '../../../state/session'
import { groups, type Field, type Protocol } from './fields'
import { choosePreset, edit, estimate, presetNames, protocolOf, usePlan, useVariants, type Preset } from './store'
import { estimateText } from './words'
import { VariantList } from './VariantList'
import styles from './plan.module.css'

export function PlanDialog() {
  const { protocol, editing } = usePlan()
  const choices = useVariants()
  const close = () => usePlan.setState({ editing: false })
  const time = estimate(protocol, choices.filter((c) => c.on).map((c) => c.variant))
  return (
    <Modal opened={editing} onClose={close} title="Plan" size={860}>
      <div data-testid="plan-dialog">
        <div className={styles.top}>
          <Segmented<Preset | 'custom'> label="Preset" value={protocol.preset} testId="plan-preset" onChange={(p) => { if (p !== 'custom') choosePreset(p) }}
            choices={[...presetNames.map((value) => ({ value, label: presets[value].label })), { value: 'custom' as const, label: 'Your own', disabled: protocol.preset !== 'custom' }]} />
          <span className="sp" />
          <span className="tx2">Takes <b className="m num" style={{ color: 'var(--tx)' }} data-testid="plan-time">{estimateText(time)}</b>, without pushing files</span>
        </div>
        <div className={styles.groups}>
          {groups.map((g) => <section key={g.title} aria-label={g.title}>
            <h3>{g.title}</h3>
            {g.fields.map((f) => <FieldRow key={f.id} f={f} protocol={protocol} />)}
            {g.title === 'Before and between' && <Switch
              label="Cool down between rounds" checked={protocol.coolDown !== null} data-testid="cool-down"
              onChange={(e) => edit({ ...protocol, coolDown: e.currentTarget.checked ? protocolOf('standard').coolDown : null })}
            />}
            {g.title === 'Measuring' && <><AllImages protocol={protocol} /><EnergyFrom protocol={protocol} /></>}
          </section>)}
        </div>
        <h3 className={styles.compared}>Compared</h3>
        <VariantList choices={choices} />
        <div className="row" style={{ marginTop: 16 }}>
          <span className="sp" /><Button variant="subtle" onClick={() => choosePreset(protocol.preset === 'custom' ? 'quick' : protocol.preset)} disabled={protocol.preset !== 'custom'}>Back to a preset</Button>
          <Button variant="filled" onClick={close} data-testid="plan-done">Done</Button>
        </div>
      </div>
    </Modal>
  )
}

function AllImages({ protocol }: { protocol: Protocol }) {
  const offered = useSession((s) => s.images?.entries.length ?? 0)
  return <Switch label={`All images${offered > 0 ? `, ${plural(offered, 'is', 'are')} open` : ''}`} checked={protocol.images === null} onChange={(e) => edit({ ...protocol, images: e.currentTarget.checked ? null : Math.max(1, Math.min(48, offered || 48)) })} />
}

const energyChoices: Choice<Protocol['energyFrom']>[] = [
  { value: 'auto', label: 'Gauge first', title: 'The gauge; where it is refused, perfetto\u2019s rail or battery counters' },
  { value: 'perfetto', label: 'perfetto first', title: 'A rail that feeds all of the device, or the battery counters; else the gauge' },
  { value: 'gauge', label: 'Gauge only', title: 'perfetto is not recorded' }
]

/** Of the device's own sources; one alone tells energy, and an imported meter comes before all. */
function EnergyFrom({ protocol }: { protocol: Protocol }) {
  return (
    <div className={styles.field}>
      <span className="f1">Energy from</span>
      <div style={{ gridColumn: '1 / -1' }}><Segmented label="Energy from" value={protocol.energyFrom} choices={energyChoices} testId="plan-energy-from" onChange={(energyFrom) => edit({ ...protocol, energyFrom })} /></div>
      <p>perfetto is recorded where the device offers it. Sources are never added up.</p>
    </div>
  )
}

function FieldRow({ f, protocol }: { f: Field; protocol: Protocol }) {
  const value = f.get(protocol)
  return (
    <div className={styles.field} data-off={value === null}>
      <label htmlFor={`plan-${f.id}`}>{f.label}</label>
      <NumberInput
        id={`plan-${f.id}`} value={value ?? ''} disabled={value === null} min={f.min} max={f.max} step={f.step} decimalScale={f.digits} clampBehavior="blur" thousandSeparator={'\u202f'} allowNegative={false}
        suffix={f.unit ? `\u00a0${f.unit}` : undefined} aria-description={f.about} data-testid={`plan-${f.id}`}
        onChange={(v) => { if (typeof v === 'number' && v >= f.min && v <= f.max) edit(f.set(protocol, v)) }}
      />
      <p>{f.about}</p>
    </div>
  )
}
